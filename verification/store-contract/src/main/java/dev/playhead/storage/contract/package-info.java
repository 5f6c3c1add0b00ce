/**
 * The contract of event stores as tests. The test class of a store extends {@link
 * dev.playhead.storage.contract.EventStoreContract}, and says there how to open the store.
 *
 * <p>It needs JUnit Jupiter and AssertJ, which come with it, and an engine to run the tests, which does not. Add the artifact
 * {@code playhead-store-contract} with the scope of tests.
 */
@NullMarked
package dev.playhead.storage.contract;

import org.jspecify.annotations.NullMarked;

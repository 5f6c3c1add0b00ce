/**
 * The contract of event stores, in the form of tests. The test class of a store extends
 * {@link dev.playhead.storage.contract.EventStoreContract} and implements the method that opens the store.
 *
 * <p>The artifact {@code playhead-store-contract} depends on JUnit Jupiter and AssertJ, but not on an engine that runs
 * the tests. Add it with test scope.
 */
@NullMarked
package dev.playhead.storage.contract;

import org.jspecify.annotations.NullMarked;

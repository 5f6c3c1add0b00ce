/**
 * The contract of event stores, as tests. The test class of a store extends {@link
 * dev.playhead.storage.contract.EventStoreContract} and implements the method that opens the store.
 *
 * <p>The artifact {@code playhead-store-contract} depends on JUnit Jupiter and AssertJ, but on no engine to run the
 * tests. Add it with test scope.
 */
@NullMarked
package dev.playhead.storage.contract;

import org.jspecify.annotations.NullMarked;

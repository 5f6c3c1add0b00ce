/**
 * The service provider interface of stores, which keep blocks beyond the life of a process.
 *
 * <p>A store implements {@link dev.playhead.storage.spi.EventStore}. It accepts {@linkplain
 * dev.playhead.storage.spi.StoreBatch batches} of blocks, states and drops, applies each batch as a whole or not at
 * all, and returns its {@linkplain dev.playhead.storage.spi.StoreContents contents}. It need not interpret blocks. If a
 * store also keeps {@linkplain dev.playhead.storage.spi.EncodedIndex indexes} of blocks, a search need not read the
 * headers of the indexed blocks. {@link dev.playhead.storage.spi.EventStoreProvider} opens the store in a file. {@link
 * dev.playhead.storage.spi.InMemoryEventStore} is the smallest implementation.
 */
@NullMarked
package dev.playhead.storage.spi;

import org.jspecify.annotations.NullMarked;

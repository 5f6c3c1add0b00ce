/**
 * The service provider interface of stores, which keep blocks beyond the life of a process.
 *
 * <p>A store implements {@link dev.playhead.storage.spi.EventStore}. It gets {@linkplain
 * dev.playhead.storage.spi.StoreBatch batches} of blocks, states and drops, each of which it takes wholly or not at all, and
 * gives back what {@linkplain dev.playhead.storage.spi.StoreContents it holds}. It need not look into blocks. {@link
 * dev.playhead.storage.spi.EventStoreProvider} finds the store for a file. {@link
 * dev.playhead.storage.spi.InMemoryEventStore} is the smallest store there is.
 */
@NullMarked
package dev.playhead.storage.spi;

import org.jspecify.annotations.NullMarked;

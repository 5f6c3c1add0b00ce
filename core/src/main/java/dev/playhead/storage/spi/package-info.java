/**
 * The service provider interface of stores, which keep blocks beyond the life of a process.
 *
 * <p>A store implements {@link dev.playhead.storage.spi.EventStore}. It accepts
 * {@linkplain dev.playhead.storage.spi.StoreBatch batches} of blocks, states and drops, applies each batch as a whole
 * or not at all, and returns its {@linkplain dev.playhead.storage.spi.StoreContents contents}. It need not interpret
 * blocks. A store that also keeps {@linkplain dev.playhead.storage.spi.EncodedIndex indexes} of blocks is searched
 * without reading their headers. {@link dev.playhead.storage.spi.EventStoreProvider} finds the store for a file.
 * {@link dev.playhead.storage.spi.InMemoryEventStore} is the smallest implementation.
 */
@NullMarked
package dev.playhead.storage.spi;

import org.jspecify.annotations.NullMarked;

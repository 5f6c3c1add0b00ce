package dev.playhead.storage.spi;

/**
 * The properties of a stored index of blocks that are known without reading the index.
 *
 * @param firstSequence the first sequence of the first block that the index covers; it identifies the index within a
 *     store
 * @param lastSequence the last sequence of the last block that the index covers
 * @param bytes the size of the encoded index in bytes
 */
public record StoredIndex(long firstSequence, long lastSequence, int bytes) {}

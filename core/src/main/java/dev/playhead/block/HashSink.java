package dev.playhead.block;

import org.jspecify.annotations.Nullable;

/**
 * A receiver of hashes from a block that is being written: those of its strings, or those of its numbers.
 *
 * @param filter the Bloom filter to which each hash is added
 * @param hashes the set of the hashes; null if the set is not wanted
 */
record HashSink(BlockBloomFilter filter, @Nullable HashSet32 hashes) {
    /** Creates a sink with an empty filter of the given number of words, which must be a power of two. */
    static HashSink ofWords(int words, @Nullable HashSet32 hashes) {
        return new HashSink(BlockBloomFilter.ofWords(words), hashes);
    }

    void add(long hash) {
        filter.add(hash);
        if (hashes != null) {
            hashes.add(hash);
        }
    }
}

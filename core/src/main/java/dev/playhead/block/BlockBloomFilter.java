package dev.playhead.block;

import org.jspecify.annotations.Nullable;

/**
 * Which strings and numbers may occur in a block: a Bloom filter with two bits a value (B. H. Bloom, 1970) over hashes that
 * are the same for equal values. A power of two of bits is filled while the block is written and then folded in half as
 * long as it stays sparse, so that nobody needs to count distinct values beforehand.
 */
final class BlockBloomFilter {
    /** Above this share of set bits a Bloom filter tells next to nothing. */
    private static final double FULL = 0.7;

    /** Below this share a Bloom filter of half the size is as good. */
    private static final double SPARSE = 0.2;

    private static final int MAX_WORDS = 1 << 24;

    private final long[] bits;

    BlockBloomFilter(long[] bits) {
        this.bits = bits;
    }

    /** An empty Bloom filter of a power of two of words. */
    static BlockBloomFilter ofWords(int words) {
        return new BlockBloomFilter(new long[words]);
    }

    /** Reads a filter; null if the block has none. */
    static @Nullable BlockBloomFilter read(ByteSource source) {
        int words = source.upTo(MAX_WORDS, "bloomFilterWords");
        if (words == 0) {
            return null;
        }
        if (Integer.bitCount(words) != 1 || words > source.remaining() / Long.BYTES) {
            throw source.corrupt("bloomFilterWords", words);
        }
        return new BlockBloomFilter(source.u64s(words));
    }

    int words() {
        return bits.length;
    }

    long word(int index) {
        return bits[index];
    }

    void add(long hash) {
        int mask = bits.length - 1;
        bits[(int) (hash >>> 6) & mask] |= 1L << hash;
        bits[(int) (hash >>> 38) & mask] |= 1L << (hash >>> 32);
    }

    boolean mayContain(long hash) {
        int mask = bits.length - 1;
        return (bits[(int) (hash >>> 6) & mask] & 1L << hash) != 0
                && (bits[(int) (hash >>> 38) & mask] & 1L << (hash >>> 32)) != 0;
    }

    private double fill() {
        long set = 0;
        for (long word : bits) {
            set += Long.bitCount(word);
        }
        return (double) set / (bits.length * 64L);
    }

    private BlockBloomFilter half() {
        int half = bits.length / 2;
        long[] folded = new long[half];
        for (int i = 0; i < half; i++) {
            folded[i] = bits[i] | bits[i + half];
        }
        return new BlockBloomFilter(folded);
    }

    private BlockBloomFilter or(BlockBloomFilter other) {
        long[] both = bits.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] |= other.bits[i];
        }
        return new BlockBloomFilter(both);
    }

    private BlockBloomFilter folded(int mostWords) {
        BlockBloomFilter bloomFilter = this;
        while (bloomFilter.words() > 1 && (bloomFilter.words() > mostWords || bloomFilter.fill() < SPARSE)) {
            bloomFilter = bloomFilter.half();
        }
        return bloomFilter;
    }

    /**
     * The Bloom filter of two of the same size in at most so many words: of both, else of the strings alone when both are too
     * many, else none.
     */
    static Choice choose(BlockBloomFilter strings, BlockBloomFilter numbers, int mostWords) {
        if (mostWords < 1) {
            return new Choice(null, false);
        }
        BlockBloomFilter both = strings.or(numbers).folded(mostWords);
        if (both.fill() <= FULL) {
            return new Choice(both, true);
        }
        BlockBloomFilter alone = strings.folded(mostWords);
        return new Choice(alone.fill() <= FULL ? alone : null, false);
    }

    /** A Bloom filter to store, or none, and whether it covers numbers. */
    record Choice(@Nullable BlockBloomFilter bloomFilter, boolean withNumbers) {}

    static long hash(String text) {
        // The hash of a string is part of Java's specification, and cached by most strings.
        return mix(text.hashCode() * 0x9E3779B97F4A7C15L + text.length());
    }

    /** The hash of a number by the nearest double: numbers of equal value have the same. */
    static long hash(double nearest) {
        return mix(Double.doubleToLongBits(nearest + 0.0));
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, 2014). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long memoryBytes() {
        return 32L + (long) bits.length * Long.BYTES;
    }
}

package dev.playhead.block;

import org.jspecify.annotations.Nullable;

/**
 * A Bloom filter of the strings and numbers in a block, with two bits for each value (B. H. Bloom, 1970). Equal values
 * have equal hashes. The writer first fills a filter whose size is a power of two, and then folds the filter in half as
 * long as it is too large or sparse. Therefore distinct values need not be counted in advance.
 */
final class BlockBloomFilter {
    /**
     * The maximum share of set bits. At this share, a Bloom filter excludes only about half of the values that the
     * block lacks.
     */
    private static final double FULL = 0.7;

    /** The minimum share of set bits. With a lower share, a Bloom filter of half the size excludes enough. */
    private static final double SPARSE = 0.2;

    private static final int MAX_WORDS = 1 << 24;

    private final long[] bits;

    BlockBloomFilter(long[] bits) {
        this.bits = bits;
    }

    /**
     * Returns an empty Bloom filter.
     *
     * @param words the number of 64-bit words, a power of two
     */
    static BlockBloomFilter ofWords(int words) {
        return new BlockBloomFilter(new long[words]);
    }

    /** Reads a Bloom filter; returns null if the block has none. */
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
     * Chooses the Bloom filter to store, folded to at most {@code mostWords} words. The filter covers strings and
     * numbers, unless both together fill it too much; then it covers only strings. The filter is omitted if strings
     * alone fill it too much or if {@code mostWords} is less than 1.
     *
     * @param strings the filter of the strings
     * @param numbers the filter of the numbers, of the same size
     * @param mostWords the maximum number of words
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

    /** The Bloom filter to store, or null for none, and whether it covers numbers. */
    record Choice(@Nullable BlockBloomFilter bloomFilter, boolean withNumbers) {}

    static long hash(String text) {
        // The hash code of a string is specified by Java, and most strings cache it.
        return mix(text.hashCode() * 0x9E3779B97F4A7C15L + text.length());
    }

    /**
     * Returns the hash of a number, given the double nearest to the number. Numbers of equal value have equal hashes.
     */
    static long hash(double nearest) {
        return mix(Double.doubleToLongBits(nearest + 0.0));
    }

    /** Applies the finalizer of SplitMix64 (Steele, Lea, Flood, 2014). */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long memoryBytes() {
        return 32L + (long) bits.length * Long.BYTES;
    }
}

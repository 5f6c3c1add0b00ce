package dev.playhead.block;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An index above the headers of {@value #BLOCKS} consecutive blocks: most contents of these headers, transposed. For
 * each bit of the Bloom filters, the index has the set of the blocks whose filter contains this bit. A query for a
 * value therefore reads two such sets instead of all headers. For each type and source, the index has the set of the
 * blocks with events of this type or source, and the number of these events. To exclude values that no block has, the
 * index may also have the hashes of all strings and numbers.
 *
 * <p>Block {@code b} is bit {@code b % 64} of the word {@code b / 64} of a set of blocks. Returned sets contain every
 * block with a match, and possibly other blocks. The caller owns the returned sets.
 *
 * <p>An index can be {@linkplain #encode encoded}, so that a store can keep it. The encoded form is bound to the
 * descriptions of its blocks.
 *
 * <p><b>Threading.</b> Immutable. <b>Cost.</b> At most one byte of memory for each event. An index is built from the
 * headers of the blocks and, if known, the hashes of their values; the bodies of the blocks are not read.
 */
public final class EventIndex {
    /** The number of blocks that an index covers. */
    public static final int BLOCKS = 1_024;

    /** The number of words of a set of blocks. */
    private static final int WORDS = BLOCKS / Long.SIZE;

    private static final int SET_BYTES = BLOCKS / Byte.SIZE;

    /** The number of bytes that an index takes for one word of the Bloom filters of all blocks. */
    private static final int FILTER_WORD_BYTES = Long.SIZE * SET_BYTES;

    /**
     * The version of the encoding. A store must use another kind of row for each later version, so that two releases do
     * not replace each other's rows.
     */
    private static final int ENCODING_VERSION = 2;

    /** The version of the encoding without the sets of values. */
    private static final int VERSION_WITHOUT_VALUES = 1;

    /** The first sequence of each block. */
    private final long[] sequences;

    private final Instant minTime;
    private final Instant maxTime;
    private final NameSets types;
    private final NameSets sources;
    /** The number of 64-bit words of each Bloom filter in this index; 0 if this index has no Bloom filters. */
    private final int filterWords;
    /** Whether no Bloom filter had to be folded or left out to save memory. */
    private final boolean isExact;
    /** A set of blocks for each bit of the Bloom filters. */
    private final long[] filters;
    /**
     * The set of the blocks without a Bloom filter in this index. {@code anyNumber} also has the blocks whose Bloom
     * filter does not cover numbers.
     */
    private final long[] anyString;

    private final long[] anyNumber;
    private final ValueSets values;

    /** Reads the parts of an index in the order in which {@link #encode} writes them. */
    private EventIndex(ByteSource source, IndexedBlocks blocks, int version) {
        sequences = blocks.firstSequences();
        minTime = source.instant();
        maxTime = source.instant();
        if (maxTime.isBefore(minTime)) {
            throw source.corrupt("maxSeconds", maxTime.getEpochSecond());
        }
        types = NameSets.read(source, blocks.events());
        sources = NameSets.read(source, blocks.events());
        isExact = source.upTo(1, "isExact") == 1;
        filterWords = source.upTo(source.remaining() / FILTER_WORD_BYTES, "filterWords");
        if (Integer.bitCount(filterWords) > 1) {
            throw source.corrupt("filterWords", filterWords);
        }
        filters = source.u64s(filterWords * Long.SIZE * WORDS);
        anyString = source.u64s(WORDS);
        anyNumber = source.u64s(WORDS);
        values = version == VERSION_WITHOUT_VALUES ? ValueSets.NONE : ValueSets.read(source, blocks.events());
        if (source.remaining() > 0) {
            throw source.corrupt("remaining", source.remaining());
        }
        if (memoryBytes() > blocks.events()) {
            throw source.corrupt("memoryBytes", memoryBytes());
        }
    }

    private EventIndex(
            List<BlockHeader> headers,
            NameSets types,
            NameSets sources,
            int filterWords,
            boolean isExact,
            ValueSets values) {
        this.values = values;
        this.types = types;
        this.sources = sources;
        this.filterWords = filterWords;
        this.isExact = isExact;
        this.sequences = new long[BLOCKS];
        this.filters = new long[filterWords * Long.SIZE * WORDS];
        this.anyString = new long[WORDS];
        this.anyNumber = new long[WORDS];
        Instant min = headers.get(0).minTime();
        Instant max = headers.get(0).maxTime();
        for (int block = 0; block < BLOCKS; block++) {
            BlockHeader header = headers.get(block);
            min = header.minTime().isBefore(min) ? header.minTime() : min;
            max = header.maxTime().isAfter(max) ? header.maxTime() : max;
            sequences[block] = header.firstSequence();
            addFilter(header, block);
        }
        this.minTime = min;
        this.maxTime = max;
    }

    private void addFilter(BlockHeader header, int block) {
        BlockBloomFilter filter = header.bloomFilter();
        if (filter == null || filterWords == 0) {
            add(anyString, 0, block);
            add(anyNumber, 0, block);
            return;
        }
        if (!header.sketchesNumbers()) {
            add(anyNumber, 0, block);
        }
        // Repeating a filter of fewer words keeps its information; folding a filter of more words loses information.
        int words = Math.max(filterWords, filter.words());
        for (int i = 0; i < words; i++) {
            long bits = filter.word(i & filter.words() - 1);
            int first = (i & filterWords - 1) * Long.SIZE;
            while (bits != 0) {
                add(filters, (first + Long.numberOfTrailingZeros(bits)) * WORDS, block);
                bits &= bits - 1;
            }
        }
    }

    private static void add(long[] sets, int from, int block) {
        sets[from + (block >> 6)] |= 1L << block;
    }

    /**
     * Builds an index.
     *
     * @param headers the headers of {@link #BLOCKS} consecutive blocks
     * @return the index; null if it would take more than one byte for each event even without Bloom filters, or if its
     *     types or its sources would take more than a quarter of this limit
     */
    public static @Nullable EventIndex of(List<BlockHeader> headers) {
        return of(headers, null);
    }

    /**
     * Builds an index. It has the sets of strings and numbers for which there is room.
     *
     * @param headers the headers of {@link #BLOCKS} consecutive blocks
     * @param hashes the hashes of all strings and numbers of these blocks, and perhaps of other values; null if these
     *     hashes are not known
     * @return the index; null if it would take more than one byte for each event even without Bloom filters and sets of
     *     values, or if its types or its sources would take more than a quarter of this limit
     */
    public static @Nullable EventIndex of(List<BlockHeader> headers, @Nullable ValueHashes hashes) {
        long room = 0;
        int words = 0;
        for (BlockHeader header : headers) {
            BlockBloomFilter filter = header.bloomFilter();
            room += header.size();
            words = Math.max(words, filter == null ? 0 : filter.words());
        }
        NameSets types = NameSets.of(headers, BlockHeader::countTypes, room / 4);
        NameSets sources = NameSets.of(headers, BlockHeader::countSources, room / 4);
        if (types == null || sources == null) {
            return null;
        }
        room -= types.memoryBytes() + sources.memoryBytes() + ownBytes(0);
        int fitting = words;
        while (fitting > 0 && (long) fitting * FILTER_WORD_BYTES > room) {
            fitting /= 2;
        }
        // Filters folded more than once are so full that they exclude almost nothing.
        fitting = fitting < words / 2 ? 0 : fitting;
        if (room < 0) {
            return null;
        }
        room -= (long) fitting * FILTER_WORD_BYTES;
        ValueSets values = hashes == null ? ValueSets.NONE : ValueSets.of(hashes, room);
        return new EventIndex(headers, types, sources, fitting, fitting == words, values);
    }

    /**
     * Encodes this index: the version (one byte), the digest of the blocks (64 bits), the times, the types, the
     * sources, whether the index is exact, the number of filter words (varint), the sets of the filters, the sets of
     * the blocks whose strings or numbers are in no Bloom filter (64 bits for each word), the sets of the strings and
     * numbers, and the CRC-32 of all these bytes.
     *
     * @param blocks the descriptions of the blocks from whose headers this index was built
     * @return the encoded bytes
     * @throws IllegalArgumentException if the described blocks have other first sequences than the blocks of this index
     */
    public byte[] encode(IndexedBlocks blocks) {
        if (!Arrays.equals(sequences, blocks.firstSequences())) {
            throw new IllegalArgumentException(
                    "the first sequences of blocks=" + blocks.size() + " are not those of the index");
        }
        ByteSink out = new ByteSink(Math.toIntExact(memoryBytes()));
        out.u8(ENCODING_VERSION);
        out.u64(blocks.digest());
        out.instant(minTime);
        out.instant(maxTime);
        types.write(out);
        sources.write(out);
        out.varint(isExact ? 1 : 0);
        out.varint(filterWords);
        for (long[] sets : List.of(filters, anyString, anyNumber)) {
            for (long word : sets) {
                out.u64(word);
            }
        }
        values.write(out);
        out.u32(BlockEnvelope.checksum(out.array(), 0, out.length()));
        return out.toBytes();
    }

    /**
     * Decodes an index, if it is the index of the given blocks.
     *
     * @param bytes the encoded bytes
     * @param blocks the descriptions of the blocks
     * @return the index; null if it is of other blocks, or if this release does not support its version
     * @throws CorruptBlockException if the bytes do not encode an index
     */
    public static @Nullable EventIndex decode(byte[] bytes, IndexedBlocks blocks) {
        int end = bytes.length - Integer.BYTES;
        ByteSource source = new ByteSource(bytes, 0, bytes.length);
        source.position(end);
        if (source.u32() != BlockEnvelope.checksum(bytes, 0, end)) {
            throw new CorruptBlockException("the checksum of an index is wrong: the index is damaged");
        }
        ByteSource content = new ByteSource(bytes, 0, end);
        int version = content.u8();
        boolean known = version == ENCODING_VERSION || version == VERSION_WITHOUT_VALUES;
        return known && blocks.size() == BLOCKS && content.u64() == blocks.digest()
                ? new EventIndex(content, blocks, version)
                : null;
    }

    static long ownBytes(int filterWords) {
        return 56
                + 2 * Memory.INSTANT
                + Memory.array(BLOCKS, 8)
                + 2 * Memory.array(WORDS, 8)
                + Memory.array(filterWords * Long.SIZE * WORDS, 8);
    }

    /** {@return the memory usage of the index in bytes} */
    public long memoryBytes() {
        return ownBytes(filterWords) + types.memoryBytes() + sources.memoryBytes() + values.memoryBytes();
    }

    /** {@return the earliest timestamp of all events, which is not necessarily that of the first event} */
    public Instant minTime() {
        return minTime;
    }

    /** {@return the latest timestamp of all events, which is not necessarily that of the last event} */
    public Instant maxTime() {
        return maxTime;
    }

    /**
     * Passes the number of events of each type to a consumer.
     *
     * @param counts called once for each type, with the number of its events
     */
    public void countTypes(ObjIntConsumer<? super String> counts) {
        types.forEach(counts);
    }

    /**
     * Passes the number of events of each source to a consumer.
     *
     * @param counts called once for each source, with the number of its events
     */
    public void countSources(ObjIntConsumer<? super String> counts) {
        sources.forEach(counts);
    }

    /**
     * Returns the blocks with an event whose type matches. The predicate tests each distinct type once.
     *
     * @param predicate decides which types match
     * @return the exact set of these blocks
     */
    public long[] typesMatching(Predicate<? super String> predicate) {
        return types.matching(predicate);
    }

    /**
     * Returns the blocks with an event whose source matches. The predicate tests each distinct source once.
     *
     * @param predicate decides which sources match
     * @return the exact set of these blocks
     */
    public long[] sourcesMatching(Predicate<? super String> predicate) {
        return sources.matching(predicate);
    }

    /**
     * Returns the blocks that may have events with a timestamp in the given range.
     *
     * @param fromInclusive the least timestamp
     * @param toInclusive the greatest timestamp
     * @return the set of all blocks, or an empty set
     */
    public long[] timeBetween(Instant fromInclusive, Instant toInclusive) {
        return maxTime.isBefore(fromInclusive) || minTime.isAfter(toInclusive) ? new long[WORDS] : all();
    }

    /**
     * Returns the blocks that may have a given value anywhere; see {@link BlockHeader#mayHaveValue}.
     *
     * @param value plain data
     * @return a set that contains all of these blocks
     */
    public long[] mayHaveValue(@Nullable Object value) {
        if (!values.mayHave(value)) {
            return none();
        }
        if (value instanceof String text) {
            return withHash(BlockBloomFilter.hash(text), anyString);
        }
        return value instanceof Number number
                ? withHash(BlockBloomFilter.hash(number.doubleValue()), anyNumber)
                : all();
    }

    /**
     * Returns whether lookups of values in this index are at least as selective as lookups in the headers. If not, the
     * headers may exclude further blocks.
     *
     * @return whether no Bloom filter had to be folded or left out to save memory
     */
    public boolean isExact() {
        return isExact;
    }

    private long[] withHash(long hash, long[] others) {
        long[] found = others.clone();
        if (filterWords > 0) {
            int first = setOf(hash);
            int second = setOf(hash >>> 32);
            for (int i = 0; i < WORDS; i++) {
                found[i] |= filters[first + i] & filters[second + i];
            }
        }
        return found;
    }

    private int setOf(long hash) {
        int word = (int) (hash >>> 6) & filterWords - 1;
        return (word * Long.SIZE + (int) (hash & Long.SIZE - 1)) * WORDS;
    }

    /**
     * Returns the number of the block with the given first sequence.
     *
     * @param firstSequence the first sequence of the block
     * @return the number, from 0; negative if the index has no such block
     */
    public int numberOf(long firstSequence) {
        return Arrays.binarySearch(sequences, firstSequence);
    }

    /**
     * Returns whether one block may have a given value anywhere; see {@link BlockHeader#mayHaveValue}.
     *
     * @param block the number of the block
     * @param value plain data
     * @return false only if the block does not have the value
     */
    public boolean mayHaveValue(int block, @Nullable Object value) {
        if (!values.mayHave(value)) {
            return false;
        }
        if (value instanceof String text) {
            return hasHash(block, BlockBloomFilter.hash(text), anyString);
        }
        return !(value instanceof Number number)
                || hasHash(block, BlockBloomFilter.hash(number.doubleValue()), anyNumber);
    }

    private boolean hasHash(int block, long hash, long[] others) {
        int word = block >> 6;
        long found = others[word];
        if (filterWords > 0) {
            found |= filters[setOf(hash) + word] & filters[setOf(hash >>> 32) + word];
        }
        return (found & 1L << block) != 0;
    }

    /**
     * Returns whether one block may contain all fields of a partial payload; see {@link Block#payloadContains}.
     *
     * @param block the number of the block
     * @param partial plain data
     * @return false only if no event of the block contains these fields
     */
    public boolean mayContain(int block, Map<?, ?> partial) {
        return BlockHeader.mayContain(partial, value -> mayHaveValue(block, value));
    }

    /**
     * Returns the blocks that may contain all fields of a partial payload; see {@link Block#payloadContains}.
     *
     * @param partial plain data
     * @return a set that contains all of these blocks
     */
    public long[] mayContain(Map<?, ?> partial) {
        long[] found = all();
        for (Object value : partial.values()) {
            long[] may = value instanceof Map<?, ?> nested ? mayContain(nested) : mayHaveValue(value);
            for (int i = 0; i < WORDS; i++) {
                found[i] &= may[i];
            }
        }
        return found;
    }

    /** {@return a new empty set of blocks} */
    public static long[] none() {
        return new long[WORDS];
    }

    /** {@return a new set of all blocks} */
    public static long[] all() {
        long[] all = none();
        Arrays.fill(all, -1);
        return all;
    }
}

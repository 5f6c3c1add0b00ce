package dev.playhead.block;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The second level of the index: what the headers of {@value #BLOCKS} consecutive blocks say, turned by a quarter. For each
 * bit of their Bloom filters it has the set of the blocks that have this bit, so that a question for a value reads two such
 * sets instead of the headers; for each type and source the set of the blocks that have it, and how many events do.
 *
 * <p>A set of blocks has the bit {@code b % 64} of the word {@code b / 64} for block {@code b}. The sets that methods return
 * have every block in which an event can match, as the headers would tell, and the caller owns them.
 *
 * <p><b>Threading.</b> Immutable. <b>Cost.</b> At most a byte of memory for each event; made of headers alone.
 */
public final class EventIndex {
    /** How many blocks an index is about. */
    public static final int BLOCKS = 1_024;

    /** The words of a set of blocks. */
    private static final int WORDS = BLOCKS / Long.SIZE;

    private static final int SET_BYTES = BLOCKS / Byte.SIZE;

    /** The bytes of one word of the Bloom filters of all blocks. */
    private static final int FILTER_WORD_BYTES = Long.SIZE * SET_BYTES;

    /** The first sequence of each block. */
    private final long[] sequences;

    private final Instant minTime;
    private final Instant maxTime;
    private final NameSets types;
    private final NameSets sources;
    /** How many words the Bloom filters have here; 0 if there is no room for any. */
    private final int filterWords;
    /** Whether no Bloom filter had to be folded. */
    private final boolean tellsAll;
    /** For each bit of the Bloom filters a set of blocks. */
    private final long[] filters;
    /** The blocks that may have any string, and any number. */
    private final long[] anyString;

    private final long[] anyNumber;

    private EventIndex(List<BlockHeader> headers, NameSets types, NameSets sources, int filterWords, boolean tellsAll) {
        this.types = types;
        this.sources = sources;
        this.filterWords = filterWords;
        this.tellsAll = tellsAll;
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
        // A filter of fewer words says the same when it is repeated, one of more words less when it is folded.
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
     * Makes an index.
     *
     * @param headers the headers of consecutive blocks, as many as {@link #BLOCKS}
     * @return the index; null if it would take more than a byte for each event
     */
    static @Nullable EventIndex of(List<BlockHeader> headers) {
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
        // Folded more than once they are full, and tell nothing.
        fitting = fitting < words / 2 ? 0 : fitting;
        return room < 0 ? null : new EventIndex(headers, types, sources, fitting, fitting == words);
    }

    private static long ownBytes(int filterWords) {
        return 56
                + 2 * Memory.INSTANT
                + Memory.array(BLOCKS, 8)
                + 2 * Memory.array(WORDS, 8)
                + Memory.array(filterWords * Long.SIZE * WORDS, 8);
    }

    /**
     * How much memory the index takes.
     *
     * @return how many bytes
     */
    public long memoryBytes() {
        return ownBytes(filterWords) + types.memoryBytes() + sources.memoryBytes();
    }

    /**
     * The earliest timestamp, whichever event has it.
     *
     * @return the least timestamp
     */
    public Instant minTime() {
        return minTime;
    }

    /**
     * The latest timestamp, whichever event has it.
     *
     * @return the greatest timestamp
     */
    public Instant maxTime() {
        return maxTime;
    }

    /**
     * Gives the number of events of each type.
     *
     * @param counts is given each type once, with the number of its events
     */
    public void countTypes(ObjIntConsumer<? super String> counts) {
        types.tell(counts);
    }

    /**
     * Gives the number of events of each source.
     *
     * @param counts is given each source once, with the number of its events
     */
    public void countSources(ObjIntConsumer<? super String> counts) {
        sources.tell(counts);
    }

    /**
     * The blocks with an event whose type matches. The predicate sees each type once.
     *
     * @param predicate says which types match
     * @return the set of exactly these blocks
     */
    public long[] typesMatching(Predicate<? super String> predicate) {
        return types.matching(predicate);
    }

    /**
     * The blocks with an event whose source matches. The predicate sees each source once.
     *
     * @param predicate says which sources match
     * @return the set of exactly these blocks
     */
    public long[] sourcesMatching(Predicate<? super String> predicate) {
        return sources.matching(predicate);
    }

    /**
     * The blocks that may have events stamped within a range of time.
     *
     * @param fromInclusive the least timestamp
     * @param toInclusive the greatest timestamp
     * @return all blocks, or none
     */
    public long[] timeBetween(Instant fromInclusive, Instant toInclusive) {
        return maxTime.isBefore(fromInclusive) || minTime.isAfter(toInclusive) ? new long[WORDS] : all();
    }

    /**
     * The blocks that may have a value somewhere; see {@link BlockHeader#mayHaveValue}.
     *
     * @param value plain data
     * @return a set that has all of them
     */
    public long[] mayHaveValue(@Nullable Object value) {
        if (value instanceof String text) {
            return withHash(BlockBloomFilter.hash(text), anyString);
        }
        return value instanceof Number number
                ? withHash(BlockBloomFilter.hash(number.doubleValue()), anyNumber)
                : all();
    }

    /**
     * Whether the index tells of values all that the headers tell. Else they may leave out further blocks.
     *
     * @return whether no Bloom filter had to be made smaller to fit
     */
    public boolean tellsAll() {
        return tellsAll;
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
     * The number of a block.
     *
     * @param firstSequence its first sequence
     * @return the number, from 0; negative if the index has no such block
     */
    public int numberOf(long firstSequence) {
        return Arrays.binarySearch(sequences, firstSequence);
    }

    /**
     * Whether one block may have a value somewhere; see {@link BlockHeader#mayHaveValue}.
     *
     * @param block its number
     * @param value plain data
     * @return false only if it has not
     */
    public boolean mayHaveValue(int block, @Nullable Object value) {
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
     * Whether one block may have all fields of a partial payload; see {@link Block#payloadContains}.
     *
     * @param block its number
     * @param partial plain data
     * @return false only if it has not
     */
    public boolean mayContain(int block, Map<?, ?> partial) {
        for (Object value : partial.values()) {
            boolean may = value instanceof Map<?, ?> nested ? mayContain(block, nested) : mayHaveValue(block, value);
            if (!may) {
                return false;
            }
        }
        return true;
    }

    /**
     * The blocks that may have all fields of a partial payload; see {@link Block#payloadContains}.
     *
     * @param partial plain data
     * @return a set that has all of them
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

    /**
     * All blocks.
     *
     * @return the set of them
     */
    public static long[] all() {
        long[] all = new long[WORDS];
        Arrays.fill(all, -1);
        return all;
    }

    /** What some blocks say of themselves, unless one of them cannot say it yet. */
    static @Nullable List<BlockHeader> headersOf(List<Block> blocks) {
        List<BlockHeader> headers = new ArrayList<>(blocks.size());
        for (Block block : blocks) {
            BlockHeader header = block.knownHeader();
            if (header == null) {
                return null;
            }
            headers.add(header);
        }
        return headers;
    }
}

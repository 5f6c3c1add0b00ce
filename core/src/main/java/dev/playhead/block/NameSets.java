package dev.playhead.block;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The types, or the sources, that occur in the blocks of an {@link EventIndex}. For each of these names, there is the
 * set of the blocks with events of this name, and the number of these events.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class NameSets {
    private static final int WORDS = EventIndex.BLOCKS / Long.SIZE;

    private final String[] names;
    private final int[] counts;
    /** The sets of all names, concatenated. */
    private final long[] sets;

    private NameSets(Map<String, Entry> entries) {
        names = entries.keySet().toArray(String[]::new);
        counts = new int[names.length];
        sets = new long[names.length * WORDS];
        int at = 0;
        for (Entry entry : entries.values()) {
            counts[at] = entry.events;
            System.arraycopy(entry.set, 0, sets, at++ * WORDS, WORDS);
        }
    }

    /**
     * Reads the names. Checks that each name is in a block, that each block has a name, and that all names together
     * have as many events as the blocks.
     *
     * @param source the bytes
     * @param events the number of events of the blocks
     */
    static NameSets read(ByteSource source, long events) {
        Map<String, Entry> entries = new TreeMap<>();
        int number = source.upTo(source.remaining() / (2 + WORDS * Long.BYTES), "names");
        long left = events;
        long[] union = new long[WORDS];
        String before = null;
        for (int i = 0; i < number; i++) {
            int bytes = source.count("nameBytes");
            String name = Wtf8.decode(source.array(), source.skip(bytes), bytes);
            if (before != null && before.compareTo(name) >= 0) {
                throw source.corrupt("nameAt", i);
            }
            before = name;
            int count = source.upTo(Math.min(left, Integer.MAX_VALUE), "events");
            left -= count;
            Entry entry = new Entry(count, source.u64s(WORDS));
            int in = 0;
            for (int word = 0; word < WORDS; word++) {
                union[word] |= entry.set[word];
                in += Long.bitCount(entry.set[word]);
            }
            if (in == 0 || in > count) {
                throw source.corrupt("blocksOfName", in);
            }
            entries.put(name, entry);
        }
        if (left != 0 || !Arrays.equals(union, EventIndex.all())) {
            throw source.corrupt("eventsWithoutName", left);
        }
        return new NameSets(entries);
    }

    /**
     * Writes the number of names and then, for each name, its size in bytes, its bytes, the number of its events, and
     * the set of its blocks.
     */
    void write(ByteSink out) {
        out.varint(names.length);
        for (int i = 0; i < names.length; i++) {
            byte[] name = Wtf8.encode(names[i]);
            out.varint(name.length);
            out.bytes(name, 0, name.length);
            out.varint(counts[i]);
            for (int word = 0; word < WORDS; word++) {
                out.u64(sets[i * WORDS + word]);
            }
        }
    }

    private static final class Entry {
        private final long[] set;
        private int events;

        Entry(int events, long[] set) {
            this.events = events;
            this.set = set;
        }
    }

    /**
     * Merges the names of all blocks.
     *
     * @param headers the headers of the blocks
     * @param namesOf passes each name of a block, with the number of its events, to a consumer
     * @param maxBytes the maximum memory usage in bytes
     * @return the names; null if they would exceed the maximum
     */
    static @Nullable NameSets of(
            List<BlockHeader> headers, BiConsumer<BlockHeader, ObjIntConsumer<String>> namesOf, long maxBytes) {
        Map<String, Entry> entries = new TreeMap<>();
        long[] bytes = {Memory.array(0, 0) * 3 + 32};
        for (int block = 0; block < headers.size() && bytes[0] <= maxBytes; block++) {
            int number = block;
            namesOf.accept(headers.get(block), (name, events) -> {
                Entry entry = entries.get(name);
                if (entry == null) {
                    entry = new Entry(0, new long[WORDS]);
                    entries.put(name, entry);
                    bytes[0] += bytesOf(name);
                }
                entry.set[number >> 6] |= 1L << number;
                entry.events += events;
            });
        }
        return bytes[0] > maxBytes ? null : new NameSets(entries);
    }

    private static long bytesOf(String name) {
        return Memory.REFERENCE + Integer.BYTES + (long) WORDS * Long.BYTES + Memory.string(name);
    }

    long memoryBytes() {
        long bytes = Memory.array(0, 0) * 3 + 32;
        for (String name : names) {
            bytes += bytesOf(name);
        }
        return bytes;
    }

    void forEach(ObjIntConsumer<? super String> listener) {
        for (int i = 0; i < names.length; i++) {
            listener.accept(names[i], counts[i]);
        }
    }

    /** Returns the blocks with a name that matches. */
    long[] matching(Predicate<? super String> predicate) {
        long[] found = new long[WORDS];
        for (int name = 0; name < names.length; name++) {
            if (predicate.test(names[name])) {
                for (int i = 0; i < WORDS; i++) {
                    found[i] |= sets[name * WORDS + i];
                }
            }
        }
        return found;
    }
}

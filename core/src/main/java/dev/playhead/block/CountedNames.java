package dev.playhead.block;

import java.util.Arrays;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;

/**
 * A dictionary in the header of a block: the distinct types, or the distinct sources, sorted, and the number of events
 * with each of these names.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class CountedNames {
    /** The memory usage of this object itself. */
    private static final int OBJECT_BYTES = 24;

    private final String[] names;
    private final int[] counts;

    private CountedNames(String[] names, int[] counts) {
        this.names = names;
        this.counts = counts;
    }

    /**
     * Reads the names, and then the counts. Each count is at most {@code events}, the number of events of the block.
     */
    static CountedNames read(ByteSource source, int events) {
        String[] names = StringTable.read(source).toArray();
        int[] counts = new int[names.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = source.upTo(events, "count");
        }
        return new CountedNames(names, counts);
    }

    int size() {
        return names.length;
    }

    String name(int index) {
        return names[index];
    }

    int count(int index) {
        return counts[index];
    }

    List<String> list() {
        return List.of(names);
    }

    void forEach(ObjIntConsumer<? super String> listener) {
        for (int i = 0; i < names.length; i++) {
            listener.accept(names[i], counts[i]);
        }
    }

    /** Returns for each name, by index, whether it matches. */
    boolean[] matching(Predicate<? super String> predicate) {
        boolean[] matching = new boolean[names.length];
        for (int i = 0; i < matching.length; i++) {
            matching[i] = predicate.test(names[i]);
        }
        return matching;
    }

    boolean anyMatches(Predicate<? super String> predicate) {
        return Arrays.stream(names).anyMatch(predicate);
    }

    long memoryBytes() {
        long bytes = OBJECT_BYTES + Memory.array(names.length, 4) + Memory.array(counts.length, 4);
        for (String name : names) {
            bytes += Memory.string(name);
        }
        return bytes;
    }
}

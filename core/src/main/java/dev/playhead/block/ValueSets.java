package dev.playhead.block;

import org.jspecify.annotations.Nullable;

/**
 * The set of all strings, and the set of all numbers, of the blocks of an {@link EventIndex}. A value is represented by
 * the upper half of its hash. A set is left out if there is no room for it, or if its values were not all collected;
 * the blocks may then have any value.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class ValueSets {
    /** The sets that exclude nothing. */
    static final ValueSets NONE = new ValueSets(null, null);

    /** The maximum size of an encoded element. In memory, an element takes 4 bytes. */
    private static final int MAX_ELEMENT_BYTES = 5;

    /** The maximum size of an array without its elements. The encoded number of elements takes less. */
    private static final int ARRAY_BYTES = 24;

    private static final int OWN_BYTES = 24;

    /** Elements in ascending order as unsigned numbers; null if the set is left out. */
    private final int @Nullable [] strings;

    private final int @Nullable [] numbers;

    private ValueSets(int @Nullable [] strings, int @Nullable [] numbers) {
        this.strings = strings;
        this.numbers = numbers;
    }

    /**
     * Creates sets.
     *
     * @param values the hashes of the values of the blocks
     * @param room the maximum memory usage, and the maximum size of the encoded form, in bytes
     */
    static ValueSets of(ValueHashes values, long room) {
        long most = room - OWN_BYTES;
        int[] strings = fitting(values.strings(), most);
        long left = strings == null ? most : most - maxBytes(strings.length);
        int[] numbers = fitting(values.numbers(), left);
        return strings == null && numbers == null ? NONE : new ValueSets(strings, numbers);
    }

    private static int @Nullable [] fitting(HashSet32 set, long room) {
        return set.isAll() || maxBytes(set.size()) > room ? null : set.sorted();
    }

    private static long maxBytes(int size) {
        return ARRAY_BYTES + (long) size * MAX_ELEMENT_BYTES;
    }

    /**
     * Reads the two sets, and checks that their elements are in ascending order.
     *
     * @param maxBytes the maximum memory usage of the elements of each set
     */
    static ValueSets read(ByteSource source, long maxBytes) {
        int[] strings = readSet(source, maxBytes);
        int[] numbers = readSet(source, maxBytes);
        return strings == null && numbers == null ? NONE : new ValueSets(strings, numbers);
    }

    private static int @Nullable [] readSet(ByteSource source, long maxBytes) {
        int size = source.upTo(Math.min(source.remaining(), maxBytes / Integer.BYTES), "hashes") - 1;
        if (size < 0) {
            return null;
        }
        int[] set = new int[size];
        long last = 0;
        for (int i = 0; i < size; i++) {
            long step = source.varint();
            last += step;
            if (step <= 0 || step > 0xFFFF_FFFFL || last > 0xFFFF_FFFFL) {
                throw source.corrupt("hash", step);
            }
            set[i] = (int) last;
        }
        return set;
    }

    /**
     * Writes each set: the number of its elements plus one, the first element, and the difference of each further
     * element from the previous element, all as varints. A set that is left out is written as 0.
     */
    void write(ByteSink out) {
        writeSet(out, strings);
        writeSet(out, numbers);
    }

    private static void writeSet(ByteSink out, int @Nullable [] set) {
        if (set == null) {
            out.varint(0);
            return;
        }
        out.varint(set.length + 1L);
        long last = 0;
        for (int element : set) {
            long next = Integer.toUnsignedLong(element);
            out.varint(next - last);
            last = next;
        }
    }

    long memoryBytes() {
        return this == NONE ? 0 : OWN_BYTES + bytes(strings) + bytes(numbers);
    }

    private static long bytes(int @Nullable [] set) {
        return set == null ? 0 : Memory.array(set.length, Integer.BYTES);
    }

    /** Returns whether some block may have the given value. Always true for values other than strings and numbers. */
    boolean mayHave(@Nullable Object value) {
        if (value instanceof String text) {
            return strings == null || has(strings, BlockBloomFilter.hash(text));
        }
        return !(value instanceof Number number)
                || numbers == null
                || has(numbers, BlockBloomFilter.hash(number.doubleValue()));
    }

    private static boolean has(int[] set, long hash) {
        int wanted = HashSet32.element(hash);
        int low = 0;
        int high = set.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Integer.compareUnsigned(set[middle], wanted);
            if (order == 0) {
                return true;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return false;
    }
}

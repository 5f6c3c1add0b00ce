package dev.playhead.block;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Fixed-width bit packing, lowest bit first, and operations on sets of positions, which are bit sets in a {@code
 * long[]}.
 */
final class BitPacking {
    private BitPacking() {}

    /** Returns the number of bits needed for values up to {@code max}, which is treated as unsigned. */
    static int widthOf(long max) {
        return 64 - Long.numberOfLeadingZeros(max);
    }

    static long bytesOf(int count, int width) {
        return ((long) count * width + 7) >>> 3;
    }

    /**
     * Returns the number at the given index of the packed numbers that begin at byte {@code start}. The caller has
     * checked that the number is within the bounds of the buffer.
     */
    static long get(ByteBuffer littleEndian, int start, int index, int width) {
        long bit = (long) index * width;
        int at = start + (int) (bit >>> 3);
        int shift = (int) bit & 7;
        long mask = width == 64 ? -1 : (1L << width) - 1;
        if (at + 9 > littleEndian.limit()) {
            return nearTheEnd(littleEndian, at, shift, width) & mask;
        }
        long low = littleEndian.getLong(at) >>> shift;
        if (shift + width > 64) {
            low |= (littleEndian.get(at + 8) & 0xFFL) << (64 - shift);
        }
        return low & mask;
    }

    /** Counts the numbers equal to {@code wanted} among the first {@code count} numbers. */
    static int countEqual(ByteBuffer littleEndian, int start, int width, long wanted, int count) {
        int equal = 0;
        int fast = readableAtOnce(littleEndian, start, width, count);
        long mask = (1L << width) - 1;
        for (int i = 0, bit = 0; i < fast; i++, bit += width) {
            long bits = littleEndian.getLong(start + (bit >>> 3)) >>> (bit & 7);
            equal += (bits & mask) == wanted ? 1 : 0;
        }
        for (int i = fast; i < count; i++) {
            equal += get(littleEndian, start, i, width) == wanted ? 1 : 0;
        }
        return equal;
    }

    /** Adds to a set the indexes of the numbers equal to {@code wanted} among the first {@code count} numbers. */
    static void addEqual(ByteBuffer littleEndian, int start, int width, long wanted, int count, long[] set) {
        int fast = readableAtOnce(littleEndian, start, width, count);
        long mask = (1L << width) - 1;
        int i = 0;
        int bit = 0;
        while (i + Long.SIZE <= fast) {
            long word = 0;
            for (int to = i + Long.SIZE; i < to; i++, bit += width) {
                long bits = littleEndian.getLong(start + (bit >>> 3)) >>> (bit & 7);
                // The shift distance is taken modulo 64.
                word |= ((bits & mask) == wanted ? 1L : 0L) << i;
            }
            set[(i - 1) >>> 6] |= word;
        }
        for (; i < count; i++) {
            if (get(littleEndian, start, i, width) == wanted) {
                add(set, i);
            }
        }
    }

    /**
     * Returns how many numbers, beginning with the first, can each be read by one eight-byte access within the limit of
     * the buffer.
     */
    private static int readableAtOnce(ByteBuffer littleEndian, int start, int width, int count) {
        if (width > 56) {
            return 0;
        }
        long last = littleEndian.limit() - 8L - start;
        return last < 0 ? 0 : width == 0 ? count : (int) Math.min(count, last * 8 / width + 1);
    }

    private static long nearTheEnd(ByteBuffer littleEndian, int at, int shift, int width) {
        long value = 0;
        for (int bit = -shift, i = at; bit < width; bit += 8, i++) {
            long next = littleEndian.get(i) & 0xFFL;
            value |= bit < 0 ? next >>> -bit : next << bit;
        }
        return value;
    }

    static long[] newSet(int size) {
        return new long[(size + 63) >>> 6];
    }

    static long[] all(int size) {
        long[] set = newSet(size);
        add(set, 0, size);
        return set;
    }

    static void add(long[] set, int position) {
        set[position >>> 6] |= 1L << position;
    }

    /** Adds the positions from {@code from}, inclusive, to {@code to}, exclusive. */
    static void add(long[] set, int from, int to) {
        if (from >= to) {
            return;
        }
        int first = from >>> 6;
        int last = (to - 1) >>> 6;
        // Shift distances are taken modulo 64.
        long fromHere = -1L << from;
        long toHere = -1L >>> -to;
        if (first == last) {
            set[first] |= fromHere & toHere;
        } else {
            set[first] |= fromHere;
            Arrays.fill(set, first + 1, last, -1L);
            set[last] |= toHere;
        }
    }

    static boolean contains(long[] set, int position) {
        return (set[position >>> 6] & (1L << position)) != 0;
    }

    /** Returns the greatest position of a set that is less than {@code before}, or -1 if there is none. */
    static int last(long[] set, int before) {
        for (int i = before - 1; i >= 0; i--) {
            if (set[i >>> 6] == 0) {
                i &= ~63;
            } else if (contains(set, i)) {
                return i;
            }
        }
        return -1;
    }

    static boolean isEmpty(long[] set) {
        for (long word : set) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }
}

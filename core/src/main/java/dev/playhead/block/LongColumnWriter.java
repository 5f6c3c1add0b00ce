package dev.playhead.block;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A writer of columns of whole numbers. If compression is enabled, the writer tries the forms of {@link LongColumn}
 * that may be small, and chooses the form that takes the fewest bytes. A form is not written as a trial if its packed
 * bits alone take more bytes than the best form so far.
 */
final class LongColumnWriter {
    private static final int MAX_DISTINCT = 256;
    private static final int SLOTS = MAX_DISTINCT * 4;

    private final boolean compressed;
    private final Distinct distinct = new Distinct();
    private ByteSink best = new ByteSink(1024);
    private ByteSink trial = new ByteSink(1024);
    /**
     * The writer of columns inside columns. Such inner columns have 64 times fewer rows, or are the values of a
     * dictionary.
     */
    private @Nullable LongColumnWriter inner;

    private long[] scratch = new long[1024];

    /**
     * Creates a writer.
     *
     * @param compressed whether to choose the smallest form; if false, each number takes 1, 2, 4 or 8 bytes, unless all
     *     numbers of the column are equal
     */
    LongColumnWriter(boolean compressed) {
        this.compressed = compressed;
    }

    /*
     * This method is called recursively for columns inside columns. It contains all decisions, so that it is too large
     * to be inlined: HotSpot does not inline a method of more than 325 bytes of bytecode. Smaller methods would be
     * inlined: every caller and every form would get a copy of all forms, and compiling these copies would take
     * seconds.
     */
    void write(ByteSink sink, long[] values, int rows) {
        if (rows == 0) {
            constant(sink, 0);
            return;
        }
        long min = least(values, 0, rows);
        long max = greatest(values, 0, rows);
        if (min == max) {
            constant(sink, min);
            return;
        }
        if (!compressed) {
            plain(sink, values, rows, min, max);
            return;
        }
        long unit = unit(values, rows, min, max);
        int width = BitPacking.widthOf(unit == 1 ? max - min : (max - min) / unit);
        int unitBytes = unit == 1 ? 0 : ByteSink.varintBytes(unit);
        long packedBytes = 2 + unitBytes + ByteSink.zigzagBytes(min) + BitPacking.bytesOf(rows, width);
        long bestBytes = packedBytes;
        if (rows > 8 && width > 1) {
            int most = Math.min(MAX_DISTINCT, Math.min(rows / 2, 1 << Math.min(width - 1, 30)));
            int count = distinct.find(values, rows, most);
            if (count > 0 && 3 + BitPacking.bytesOf(rows, BitPacking.widthOf(count - 1)) < bestBytes) {
                dictionary(values, rows, count);
                bestBytes = keepSmaller(bestBytes);
            }
        }
        if (rows > 16 && width > 1) {
            delta(values, rows, bestBytes);
            bestBytes = keepSmaller(bestBytes);
        }
        if (rows > LongColumn.CHUNK && width > 1) {
            chunked(values, rows, unit, bestBytes);
            bestBytes = keepSmaller(bestBytes);
        }
        if (bestBytes == packedBytes) {
            packed(sink, values, rows, min, unit, width);
        } else {
            sink.bytes(best.array(), 0, best.length());
        }
    }

    private static long least(long[] values, int from, int to) {
        long least = values[from];
        for (int i = from + 1; i < to; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    private static long greatest(long[] values, int from, int to) {
        long greatest = values[from];
        for (int i = from + 1; i < to; i++) {
            greatest = Math.max(greatest, values[i]);
        }
        return greatest;
    }

    private static void constant(ByteSink sink, long value) {
        sink.u8(LongColumn.CONSTANT);
        sink.zigzag(value);
    }

    private static void plain(ByteSink sink, long[] values, int rows, long min, long max) {
        int bits = min < 0 ? 64 : BitPacking.widthOf(max);
        packed(sink, values, rows, 0, 1, bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64);
    }

    private static void packed(ByteSink sink, long[] values, int rows, long base, long unit, int width) {
        sink.u8(LongColumn.PACKED | (unit == 1 ? 0 : LongColumn.WITH_UNIT));
        if (unit != 1) {
            sink.varint(unit);
        }
        sink.u8(width);
        sink.zigzag(base);
        sink.packed(values, 0, rows, base, unit, width);
    }

    private long keepSmaller(long bestBytes) {
        if (trial.length() == 0 || trial.length() >= bestBytes) {
            trial.truncate(0);
            return bestBytes;
        }
        ByteSink smaller = trial;
        trial = best;
        best = smaller;
        trial.truncate(0);
        return smaller.length();
    }

    /** Returns the greatest common divisor of the distances from the least value, or 1 if the range overflows. */
    private static long unit(long[] values, int rows, long min, long max) {
        long unit = max - min;
        if (unit < 0) {
            return 1;
        }
        for (int i = 0; i < rows && unit != 1; i++) {
            long a = values[i] - min;
            while (a != 0) {
                long rest = unit % a;
                unit = a;
                a = rest;
            }
        }
        return unit;
    }

    private LongColumnWriter inner() {
        LongColumnWriter writer = inner;
        if (writer == null) {
            writer = new LongColumnWriter(true);
            inner = writer;
        }
        return writer;
    }

    private void dictionary(long[] values, int rows, int count) {
        long[] indexes = scratch(rows);
        long[] sorted = distinct.sorted(count);
        distinct.ranksOf(values, rows, indexes);
        trial.u8(LongColumn.DICTIONARY);
        trial.varint(count);
        inner().write(trial, sorted, count);
        trial.packed(indexes, 0, rows, 0, 1, BitPacking.widthOf(count - 1));
    }

    private void delta(long[] values, int rows, long bestBytes) {
        int chunks = LongColumn.chunks(rows);
        long[] anchors = new long[chunks];
        long[] leastSteps = new long[chunks];
        long[] widths = new long[chunks];
        long[] steps = steps(values, rows);
        long bits = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = chunk * LongColumn.CHUNK;
            int to = Math.min(rows, from + LongColumn.CHUNK);
            long least = least(steps, Math.max(1, from), to);
            leastSteps[chunk] = least;
            anchors[chunk] = chunk == 0 ? values[0] - least : values[from - 1];
            widths[chunk] = BitPacking.widthOf(greatest(steps, Math.max(1, from), to) - least);
            bits += widths[chunk] * (to - from);
        }
        if (bits / 8 + 7 >= bestBytes) {
            return;
        }
        // The first row has no step. It is written with the least step, and the anchor of its chunk is reduced by that
        // step.
        steps[0] = leastSteps[0];
        trial.u8(LongColumn.DELTA);
        inner().write(trial, anchors, chunks);
        inner().write(trial, leastSteps, chunks);
        inner().write(trial, widths, chunks);
        if (trial.length() + bits / 8 >= bestBytes) {
            trial.truncate(0);
            return;
        }
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = chunk * LongColumn.CHUNK;
            int to = Math.min(rows, from + LongColumn.CHUNK);
            trial.packed(steps, from, to, leastSteps[chunk], 1, (int) widths[chunk]);
        }
    }

    /** Returns the difference of each row from the previous row. The first element is not set. */
    private long[] steps(long[] values, int rows) {
        long[] steps = scratch(rows);
        for (int i = 1; i < rows; i++) {
            steps[i] = values[i] - values[i - 1];
        }
        return steps;
    }

    private long[] scratch(int rows) {
        if (scratch.length < rows) {
            scratch = new long[rows];
        }
        return scratch;
    }

    private void chunked(long[] values, int rows, long unit, long bestBytes) {
        int chunks = LongColumn.chunks(rows);
        long[] bases = new long[chunks];
        long[] widths = new long[chunks];
        long bits = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = chunk * LongColumn.CHUNK;
            int to = Math.min(rows, from + LongColumn.CHUNK);
            long min = least(values, from, to);
            long max = greatest(values, from, to);
            bases[chunk] = min;
            widths[chunk] = BitPacking.widthOf(unit == 1 ? max - min : (max - min) / unit);
            bits += widths[chunk] * (to - from);
        }
        if (bits / 8 + 5 >= bestBytes) {
            return;
        }
        trial.u8(LongColumn.CHUNKED | (unit == 1 ? 0 : LongColumn.WITH_UNIT));
        if (unit != 1) {
            trial.varint(unit);
        }
        inner().write(trial, bases, chunks);
        inner().write(trial, widths, chunks);
        if (trial.length() + bits / 8 >= bestBytes) {
            trial.truncate(0);
            return;
        }
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = chunk * LongColumn.CHUNK;
            int to = Math.min(rows, from + LongColumn.CHUNK);
            trial.packed(values, from, to, bases[chunk], unit, (int) widths[chunk]);
        }
    }

    /** A hash set of the distinct values of a column. It stops adding values when there are too many. */
    private static final class Distinct {
        private final long[] slots = new long[SLOTS];
        private final int[] ranks = new int[SLOTS];
        private final boolean[] used = new boolean[SLOTS];
        private final long[] values = new long[MAX_DISTINCT];

        /** Finds the distinct values, and returns their number, or 0 if there are more than {@code most}. */
        int find(long[] column, int rows, int most) {
            Arrays.fill(used, false);
            int count = 0;
            for (int i = 0; i < rows; i++) {
                int slot = slotOf(column[i]);
                if (!used[slot]) {
                    if (count == most) {
                        return 0;
                    }
                    used[slot] = true;
                    slots[slot] = column[i];
                    values[count++] = column[i];
                }
            }
            return count;
        }

        long[] sorted(int count) {
            Arrays.sort(values, 0, count);
            for (int i = 0; i < count; i++) {
                ranks[slotOf(values[i])] = i;
            }
            return values;
        }

        void ranksOf(long[] column, int rows, long[] into) {
            for (int i = 0; i < rows; i++) {
                into[i] = ranks[slotOf(column[i])];
            }
        }

        private int slotOf(long value) {
            long mixed = value * 0x9E3779B97F4A7C15L;
            int slot = (int) (mixed >>> 32) & (SLOTS - 1);
            while (used[slot] && slots[slot] != value) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            return slot;
        }
    }
}

package dev.playhead.block;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A column of whole numbers in one of five forms, which {@link LongColumnWriter} chooses. Every row can be read
 * individually: reading a row sums up at most {@link #CHUNK} numbers of the column and of each column nested in it. A
 * delta column is decoded as a whole when many of its rows have been read.
 *
 * <p>All arithmetic wraps around, so the forms support the full range of {@code long}.
 */
abstract class LongColumn {
    static final int CONSTANT = 0;
    static final int PACKED = 1;
    static final int CHUNKED = 2;
    static final int DELTA = 3;
    static final int DICTIONARY = 4;

    /** The mask of the form in the first byte. The next bit, {@code WITH_UNIT}, indicates that a unit follows. */
    static final int FORM_MASK = 7;

    static final int WITH_UNIT = 8;

    /** The number of rows in a chunk. Reading a row of a delta column starts at the beginning of the row's chunk. */
    static final int CHUNK = 64;

    /** The maximum nesting of columns. Chunking divides the number of rows by 64, so no writer needs more. */
    private static final int MAX_NESTING = 4;

    final int rows;

    private LongColumn(int rows) {
        this.rows = rows;
    }

    /** Returns the value at the given row. The caller ensures that the row exists. */
    abstract long get(int row);

    /** Adds the rows with the given value to a set. */
    void equalTo(long value, long[] set) {
        for (int row = 0; row < rows; row++) {
            if (get(row) == value) {
                BitPacking.add(set, row);
            }
        }
    }

    /**
     * Adds to a set the rows whose value is wanted. The values of this column are indexes into {@code marked}.
     *
     * @param marked whether each index is wanted
     * @param set the set of rows
     */
    final void anyOf(boolean[] marked, long[] set) {
        int only = -1;
        int count = 0;
        for (int index = 0; index < marked.length; index++) {
            if (marked[index]) {
                only = index;
                count++;
            }
        }
        if (count == 1) {
            equalTo(only, set);
        } else if (count > 0) {
            // One pass is enough for any number of marked indexes.
            long[] values = decode();
            for (int row = 0; row < rows; row++) {
                if (marked[Math.toIntExact(values[row])]) {
                    BitPacking.add(set, row);
                }
            }
        }
    }

    long[] decode() {
        long[] values = new long[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = get(row);
        }
        return values;
    }

    /** Counts the rows before {@code before} that have the given value. */
    int countEqual(long value, int before) {
        int count = 0;
        for (int row = 0; row < before; row++) {
            count += get(row) == value ? 1 : 0;
        }
        return count;
    }

    /** Returns whether the form implies a single value for all rows. If so, examining one row is enough. */
    boolean isConstant() {
        return false;
    }

    /** Checks that reading a row cannot fail; throws a {@link CorruptBlockException} if it can. */
    void check() {
        decode();
    }

    /** Checks that {@code 0 <= value < bound} for every value, so that values can be used as indexes. */
    void checkBelow(long bound, String what) {
        for (int row = 0; row < (isConstant() ? Math.min(rows, 1) : rows); row++) {
            long value = get(row);
            if (value < 0 || value >= bound) {
                throw new CorruptBlockException(what + "=" + value + " of row=" + row + " is not from 0 to "
                        + (bound - 1) + "; the block is damaged");
            }
        }
    }

    static LongColumn read(ByteSource source, int rows) {
        return readNested(source, rows, 0);
    }

    private static LongColumn readNested(ByteSource source, int rows, int nesting) {
        int first = source.u8();
        if (nesting > MAX_NESTING || first > (FORM_MASK | WITH_UNIT)) {
            throw source.corrupt("column", first);
        }
        long unit = (first & WITH_UNIT) == 0 ? 1 : source.varint();
        return switch (first & FORM_MASK) {
            case CONSTANT -> new Constant(rows, source.zigzag());
            case PACKED -> {
                int width = source.upTo(64, "width");
                long base = source.zigzag();
                yield new Packed(rows, source, base, unit, width);
            }
            case CHUNKED -> new Chunked(rows, source, unit, nesting);
            case DELTA -> new Delta(rows, source, nesting);
            case DICTIONARY -> {
                int size = source.upTo(rows, "dictionary");
                if (size == 0) {
                    throw source.corrupt("dictionary", size);
                }
                LongColumn values = readNested(source, size, nesting + 1);
                yield new Dictionary(rows, source, values);
            }
            default -> throw source.corrupt("column", first);
        };
    }

    private static final class Constant extends LongColumn {
        private final long value;

        Constant(int rows, long value) {
            super(rows);
            this.value = value;
        }

        @Override
        long get(int row) {
            return value;
        }

        @Override
        void check() {}

        @Override
        boolean isConstant() {
            return true;
        }

        @Override
        int countEqual(long wanted, int before) {
            return wanted == value ? before : 0;
        }

        @Override
        void equalTo(long wanted, long[] set) {
            if (wanted == value) {
                BitPacking.add(set, 0, rows);
            }
        }
    }

    /** A column in which the value of every row is {@code base + unit * bits}. */
    private static final class Packed extends LongColumn {
        private final ByteBuffer view;
        private final int start;
        private final long base;
        private final long unit;
        private final int width;

        Packed(int rows, ByteSource source, long base, long unit, int width) {
            super(rows);
            this.view = source.view();
            this.start = source.skip(BitPacking.bytesOf(rows, width));
            this.base = base;
            this.unit = unit;
            this.width = width;
        }

        @Override
        long get(int row) {
            return base + unit * BitPacking.get(view, start, row, width);
        }

        @Override
        void check() {}

        @Override
        long[] decode() {
            long[] values = new long[rows];
            for (int row = 0; row < rows; row++) {
                values[row] = base + unit * BitPacking.get(view, start, row, width);
            }
            return values;
        }

        /** Returns the bits that represent a value, or -1 if no bits of this width do. */
        private long bitsOf(long wanted) {
            long bits = wanted - base;
            if (unit != 1) {
                if (Long.remainderUnsigned(bits, unit) != 0) {
                    return -1;
                }
                bits = Long.divideUnsigned(bits, unit);
            }
            return BitPacking.widthOf(bits) > width ? -1 : bits;
        }

        @Override
        int countEqual(long wanted, int before) {
            long bits = bitsOf(wanted);
            // If the width is 64, the bits -1 are a regular value.
            return bits == -1 && width < Long.SIZE ? 0 : BitPacking.countEqual(view, start, width, bits, before);
        }

        @Override
        void equalTo(long wanted, long[] set) {
            long bits = bitsOf(wanted);
            if (bits != -1 || width == Long.SIZE) {
                BitPacking.addEqual(view, start, width, bits, rows, set);
            }
        }
    }

    /** Skips the bits of all chunks, and returns their offsets. Chunks of 64 rows end at a whole byte for any width. */
    private static int[] startsOf(ByteSource source, int rows, LongColumn widths) {
        int[] starts = new int[widths.rows];
        for (int chunk = 0; chunk < starts.length; chunk++) {
            int inChunk = Math.min(CHUNK, rows - chunk * CHUNK);
            starts[chunk] = source.skip(BitPacking.bytesOf(inChunk, (int) widths.get(chunk)));
        }
        return starts;
    }

    private static LongColumn widths(ByteSource source, int chunks, int nesting) {
        LongColumn widths = readNested(source, chunks, nesting + 1);
        widths.checkBelow(65, "width");
        return widths;
    }

    static int chunks(int rows) {
        return (rows + CHUNK - 1) / CHUNK;
    }

    /** A column in which the value of every row is the base of its chunk plus {@code unit * bits}. */
    private static final class Chunked extends LongColumn {
        private final ByteBuffer view;
        private final long unit;
        private final LongColumn bases;
        private final LongColumn widths;
        private final int[] starts;

        Chunked(int rows, ByteSource source, long unit, int nesting) {
            super(rows);
            this.view = source.view();
            this.unit = unit;
            this.bases = readNested(source, chunks(rows), nesting + 1);
            this.widths = widths(source, chunks(rows), nesting);
            this.starts = startsOf(source, rows, widths);
        }

        @Override
        long get(int row) {
            int chunk = row / CHUNK;
            int width = (int) widths.get(chunk);
            return bases.get(chunk) + unit * BitPacking.get(view, starts[chunk], row % CHUNK, width);
        }

        @Override
        long[] decode() {
            long[] values = new long[rows];
            for (int chunk = 0; chunk < starts.length; chunk++) {
                long base = bases.get(chunk);
                int width = (int) widths.get(chunk);
                int from = chunk * CHUNK;
                int to = Math.min(rows, from + CHUNK);
                for (int row = from; row < to; row++) {
                    values[row] = base + unit * BitPacking.get(view, starts[chunk], row - from, width);
                }
            }
            return values;
        }

        @Override
        void equalTo(long wanted, long[] set) {
            addEqual(decode(), wanted, set);
        }
    }

    /**
     * A column in which the value of every row is the value of the previous row, plus the least step of the chunk, plus
     * the bits of the row. In the first row of a chunk, the anchor of the chunk replaces the previous value.
     */
    private static final class Delta extends LongColumn {
        private static final int DECODE_FROM_READS = 32;

        /** The number of reads of single rows. A race may lose a count; all rows are then decoded slightly later. */
        private int reads;
        /** All values; null until enough rows were read individually that decoding all rows is worthwhile. */
        private volatile long @Nullable [] decoded;

        private final ByteBuffer view;
        private final LongColumn anchors;
        private final LongColumn leastSteps;
        private final LongColumn widths;
        private final int[] starts;

        Delta(int rows, ByteSource source, int nesting) {
            super(rows);
            this.view = source.view();
            this.anchors = readNested(source, chunks(rows), nesting + 1);
            this.leastSteps = readNested(source, chunks(rows), nesting + 1);
            this.widths = widths(source, chunks(rows), nesting);
            this.starts = startsOf(source, rows, widths);
        }

        @Override
        long get(int row) {
            long[] known = decoded;
            if (known != null) {
                return known[row];
            }
            return ++reads < DECODE_FROM_READS ? sum(row) : all()[row];
        }

        private long[] all() {
            long[] all = decode();
            decoded = all;
            return all;
        }

        private long sum(int row) {
            int chunk = row / CHUNK;
            int width = (int) widths.get(chunk);
            int steps = row % CHUNK + 1;
            long value = anchors.get(chunk) + leastSteps.get(chunk) * steps;
            for (int i = 0; i < steps && width > 0; i++) {
                value += BitPacking.get(view, starts[chunk], i, width);
            }
            return value;
        }

        @Override
        long[] decode() {
            long[] values = new long[rows];
            for (int chunk = 0; chunk < starts.length; chunk++) {
                long value = anchors.get(chunk);
                long leastStep = leastSteps.get(chunk);
                int width = (int) widths.get(chunk);
                int from = chunk * CHUNK;
                int to = Math.min(rows, from + CHUNK);
                for (int row = from; row < to; row++) {
                    value += leastStep + BitPacking.get(view, starts[chunk], row - from, width);
                    values[row] = value;
                }
            }
            return values;
        }

        @Override
        void equalTo(long wanted, long[] set) {
            addEqual(decode(), wanted, set);
        }
    }

    private static void addEqual(long[] values, long wanted, long[] set) {
        for (int row = 0; row < values.length; row++) {
            if (values[row] == wanted) {
                BitPacking.add(set, row);
            }
        }
    }

    /** A column in which every row has an index into a short list of distinct values. */
    private static final class Dictionary extends LongColumn {
        private final LongColumn values;
        private final Packed indexes;

        Dictionary(int rows, ByteSource source, LongColumn values) {
            super(rows);
            this.values = values;
            this.indexes = new Packed(rows, source, 0, 1, BitPacking.widthOf(values.rows - 1));
        }

        @Override
        long get(int row) {
            return values.get(checked(indexes.get(row)));
        }

        private int checked(long index) {
            if (index >= values.rows) {
                throw new CorruptBlockException(
                        "index=" + index + " is not below " + values.rows + "; the block is damaged");
            }
            return (int) index;
        }

        @Override
        long[] decode() {
            long[] distinct = values.decode();
            long[] decoded = indexes.decode();
            for (int row = 0; row < rows; row++) {
                decoded[row] = distinct[checked(decoded[row])];
            }
            return decoded;
        }

        @Override
        int countEqual(long wanted, int before) {
            int only = -1;
            for (int i = 0; i < values.rows; i++) {
                if (values.get(i) == wanted) {
                    if (only >= 0) {
                        // Writers list each value once, but damaged bytes may repeat a value.
                        return super.countEqual(wanted, before);
                    }
                    only = i;
                }
            }
            return only < 0 ? 0 : indexes.countEqual(only, before);
        }

        @Override
        void equalTo(long wanted, long[] set) {
            boolean[] equal = new boolean[1 << indexes.width];
            for (int i = 0; i < values.rows; i++) {
                equal[i] = values.get(i) == wanted;
            }
            indexes.anyOf(equal, set);
        }
    }
}

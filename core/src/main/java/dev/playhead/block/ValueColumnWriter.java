package dev.playhead.block;

import java.math.BigDecimal;

/**
 * A writer of columns. Each column has the values at one leaf of the shape of one group; see {@link Grouping}. {@link
 * #plan} chooses the forms of one column, and thereby the values that are stored in the dictionary and in the heap.
 * After all columns are planned, and the dictionary and the heap are filled, {@link #write} writes each column. {@link
 * ValueColumn} reads the result.
 */
final class ValueColumnWriter {
    /** The minimum length at which a string that occurs once is stored in the heap, where it can be compressed. */
    private static final int TEXT_FROM = 24;

    /**
     * The number of bytes that a string takes in the front-coded dictionary, in addition to the bytes that differ from
     * the previous string.
     */
    private static final int INDEX_BYTES = 2;

    /**
     * The number of doubles at the beginning of a column that are tried for a decimal form. If none of them has a
     * decimal form, the rest of the column is not tried.
     */
    private static final int HOPELESS = 8;

    private final Leaves leaves;
    private final StringPool pool;
    private final LongColumnWriter columns;
    private long[] scratch = new long[1024];
    private int[] entries = new int[1024];
    /** For each entry of the pool, the number of the last plan that saw the entry. */
    private int[] seenBy = new int[1024];

    private int plans;

    /** The choices for one column. */
    static final class Plan {
        private final int[] counts = new int[ValueColumn.KINDS];
        private int scale;
        private int form = StringColumn.INDEXED;
        private String prefix = "";
        private int digits;
        private int hexForm;
        private int hexBytes;
    }

    ValueColumnWriter(Leaves leaves, StringPool pool, LongColumnWriter columns) {
        this.leaves = leaves;
        this.pool = pool;
        this.columns = columns;
    }

    /**
     * Plans the column of the values at the given slots of the leaves.
     *
     * @param at the slots, by row
     * @param rows the number of rows
     */
    Plan plan(int[] at, int rows) {
        Plan plan = new Plan();
        countKinds(at, rows, plan.counts);
        if (plan.counts[ValueColumn.SCALED] > 0) {
            planDoubles(plan, at, rows);
        }
        if (plan.counts[ValueColumn.STRING] > 0) {
            planStrings(plan, at, rows);
        }
        return plan;
    }

    private void countKinds(int[] at, int rows, int[] counts) {
        for (int i = 0; i < rows; i++) {
            counts[leaves.kind(at[i])]++;
        }
    }

    private void planDoubles(Plan plan, int[] at, int rows) {
        int scaled = 0;
        int failed = 0;
        for (int i = 0; i < rows; i++) {
            if (leaves.kind(at[i]) == ValueColumn.SCALED) {
                double value = real(at[i]);
                int scale = plan.scale;
                boolean hopeless = scaled == 0 && failed >= HOPELESS;
                while (!hopeless && scale <= NumberColumn.MAX_SCALE && !isExact(value, scale)) {
                    scale++;
                }
                if (!hopeless && scale <= NumberColumn.MAX_SCALE) {
                    plan.scale = scale;
                    scaled++;
                } else {
                    failed++;
                    become(plan, at[i], ValueColumn.SCALED, ValueColumn.DOUBLE);
                }
            }
        }
        for (int i = 0; i < rows; i++) {
            // With the common scale, some values have too many digits.
            if (leaves.kind(at[i]) == ValueColumn.SCALED && !isExact(real(at[i]), plan.scale)) {
                become(plan, at[i], ValueColumn.SCALED, ValueColumn.DOUBLE);
            }
        }
    }

    private static boolean isExact(double value, int scale) {
        return NumberColumn.scale(value, scale) != Long.MIN_VALUE;
    }

    private double real(int at) {
        return Double.longBitsToDouble(leaves.note(at));
    }

    private void become(Plan plan, int at, int from, int to) {
        plan.counts[from]--;
        plan.counts[to]++;
        leaves.setKind(at, to);
    }

    private void planStrings(Plan plan, int[] at, int rows) {
        int distinct = distinctEntries(at, rows);
        int strings = plan.counts[ValueColumn.STRING];
        long indexBits = BitPacking.widthOf(distinct - 1);
        if (distinct > 1) {
            long indexed = BitPacking.bytesOf(strings, (int) indexBits);
            if (isNumbered(plan, distinct, strings, indexed)) {
                plan.form = StringColumn.NUMBERED;
                return;
            }
            if (isHex(plan, distinct, strings, indexed)) {
                plan.form = StringColumn.HEX;
                return;
            }
        }
        for (int i = 0; i < distinct; i++) {
            if (!isText(entries[i])) {
                pool.index(entries[i]);
            }
        }
        for (int i = 0; i < rows; i++) {
            if (leaves.kind(at[i]) == ValueColumn.STRING && isText((int) leaves.note(at[i]))) {
                become(plan, at[i], ValueColumn.STRING, ValueColumn.TEXT);
            }
        }
    }

    private boolean isText(int entry) {
        int length = pool.string(entry).length();
        return length > TreeWriter.LONGEST_INDEXED || (length >= TEXT_FROM && pool.count(entry) == 1);
    }

    /** Gathers the distinct strings of a column, and returns their number. */
    private int distinctEntries(int[] at, int rows) {
        if (seenBy.length < pool.size()) {
            seenBy = java.util.Arrays.copyOf(seenBy, pool.size() * 2);
            entries = new int[seenBy.length];
        }
        plans++;
        int distinct = 0;
        for (int i = 0; i < rows; i++) {
            if (leaves.kind(at[i]) == ValueColumn.STRING) {
                int entry = (int) leaves.note(at[i]);
                if (seenBy[entry] != plans) {
                    seenBy[entry] = plans;
                    entries[distinct++] = entry;
                }
            }
        }
        return distinct;
    }

    private boolean isNumbered(Plan plan, int distinct, int strings, long indexedBytes) {
        String first = pool.string(entries[0]);
        int prefixLength = NumberedText.prefixLength(first);
        boolean sameDigits = true;
        boolean zeros = false;
        long min = Long.MAX_VALUE;
        long max = 0;
        for (int i = 0; i < distinct; i++) {
            String text = pool.string(entries[i]);
            if (text.length() == prefixLength
                    || NumberedText.prefixLength(text) != prefixLength
                    || !text.regionMatches(0, first, 0, prefixLength)) {
                return false;
            }
            sameDigits &= text.length() == first.length();
            zeros |= text.charAt(prefixLength) == '0' && text.length() > prefixLength + 1;
            long number = Long.parseLong(text, prefixLength, text.length(), 10);
            pool.setNumber(entries[i], number);
            min = Math.min(min, number);
            max = Math.max(max, number);
        }
        if (zeros && !sameDigits) {
            return false;
        }
        plan.prefix = first.substring(0, prefixLength);
        plan.digits = zeros ? first.length() - prefixLength : 0;
        long bytes = prefixLength + 4 + BitPacking.bytesOf(strings, BitPacking.widthOf(max - min));
        return bytes < indexedBytes + distinct * (INDEX_BYTES + 2L);
    }

    private boolean isHex(Plan plan, int distinct, int strings, long indexedBytes) {
        String first = pool.string(entries[0]);
        int form = HexText.formOf(first, HexText.LOWER);
        plan.hexBytes = HexText.bytesOf(first);
        for (int i = 0; i < distinct; i++) {
            String text = pool.string(entries[i]);
            if (form < 0 || HexText.formOf(text, form) != form || HexText.bytesOf(text) != plan.hexBytes) {
                return false;
            }
        }
        plan.hexForm = form;
        return (long) strings * plan.hexBytes + 3 < indexedBytes + distinct * (INDEX_BYTES + 2L * plan.hexBytes - 2);
    }

    void write(ByteSink sink, Plan plan, int[] at, int rows) {
        reserve(rows);
        kinds(at, rows, scratch);
        columns.write(sink, scratch, rows);
        for (int kind = ValueColumn.LONG; kind < ValueColumn.KINDS; kind++) {
            if (plan.counts[kind] > 0) {
                writeKind(sink, kind, plan, at, rows);
            }
        }
    }

    private void kinds(int[] at, int rows, long[] into) {
        for (int i = 0; i < rows; i++) {
            into[i] = leaves.kind(at[i]);
        }
    }

    private void reserve(int rows) {
        if (scratch.length < rows) {
            scratch = new long[rows];
        }
    }

    private void writeKind(ByteSink sink, int kind, Plan plan, int[] at, int rows) {
        if (kind == ValueColumn.STRING) {
            writeStrings(sink, plan, at, rows);
            return;
        }
        if (kind == ValueColumn.SCALED) {
            sink.varint(plan.scale);
        }
        if (kind == ValueColumn.DECIMAL) {
            columns.write(sink, scratch, scales(at, rows, scratch));
        }
        columns.write(sink, scratch, numbers(at, rows, kind, plan.scale, scratch));
    }

    private int scales(int[] at, int rows, long[] into) {
        int count = 0;
        for (int i = 0; i < rows; i++) {
            if (leaves.kind(at[i]) == ValueColumn.DECIMAL && leaves.value(at[i]) instanceof BigDecimal decimal) {
                into[count++] = decimal.scale();
            }
        }
        return count;
    }

    private int numbers(int[] at, int rows, int kind, int scale, long[] into) {
        int count = 0;
        for (int i = 0; i < rows; i++) {
            if (leaves.kind(at[i]) == kind) {
                into[count++] = number(at[i], kind, scale);
            }
        }
        return count;
    }

    private long number(int at, int kind, int scale) {
        return switch (kind) {
            case ValueColumn.SCALED -> NumberColumn.scale(real(at), scale);
            case ValueColumn.DECIMAL ->
                leaves.value(at) instanceof BigDecimal decimal
                        ? decimal.unscaledValue().longValueExact()
                        : 0;
            default -> leaves.note(at);
        };
    }

    private void writeStrings(ByteSink sink, Plan plan, int[] at, int rows) {
        sink.u8(plan.form);
        if (plan.form == StringColumn.NUMBERED) {
            byte[] prefix = Wtf8.encode(plan.prefix);
            sink.varint(prefix.length);
            sink.bytes(prefix, 0, prefix.length);
            sink.varint(plan.digits);
        } else if (plan.form == StringColumn.HEX) {
            sink.u8(plan.hexForm);
            sink.varint(plan.hexBytes);
        }
        if (plan.form == StringColumn.HEX) {
            writeHex(sink, plan.hexBytes, at, rows);
        } else {
            columns.write(sink, scratch, strings(at, rows, plan.form == StringColumn.NUMBERED, scratch));
        }
    }

    private void writeHex(ByteSink sink, int bytes, int[] at, int rows) {
        for (int i = 0; i < rows; i++) {
            if (leaves.kind(at[i]) == ValueColumn.STRING) {
                sink.bytes(HexText.parse(pool.string((int) leaves.note(at[i])), bytes), 0, bytes);
            }
        }
    }

    private int strings(int[] at, int rows, boolean numbered, long[] into) {
        int count = 0;
        for (int i = 0; i < rows; i++) {
            if (leaves.kind(at[i]) == ValueColumn.STRING) {
                int entry = (int) leaves.note(at[i]);
                into[count++] = numbered ? pool.number(entry) : pool.id(entry);
            }
        }
        return count;
    }
}

package dev.playhead.block;

import dev.playhead.event.PlainData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of values of any kind. It consists of a column with the kind of each row and, for each kind that occurs, a
 * column with the values of that kind. The column of kinds takes two bytes if all values are of one kind, which is
 * usual.
 */
final class ValueColumn {
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int EMPTY_MAP = 3;
    static final int EMPTY_LIST = 4;
    static final int LONG = 5;
    /** A double that is a whole number divided by a power of ten. */
    static final int SCALED = 6;
    /** Any other double, stored as its bits. */
    static final int DOUBLE = 7;
    /** A {@code BigDecimal} whose digits fit a long. */
    static final int DECIMAL = 8;

    static final int STRING = 9;
    /** A long string, in the heap of the block. */
    static final int TEXT = 10;
    /** Any other value, in the heap. */
    static final int TREE = 11;

    static final int KINDS = 12;

    final int rows;
    private final LongColumn kinds;
    private final @Nullable KindColumn[] columns = new KindColumn[KINDS];
    /** The index of each row among the rows of its kind; empty if there is only one kind. */
    private final char[] indexes;
    /** The column of all rows; null if there are several kinds. */
    private final @Nullable KindColumn only;

    private ValueColumn(ByteSource source, int rows, BlockBody body) {
        this.rows = rows;
        kinds = LongColumn.read(source, rows);
        int[] counts = new int[KINDS];
        if (kinds.isConstant()) {
            indexes = new char[0];
            counts[checked(kinds.get(0), source)] = rows;
        } else {
            indexes = new char[rows]; // each index is below BlockHeader.MAX_EVENTS
            long[] decoded = kinds.decode();
            for (int row = 0; row < rows; row++) {
                indexes[row] = (char) counts[checked(decoded[row], source)]++;
            }
        }
        for (int kind = 0; kind < KINDS; kind++) {
            if (counts[kind] > 0) {
                columns[kind] = column(kind, source, counts[kind], body);
            }
        }
        only = indexes.length == 0 && rows > 0 ? columns[(int) kinds.get(0)] : null;
    }

    static ValueColumn read(ByteSource source, int rows, BlockBody body) {
        return new ValueColumn(source, rows, body);
    }

    private static int checked(long kind, ByteSource source) {
        if (kind < 0 || kind >= KINDS) {
            throw source.corrupt("kind", kind);
        }
        return (int) kind;
    }

    private static KindColumn column(int kind, ByteSource source, int rows, BlockBody body) {
        return switch (kind) {
            case NULL -> new KindColumn.Same(rows, null);
            case FALSE -> new KindColumn.Same(rows, false);
            case TRUE -> new KindColumn.Same(rows, true);
            case EMPTY_MAP -> new KindColumn.Same(rows, PlainData.emptyMap());
            case EMPTY_LIST -> new KindColumn.Same(rows, PlainData.ofPlain(List.of()));
            case LONG -> new NumberColumn.Longs(source, rows);
            case SCALED -> new NumberColumn.Scaled(source, rows);
            case DOUBLE -> new NumberColumn.Doubles(source, rows);
            case DECIMAL -> new NumberColumn.Decimals(source, rows);
            case STRING -> StringColumn.read(source, rows, body.strings());
            case TEXT -> new KindColumn.Texts(source, rows);
            default -> new KindColumn.Trees(source, rows);
        };
    }

    /** Returns the column of all rows, or null if there are several kinds. */
    @Nullable
    KindColumn only() {
        return only;
    }

    /** Returns whether some values are strings that are stored in a {@link StringColumn} rather than in the heap. */
    boolean hasStrings() {
        return columns[STRING] != null;
    }

    /** Returns whether some values are in the heap. */
    boolean isInHeap() {
        return columns[TEXT] != null || columns[TREE] != null;
    }

    /** Adds to a set the rows whose values are in the heap. */
    void rowsInHeap(long[] set) {
        if (!isInHeap()) {
            return;
        }
        for (int row = 0; row < rows; row++) {
            int kind = (int) kinds.get(row);
            if (kind == TEXT || kind == TREE) {
                BitPacking.add(set, row);
            }
        }
    }

    /**
     * Checks that reading any row cannot fail, except for data in the heap.
     *
     * @throws CorruptBlockException if reading a row can fail
     */
    void check() {
        for (KindColumn column : columns) {
            if (column != null) {
                column.check();
            }
        }
    }

    /**
     * Adds the hashes of all strings and numbers. May omit strings in the dictionary, because the caller adds these.
     */
    void addValues(ValueHashes into, HeapReader heap) {
        for (KindColumn column : columns) {
            if (column != null) {
                column.addValues(into, heap);
            }
        }
    }

    /** Returns whether all values are of the allowed kinds. */
    boolean hasNoneBut(int... allowed) {
        int found = 0;
        for (int kind : allowed) {
            KindColumn column = columns[kind];
            found += column == null ? 0 : column.rows;
        }
        return found == rows;
    }

    @Nullable
    Object get(int row, HeapReader heap) {
        if (only != null) {
            return only.get(row, heap);
        }
        KindColumn column = columns[(int) kinds.get(row)];
        // The constructor has created a column for every kind that occurs, so the column is never null.
        return column == null ? null : column.get(indexes[row], heap);
    }

    /** Adds to a set the rows whose value equals the given plain data. */
    void equalTo(@Nullable Object value, long[] set, HeapReader heap) {
        if (only != null) {
            only.equalTo(value, set, heap);
            return;
        }
        for (int kind = 0; kind < KINDS; kind++) {
            KindColumn column = columns[kind];
            if (column != null) {
                long[] inKind = BitPacking.newSet(column.rows);
                column.equalTo(value, inKind, heap);
                if (!BitPacking.isEmpty(inKind)) {
                    addRows(kind, inKind, set);
                }
            }
        }
    }

    private void addRows(int kind, long[] inKind, long[] set) {
        for (int row = 0; row < indexes.length; row++) {
            if (kinds.get(row) == kind && BitPacking.contains(inKind, indexes[row])) {
                BitPacking.add(set, row);
            }
        }
    }

    /** Adds to a set the rows that may have a list or a map. */
    void composites(long[] set) {
        for (int row = 0; row < rows; row++) {
            int kind = (int) kinds.get(row);
            if (kind == TREE || kind == EMPTY_MAP || kind == EMPTY_LIST) {
                BitPacking.add(set, row);
            }
        }
    }
}

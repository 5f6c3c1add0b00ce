package dev.playhead.block;

import dev.playhead.event.PlainData;
import org.jspecify.annotations.Nullable;

/** The values of one kind in a {@link ValueColumn}. */
abstract class KindColumn {
    final int rows;

    KindColumn(int rows) {
        this.rows = rows;
    }

    /** Returns the value at the given row. Values in the heap are read with the given reader. */
    abstract @Nullable Object get(int row, HeapReader heap);

    /**
     * Checks that reading a row cannot fail, except for data in the heap.
     *
     * @throws CorruptBlockException if reading a row can fail
     */
    abstract void check();

    /** Adds to a set the rows whose value equals the given plain data. */
    abstract void equalTo(@Nullable Object value, long[] set, HeapReader heap);

    /**
     * Adds the hashes of all strings and numbers in the values. An override may omit the strings in the block's
     * dictionary, because the caller adds the whole dictionary.
     */
    void addValues(ValueHashes into, HeapReader heap) {
        for (int row = 0; row < rows; row++) {
            into.add(get(row, heap));
        }
    }

    final void compareEach(@Nullable Object value, long[] set, HeapReader heap) {
        for (int row = 0; row < rows; row++) {
            if (PlainData.equal(get(row, heap), value)) {
                BitPacking.add(set, row);
            }
        }
    }

    /** A kind with a single value, which all rows have. */
    static final class Same extends KindColumn {
        private final @Nullable Object same;

        Same(int rows, @Nullable Object same) {
            super(rows);
            this.same = same;
        }

        @Override
        @Nullable
        Object get(int row, HeapReader heap) {
            return same;
        }

        @Override
        void check() {}

        @Override
        void addValues(ValueHashes into, HeapReader heap) {
            into.add(same);
        }

        @Override
        void equalTo(@Nullable Object value, long[] set, HeapReader heap) {
            if (PlainData.equal(same, value)) {
                BitPacking.add(set, 0, rows);
            }
        }
    }

    /** Long strings in the heap. */
    static final class Texts extends KindColumn {
        private final LongColumn offsets;

        Texts(ByteSource source, int rows) {
            super(rows);
            this.offsets = LongColumn.read(source, rows);
        }

        @Override
        Object get(int row, HeapReader heap) {
            return heap.text(offsets.get(row));
        }

        @Override
        void check() {
            offsets.check();
        }

        @Override
        void equalTo(@Nullable Object value, long[] set, HeapReader heap) {
            if (value instanceof String) {
                compareEach(value, set, heap);
            }
        }
    }

    /** Values in the heap: lists, maps, and numbers that no other kind can represent. */
    static final class Trees extends KindColumn {
        private final LongColumn offsets;

        Trees(ByteSource source, int rows) {
            super(rows);
            this.offsets = LongColumn.read(source, rows);
        }

        @Override
        @Nullable
        Object get(int row, HeapReader heap) {
            return heap.tree(offsets.get(row));
        }

        @Override
        void check() {
            offsets.check();
        }

        @Override
        void equalTo(@Nullable Object value, long[] set, HeapReader heap) {
            // Writers store only composites and big numbers as trees, but the format allows a tree of any value.
            compareEach(value, set, heap);
        }
    }
}

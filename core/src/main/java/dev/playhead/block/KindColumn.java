package dev.playhead.block;

import dev.playhead.event.PlainData;
import org.jspecify.annotations.Nullable;

/** The values of one kind in a {@link ValueColumn}. */
abstract class KindColumn {
    final int rows;

    KindColumn(int rows) {
        this.rows = rows;
    }

    abstract @Nullable Object get(int row);

    /** Adds to a set the rows whose value equals the given plain data. */
    abstract void equalTo(@Nullable Object value, long[] set);

    final void compareEach(@Nullable Object value, long[] set) {
        for (int row = 0; row < rows; row++) {
            if (PlainData.equal(get(row), value)) {
                BitPacking.add(set, row);
            }
        }
    }

    /** The same value in all rows: it is the kind. */
    static final class Same extends KindColumn {
        private final @Nullable Object same;

        Same(int rows, @Nullable Object same) {
            super(rows);
            this.same = same;
        }

        @Override
        @Nullable
        Object get(int row) {
            return same;
        }

        @Override
        void equalTo(@Nullable Object value, long[] set) {
            if (PlainData.equal(same, value)) {
                BitPacking.add(set, 0, rows);
            }
        }
    }

    /** Long strings, in the heap. */
    static final class Texts extends KindColumn {
        private final LongColumn places;
        private final Heap heap;

        Texts(ByteSource source, int rows, Heap heap) {
            super(rows);
            this.places = LongColumn.read(source, rows);
            this.heap = heap;
        }

        @Override
        Object get(int row) {
            return Tree.text(heap.at(places.get(row)));
        }

        @Override
        void equalTo(@Nullable Object value, long[] set) {
            if (value instanceof String) {
                compareEach(value, set);
            }
        }
    }

    /** Lists, maps and numbers beyond the other kinds, in the heap. */
    static final class Trees extends KindColumn {
        private final LongColumn places;
        private final Heap heap;

        Trees(ByteSource source, int rows, Heap heap) {
            super(rows);
            this.places = LongColumn.read(source, rows);
            this.heap = heap;
        }

        @Override
        @Nullable
        Object get(int row) {
            return Tree.read(heap, places.get(row));
        }

        @Override
        void equalTo(@Nullable Object value, long[] set) {
            // Writers put only composites and big numbers here, but a tree may be anything.
            compareEach(value, set);
        }
    }
}

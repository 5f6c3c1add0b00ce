package dev.playhead.grid;

import dev.playhead.timetravel.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cells of rows that were set, column by column in the order in which the first of each comes. */
final class ChangedCells {
    private final List<ChangedColumn> columns = new ArrayList<>();
    private final Map<String, ChangedColumn> byField = new HashMap<>();
    /** The columns of a row's fields. Rows with the same fields mostly share the array. */
    private final IdentityHashMap<String[], @Nullable ChangedColumn[]> byShape = new IdentityHashMap<>();

    private String[] fields = {};
    private @Nullable ChangedColumn[] ofFields = {};

    /** A column's cells: parallel arrays. */
    private static final class ChangedColumn {
        private final String field;
        private int size;
        private int[] positions = new int[16];
        private @Nullable Object[] old = new Object[16];
        private @Nullable Object[] now = new Object[16];

        ChangedColumn(String field) {
            this.field = field;
        }

        void add(int position, @Nullable Object before, @Nullable Object after) {
            if (size == positions.length) {
                positions = Arrays.copyOf(positions, 2 * size);
                old = Arrays.copyOf(old, 2 * size);
                now = Arrays.copyOf(now, 2 * size);
            }
            positions[size] = position;
            old[size] = before;
            now[size++] = after;
        }

        void write(StateWriter out) {
            out.text(field);
            out.count(size);
            int last = 0;
            for (int i = 0; i < size; i++) {
                out.count(positions[i] - last);
                last = positions[i];
            }
            CellColumn.write(out, Arrays.copyOf(old, size), Arrays.copyOf(now, size));
        }
    }

    /** Says which fields the row has whose cells come next. */
    void ofRow(String[] rowFields) {
        if (rowFields != fields) {
            fields = rowFields;
            ofFields = byShape.computeIfAbsent(rowFields, shape -> new ChangedColumn[shape.length]);
        }
    }

    /** Adds a cell of the row: which of its fields, where the row stands, and what the cell had and has. */
    void add(int field, int position, @Nullable Object old, @Nullable Object now) {
        ChangedColumn column = ofFields[field];
        if (column == null) {
            column = byField.get(fields[field]);
            if (column == null) {
                column = new ChangedColumn(fields[field]);
                byField.put(column.field, column);
                columns.add(column);
            }
            ofFields[field] = column;
        }
        column.add(position, old, now);
    }

    void write(StateWriter out) {
        out.count(columns.size());
        columns.forEach(column -> column.write(out));
    }
}

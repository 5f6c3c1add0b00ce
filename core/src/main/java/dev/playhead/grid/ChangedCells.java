package dev.playhead.grid;

import dev.playhead.timetravel.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The changed cells of rows, column by column. Columns are in the order of their first changed cells. */
final class ChangedCells {
    private final List<ChangedColumn> columns = new ArrayList<>();
    private final Map<String, ChangedColumn> byField = new HashMap<>();
    /**
     * For each array of field names, an array with the columns of these fields at the same indexes. Rows with the same
     * fields usually share one array.
     */
    private final IdentityHashMap<String[], @Nullable ChangedColumn[]> byShape = new IdentityHashMap<>();

    private String[] fields = {};
    private @Nullable ChangedColumn[] ofFields = {};

    /** The changed cells of a column, as parallel arrays. */
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

    /** Sets the fields of the row to which the next cells belong. */
    void ofRow(String[] rowFields) {
        if (rowFields != fields) {
            fields = rowFields;
            ofFields = byShape.computeIfAbsent(rowFields, shape -> new ChangedColumn[shape.length]);
        }
    }

    /**
     * Adds a changed cell of a row with the fields that {@link #ofRow} set.
     *
     * @param field the index of the cell's field in the row
     * @param position the position of the row
     * @param old the old value
     * @param now the new value
     */
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

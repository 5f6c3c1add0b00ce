package dev.playhead.grid;

import dev.playhead.timetravel.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the changes from one state of a grid's rows to another. Skips shared parts. However, if rows were moved, or
 * added before existing rows, the previous positions of all rows are written.
 */
final class RowsWriter {
    private final StateWriter out;
    private final Rows before;
    private final Rows after;
    /** The rows that are new or changed, in the order of their final positions. */
    private final List<Changed> changed = new ArrayList<>();

    private final List<Row> gone = new ArrayList<>();

    /** A new or changed row, with its previous version, if there is one, and its final position. */
    private static final class Changed {
        private final Row now;
        private final @Nullable Row old;
        private final long key;
        /** The number of leading fields that are unchanged. */
        private final int keptFields;

        private int position;

        Changed(Row now, @Nullable Row old) {
            this.now = now;
            this.old = old;
            this.key = now.place.key();
            this.keptFields = old == null ? 0 : kept(old.fields, now.fields);
        }

        private static int kept(String[] old, String[] now) {
            int most = Math.min(old.length, now.length);
            int mismatch = old == now ? -1 : Arrays.mismatch(old, 0, most, now, 0, most);
            return mismatch < 0 ? most : mismatch;
        }

        boolean hasOtherFields() {
            return old == null || old.fields.length != now.fields.length || keptFields < now.fields.length;
        }

        long key() {
            return key;
        }
    }

    RowsWriter(StateWriter out, Rows before, Rows after) {
        this.out = out;
        this.before = before;
        this.after = after;
    }

    void write() {
        find();
        order();
        fields();
        cells();
        attributes();
    }

    private void find() {
        if (before.size() == 0) { // all rows are new, and their order is known
            for (Row.Place place : after.order()) {
                Changed row = new Changed(Objects.requireNonNull(after.get(place.rowId())), null);
                row.position = changed.size();
                changed.add(row);
            }
            return;
        }
        before.table().differences(after.table(), (old, now) -> {
            if (now != null) {
                changed.add(new Changed(now, old));
            } else if (old != null) {
                gone.add(old);
            }
        });
        changed.sort(Comparator.comparingLong(Changed::key));
        RowOrder.Cursor order = after.order().cursor();
        changed.forEach(row -> row.position = order.seek(row.key()));
    }

    private void order() {
        boolean inPlace = before.isOrderedAs(after);
        out.flag(inPlace);
        if (inPlace) {
            return;
        }
        gone.sort(Comparator.comparingLong(row -> row.place.key()));
        int[] positions = new int[gone.size()];
        RowOrder.Cursor order = before.order().cursor();
        for (int i = 0; i < positions.length; i++) {
            positions[i] = order.seek(gone.get(i).place.key());
        }
        out.count(positions.length);
        int last = 0;
        for (int position : positions) {
            out.count(position - last);
            last = position;
        }
        List<String> added = new ArrayList<>();
        changed.forEach(row -> {
            if (row.old == null) {
                added.add(row.now.id);
            }
        });
        new RowIds(added).write(out);
        int kept = before.size() - positions.length;
        boolean asExpected = isAppended(kept) && before.order().isContinuedBy(after.order(), positions);
        out.flag(asExpected);
        if (!asExpected) {
            moves(positions, kept);
        }
    }

    /** Returns whether all new rows follow the existing rows. */
    private boolean isAppended(int kept) {
        for (Changed row : changed) {
            if (row.old == null && row.position < kept) {
                return false;
            }
        }
        return true;
    }

    private void moves(int[] without, int kept) {
        int added = kept;
        int next = 0;
        for (Row.Place place : after.order()) {
            int from = before.positionOf(place.rowId());
            if (from < 0) {
                from = added++;
            } else {
                int found = Arrays.binarySearch(without, from);
                from -= -found - 1; // subtracts the number of removed rows before this row
            }
            out.number((long) from - next);
            next = from + 1;
        }
    }

    /** Writes the rows that are new or have other fields than before, each with its list of fields. */
    private void fields() {
        Shapes shapes = new Shapes();
        List<Changed> reshaped = new ArrayList<>();
        for (Changed row : changed) {
            if (row.hasOtherFields()) {
                shapes.indexOf(row.now.fields);
                reshaped.add(row);
            }
        }
        out.count(shapes.all.size());
        for (String[] shape : shapes.all) {
            out.count(shape.length);
            for (String field : shape) {
                out.text(field);
            }
        }
        out.count(reshaped.size());
        int last = 0;
        for (Changed row : reshaped) {
            out.count(row.position - last);
            last = row.position;
            out.count(shapes.indexOf(row.now.fields));
        }
    }

    /** The distinct lists of fields of the rows. Most rows with equal lists share one array. */
    private static final class Shapes {
        private final List<String[]> all = new ArrayList<>();
        private final Map<List<String>, Integer> known = new HashMap<>();
        private String[] last = {};
        private int lastIndex = -1;

        int indexOf(String[] fields) {
            if (fields != last || lastIndex < 0) {
                Integer next = all.size();
                Integer present = known.putIfAbsent(List.of(fields), next);
                if (present == null) {
                    all.add(fields);
                }
                last = fields;
                lastIndex = present == null ? next : present;
            }
            return lastIndex;
        }
    }

    private void cells() {
        ChangedCells cells = new ChangedCells();
        for (Changed row : changed) {
            cells.ofRow(row.now.fields);
            for (int i = 0; i < row.now.fields.length; i++) {
                Object old = row.old != null && i < row.keptFields ? row.old.valueAt(i) : null;
                Object now = row.now.valueAt(i);
                if (i >= row.keptFields || !CellColumn.isSame(old, now)) {
                    cells.add(i, row.position, old, now);
                }
            }
        }
        cells.write(out);
    }

    private void attributes() {
        List<Changed> rows = new ArrayList<>();
        for (Changed row : changed) {
            if (row.old == null ? !row.now.attributes.isEmpty() : row.old.attributes != row.now.attributes) {
                rows.add(row);
            }
        }
        out.count(rows.size());
        int last = 0;
        for (Changed row : rows) {
            out.count(row.position - last);
            last = row.position;
            out.value(row.now.attributes);
        }
    }
}

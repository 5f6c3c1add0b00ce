package dev.playhead.grid;

import dev.playhead.timetravel.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes what has changed from one state of a grid's rows to another. */
final class RowsWriter {
    private static final int WALKED_PER_FOUND = 32;

    private final StateWriter out;
    private final Rows before;
    private final Rows after;
    /** By position afterwards: the rows that are new or not as they were. */
    private final List<Changed> changed = new ArrayList<>();

    private final List<String> gone = new ArrayList<>();
    private final List<String> added = new ArrayList<>();

    /** A row, where it stands, and what it was, if it was there. */
    private record Changed(int position, Row now, @Nullable Row old) {
        /** How many of the fields are as they were. */
        int keptFields() {
            if (old == null) {
                return 0;
            }
            int most = Math.min(old.fields.length, now.fields.length);
            int mismatch = Arrays.mismatch(old.fields, 0, most, now.fields, 0, most);
            return mismatch < 0 ? most : mismatch;
        }

        boolean hasOtherFields() {
            return old == null || (old.fields != now.fields && !Arrays.equals(old.fields, now.fields));
        }
    }

    /** A cell that was set. */
    private record Cell(
            int position, @Nullable Object old, @Nullable Object now) {}

    RowsWriter(StateWriter out, Rows before, Rows after) {
        this.out = out;
        this.before = before;
        this.after = after;
    }

    void write() {
        Map<String, @Nullable Row> oldRows = new HashMap<>();
        before.table().differences(after.table(), (old, now) -> {
            if (now != null) {
                oldRows.put(now.id, old);
            } else if (old != null) {
                gone.add(old.id);
            }
        });
        find(oldRows);
        changed.forEach(row -> {
            if (row.old == null) {
                added.add(row.now.id);
            }
        });
        order();
        fields();
        cells();
        attributes();
    }

    /** Finds where the changed rows stand: by walking along all rows where that is quicker than looking for each. */
    private void find(Map<String, @Nullable Row> oldRows) {
        if (oldRows.size() > after.size() / WALKED_PER_FOUND) {
            Row.Place[] places = after.places();
            for (int position = 0; position < places.length; position++) {
                if (oldRows.containsKey(places[position].rowId())) {
                    add(places[position].rowId(), position, oldRows);
                }
            }
            return;
        }
        oldRows.keySet().forEach(id -> add(id, after.positionOf(id), oldRows));
        changed.sort((a, b) -> Integer.compare(a.position, b.position));
    }

    private void add(String id, int position, Map<String, @Nullable Row> oldRows) {
        changed.add(new Changed(position, Objects.requireNonNull(after.get(id)), oldRows.get(id)));
    }

    private void order() {
        boolean inPlace = before.isOrderedAs(after);
        out.flag(inPlace);
        if (inPlace) {
            return;
        }
        int[] positions = gone.stream().mapToInt(before::positionOf).sorted().toArray();
        out.count(positions.length);
        int last = 0;
        for (int position : positions) {
            out.count(position - last);
            last = position;
        }
        new RowIds(added).write(out);
        List<String> expected = new ArrayList<>(after.size());
        Set<String> without = new HashSet<>(gone);
        boolean asExpected = true;
        Row.Place[] now = after.places();
        for (Row.Place place : before.places()) {
            if (!without.contains(place.rowId())) {
                asExpected &= now[expected.size()].rowId().equals(place.rowId());
                expected.add(place.rowId());
            }
        }
        for (String id : added) {
            asExpected &= now[expected.size()].rowId().equals(id);
            expected.add(id);
        }
        out.flag(asExpected);
        if (!asExpected) {
            moves(expected, now);
        }
    }

    private void moves(List<String> expected, Row.Place[] now) {
        Map<String, Integer> places = new HashMap<>();
        expected.forEach(id -> places.put(id, places.size()));
        int next = 0;
        for (Row.Place place : now) {
            int from = places.getOrDefault(place.rowId(), 0); // all of them are there
            out.number((long) from - next);
            next = from + 1;
        }
    }

    /** Which rows have other fields than before, and which. */
    private void fields() {
        Map<List<String>, Integer> shapes = new LinkedHashMap<>();
        List<Changed> reshaped =
                changed.stream().filter(Changed::hasOtherFields).toList();
        for (Changed row : reshaped) {
            shapes.putIfAbsent(List.of(row.now.fields), shapes.size());
        }
        out.count(shapes.size());
        shapes.keySet().forEach(shape -> {
            out.count(shape.size());
            shape.forEach(out::text);
        });
        out.count(reshaped.size());
        int last = 0;
        for (Changed row : reshaped) {
            out.count(row.position - last);
            last = row.position;
            out.count(shapes.getOrDefault(List.of(row.now.fields), 0));
        }
    }

    private void cells() {
        Map<String, List<Cell>> byField = new LinkedHashMap<>();
        for (Changed row : changed) {
            int kept = row.keptFields();
            for (int i = 0; i < row.now.fields.length; i++) {
                Object old = row.old != null && i < kept ? row.old.valueAt(i) : null;
                Object now = row.now.valueAt(i);
                if (i >= kept || !CellColumn.isSame(old, now)) {
                    byField.computeIfAbsent(row.now.fields[i], field -> new ArrayList<>())
                            .add(new Cell(row.position, old, now));
                }
            }
        }
        out.count(byField.size());
        byField.forEach((field, cells) -> {
            out.text(field);
            out.count(cells.size());
            int last = 0;
            for (Cell cell : cells) {
                out.count(cell.position - last);
                last = cell.position;
            }
            @Nullable Object[] old = cells.stream().map(Cell::old).toArray();
            @Nullable Object[] now = cells.stream().map(Cell::now).toArray();
            CellColumn.write(out, old, now);
        });
    }

    private void attributes() {
        List<Changed> rows = changed.stream()
                .filter(row ->
                        row.old == null ? !row.now.attributes.isEmpty() : row.old.attributes != row.now.attributes)
                .toList();
        out.count(rows.size());
        int last = 0;
        for (Changed row : rows) {
            out.count(row.position - last);
            last = row.position;
            out.value(row.now.attributes);
        }
    }
}

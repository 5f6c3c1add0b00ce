package dev.playhead.grid;

import dev.playhead.event.PlainData;
import dev.playhead.timetravel.StateReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows that are being read: the counterpart of {@link RowsWriter}. */
final class RowsDraft {
    private static final Shape NO_FIELDS = new Shape(new String[0], Map.of());

    private List<Draft> rows = new ArrayList<>();
    /** Rows with the same fields share them. */
    private final Map<List<String>, Shape> shapes = new HashMap<>();

    private final Map<String, Integer> fieldNumbers = new HashMap<>();

    /** Fields in order, and the place of each by its number. */
    private static final class Shape {
        private final String[] fields;
        private final Map<Integer, Integer> places;
        /** What was asked for last: one column is read at a time. */
        private int lastField = -1;

        private int lastPlace = -1;

        Shape(String[] fields, Map<Integer, Integer> places) {
            this.fields = fields;
            this.places = places;
        }

        int placeOf(int fieldNumber) {
            if (fieldNumber != lastField) {
                lastField = fieldNumber;
                lastPlace = places.getOrDefault(fieldNumber, -1);
            }
            return lastPlace;
        }

        /** How many fields at the beginning are those of another one. */
        int shared(Shape other) {
            int most = Math.min(fields.length, other.fields.length);
            int mismatch = this == other ? -1 : Arrays.mismatch(fields, 0, most, other.fields, 0, most);
            return mismatch < 0 ? most : mismatch;
        }
    }

    private static final class Draft {
        private final String id;
        private Shape shape = NO_FIELDS;
        private @Nullable Object[] values = {};
        private Map<String, @Nullable Object> attributes = PlainData.emptyMap();

        Draft(String id) {
            this.id = id;
        }
    }

    int size() {
        return rows.size();
    }

    String id(int position) {
        return rows.get(position).id;
    }

    void change(StateReader in) {
        if (!in.flag()) {
            order(in);
        }
        fields(in);
        for (int left = in.count(in.remaining()); left > 0; left--) {
            column(in);
        }
        int position = 0;
        for (int left = in.count(in.remaining()); left > 0; left--) {
            position += in.count(rows.size() - 1 - position);
            rows.get(position).attributes = GridDraft.map(in);
        }
    }

    private void order(StateReader in) {
        List<Draft> now = new ArrayList<>(rows.size());
        int next = 0;
        int position = 0;
        for (int left = in.count(rows.size()); left > 0; left--) {
            position += in.count(rows.size() - 1 - position);
            if (position < next) {
                throw in.corrupt("position", position);
            }
            now.addAll(rows.subList(next, position));
            next = position + 1;
        }
        now.addAll(rows.subList(next, rows.size()));
        RowIds.read(in).forEach(id -> now.add(new Draft(id)));
        rows = in.flag() ? now : moved(in, now);
    }

    private static List<Draft> moved(StateReader in, List<Draft> now) {
        List<Draft> moved = new ArrayList<>(now.size());
        boolean[] taken = new boolean[now.size()];
        long next = 0;
        for (int i = 0; i < taken.length; i++) {
            long from = next + in.number();
            if (from < 0 || from >= taken.length || taken[(int) from]) {
                throw in.corrupt("movedFrom", from);
            }
            taken[(int) from] = true;
            moved.add(now.get((int) from));
            next = from + 1;
        }
        return moved;
    }

    private void fields(StateReader in) {
        int count = in.count(in.remaining());
        List<Shape> read = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            List<String> fields = new ArrayList<>();
            for (int left = in.count(in.remaining()); left > 0; left--) {
                fields.add(in.text());
            }
            read.add(shape(in, fields));
        }
        int position = 0;
        long cells = 0;
        int reshaped = in.count(rows.size());
        for (int i = 0; i < reshaped; i++) {
            int step = in.count(rows.size() - 1 - position);
            if (step == 0 && i > 0) { // each row once, so that the work is bounded by the cells there are
                throw in.corrupt("step", step);
            }
            position += step;
            Shape shape = read.get(in.count(read.size() - 1));
            Draft row = rows.get(position);
            int kept = shape.shared(row.shape);
            cells += shape.fields.length - kept;
            if (cells > in.remaining()) { // each of them is to come, with a byte at least
                throw in.corrupt("cells", cells);
            }
            row.values = Arrays.copyOf(Arrays.copyOf(row.values, kept), shape.fields.length);
            row.shape = shape;
        }
    }

    private Shape shape(StateReader in, List<String> fields) {
        Shape present = shapes.get(fields);
        if (present != null) {
            return present;
        }
        Map<Integer, Integer> places = new HashMap<>();
        for (String field : fields) {
            Integer next = fieldNumbers.size();
            Integer known = fieldNumbers.putIfAbsent(field, next);
            Integer number = known == null ? next : known;
            if (places.putIfAbsent(number, places.size()) != null) {
                throw in.corrupt("field", places.size());
            }
        }
        Shape made = new Shape(fields.toArray(new String[0]), places);
        shapes.put(fields, made);
        return made;
    }

    private void column(StateReader in) {
        int field = fieldNumbers.getOrDefault(in.text(), Integer.MAX_VALUE);
        int[] positions = new int[in.count(Math.min(in.remaining(), rows.size()))];
        int[] places = new int[positions.length];
        @Nullable Object[] values = new Object[positions.length];
        Shape shape = NO_FIELDS;
        int place = -1;
        int position = 0;
        for (int i = 0; i < positions.length; i++) {
            position += in.count(rows.size() - 1 - position);
            Draft row = rows.get(position);
            if (row.shape != shape) {
                shape = row.shape;
                place = shape.placeOf(field);
            }
            if (place < 0) {
                throw in.corrupt("cellOfRow", position);
            }
            positions[i] = position;
            places[i] = place;
            values[i] = row.values[place];
        }
        CellColumn.read(in, values);
        for (int i = 0; i < positions.length; i++) {
            rows.get(positions[i]).values[places[i]] = values[i];
        }
    }

    Rows rows() {
        List<Row> made = new ArrayList<>(rows.size());
        for (Draft row : rows) {
            Row.Place place = Rows.place(row.id, made.size(), rows.size());
            made.add(Row.of(place, row.shape.fields, row.values, row.attributes));
        }
        return Rows.of(made);
    }
}

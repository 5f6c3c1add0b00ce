package dev.playhead.grid;

import dev.playhead.timetravel.StateReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The lists of fields of the rows that are being decoded. Rows with the same fields share one list. */
final class RowShapes {
    static final Shape NO_FIELDS = new Shape(new String[0], Map.of());

    private final Map<List<String>, Shape> all = new HashMap<>();
    /** The shape of each array of fields that an existing row has. */
    private final IdentityHashMap<String[], Shape> known = new IdentityHashMap<>();

    private final Map<String, Integer> fieldNumbers = new HashMap<>();

    /**
     * A list of fields, and a map from the number of each field (see {@link RowShapes#numberOf}) to its index in this
     * list.
     */
    static final class Shape {
        private final String[] fields;
        private final Map<Integer, Integer> places;
        /** The number of the last requested field. Cached, because cells are read column by column. */
        private int lastField = -1;

        private int lastPlace = -1;

        Shape(String[] fields, Map<Integer, Integer> places) {
            this.fields = fields;
            this.places = places;
        }

        String[] fields() {
            return fields;
        }

        int size() {
            return fields.length;
        }

        int placeOf(int fieldNumber) {
            if (fieldNumber != lastField) {
                lastField = fieldNumber;
                lastPlace = places.getOrDefault(fieldNumber, -1);
            }
            return lastPlace;
        }

        /** Returns the length of the common prefix of both lists of fields. */
        int shared(Shape other) {
            int most = Math.min(fields.length, other.fields.length);
            int mismatch = this == other ? -1 : Arrays.mismatch(fields, 0, most, other.fields, 0, most);
            return mismatch < 0 ? most : mismatch;
        }
    }

    /** Returns the number of a field, which is the same for all shapes that have the field. */
    int numberOf(String field) {
        Integer next = fieldNumbers.size();
        Integer known = fieldNumbers.putIfAbsent(field, next);
        return known == null ? next : known;
    }

    /** Returns the shape of an existing row that has the given fields. */
    Shape of(String[] fields) {
        Shape shape = known.get(fields);
        if (shape == null) {
            List<String> list = List.of(fields);
            shape = all.get(list);
            if (shape == null) {
                shape = new Shape(fields, places(list));
                all.put(list, shape);
            }
            known.put(fields, shape);
        }
        return shape;
    }

    /** Returns the shape for a list of fields from the input. No field may occur twice. */
    Shape read(StateReader in, List<String> fields) {
        Shape present = all.get(fields);
        if (present != null) {
            return present;
        }
        Map<Integer, Integer> places = places(fields);
        if (places.size() < fields.size()) {
            throw in.corrupt("field", places.size());
        }
        Shape made = new Shape(fields.toArray(new String[0]), places);
        all.put(fields, made);
        return made;
    }

    private Map<Integer, Integer> places(List<String> fields) {
        Map<Integer, Integer> places = new HashMap<>();
        for (String field : fields) {
            places.putIfAbsent(numberOf(field), places.size());
        }
        return places;
    }
}

package dev.playhead.grid;

import dev.playhead.event.PlainData;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a grid: parallel arrays of fields and values. Immutable. Most rows with the same fields share the array of
 * fields, so that a cell takes only the memory of a reference. An edit copies the array of values.
 */
final class Row {
    private static final String[] NO_FIELDS = {};
    private static final Object[] NO_VALUES = {};

    final String id;
    final Place place;
    final String[] fields;
    private final @Nullable Object[] values;
    final Map<String, @Nullable Object> attributes;

    private Row(Place place, String[] fields, @Nullable Object[] values, Map<String, @Nullable Object> attributes) {
        this.id = place.rowId();
        this.place = place;
        this.fields = fields;
        this.values = values;
        this.attributes = attributes;
    }

    static Row empty(Place place) {
        return new Row(place, NO_FIELDS, NO_VALUES, PlainData.emptyMap());
    }

    /** Creates a row from parallel arrays of fields and values. The arrays must not be modified afterwards. */
    static Row of(Place place, String[] fields, @Nullable Object[] values, Map<String, @Nullable Object> attributes) {
        return new Row(place, fields, values, attributes);
    }

    /**
     * Returns the row with the given values instead of its previous values. Uses the known array of fields if there is
     * one with the same fields in the same order.
     */
    Row withValues(Map<?, ?> map, FieldLists known) {
        String[] newFields = new String[map.size()];
        @Nullable Object[] newValues = new Object[newFields.length];
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            newFields[i] = (String) entry.getKey();
            newValues[i++] = entry.getValue();
        }
        return new Row(place, known.shared(newFields), newValues, attributes);
    }

    Row with(String field, @Nullable Object value, FieldLists known) {
        int i = indexOf(field, fields, fields.length, 0);
        if (i >= 0) {
            @Nullable Object[] newValues = values.clone();
            newValues[i] = value;
            return new Row(place, fields, newValues, attributes);
        }
        int size = fields.length;
        String[] newFields = Arrays.copyOf(fields, size + 1);
        @Nullable Object[] newValues = Arrays.copyOf(values, size + 1);
        newFields[size] = field;
        newValues[size] = value;
        return new Row(place, known.shared(newFields), newValues, attributes);
    }

    Row with(Map<?, ?> changes, FieldLists known) {
        @Nullable Object[] newValues = values.clone();
        int next = 0;
        for (Map.Entry<?, ?> change : changes.entrySet()) {
            // Changes are usually in the order of the fields, so each search begins where the last search ended.
            int i = indexOf((String) change.getKey(), fields, fields.length, next);
            if (i < 0) {
                return withMore(changes, known);
            }
            newValues[i] = change.getValue();
            next = i + 1;
        }
        return new Row(place, fields, newValues, attributes);
    }

    /** Returns the row after changes that include at least one new field. */
    private Row withMore(Map<?, ?> changes, FieldLists known) {
        int size = fields.length;
        String[] newFields = Arrays.copyOf(fields, size + changes.size());
        @Nullable Object[] newValues = Arrays.copyOf(values, newFields.length);
        int next = 0;
        for (Map.Entry<?, ?> change : changes.entrySet()) {
            String field = (String) change.getKey();
            int i = indexOf(field, newFields, size, next);
            if (i < 0) {
                i = size++;
                newFields[i] = field;
            }
            newValues[i] = change.getValue();
            next = i + 1;
        }
        return new Row(place, known.shared(Arrays.copyOf(newFields, size)), Arrays.copyOf(newValues, size), attributes);
    }

    Row withAttributes(Map<String, @Nullable Object> newAttributes) {
        return new Row(place, fields, values, newAttributes);
    }

    Row at(Place newPlace) {
        return new Row(newPlace, fields, values, attributes);
    }

    @Nullable
    Object value(String field) {
        int i = indexOf(field, fields, fields.length, 0);
        return i < 0 ? null : values[i];
    }

    @Nullable
    Object valueAt(int i) {
        return values[i];
    }

    @Nullable
    Object[] copyOfValues() {
        return values.clone();
    }

    Map<String, @Nullable Object> values() {
        return PlainData.ofPlain(fields, values);
    }

    private static int indexOf(String field, String[] fields, int size, int start) {
        for (int i = start; i < size; i++) {
            if (fields[i].equals(field)) {
                return i;
            }
        }
        for (int i = Math.min(start, size) - 1; i >= 0; i--) {
            if (fields[i].equals(field)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns whether the ids, values and attributes of two rows are equal. Ignores the positions of the rows. */
    boolean sameAs(Row that) {
        return this == that
                || (id.equals(that.id)
                        && PlainData.equal(values(), that.values())
                        && PlainData.equal(attributes, that.attributes));
    }

    /**
     * The entry of a row in the {@link RowOrder}. Entries are sorted by their keys.
     *
     * @param key the key, unique among the rows of a grid
     * @param rowId the id of the row
     */
    record Place(long key, String rowId) {}
}

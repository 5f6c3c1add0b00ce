package dev.playhead.capture;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of fields that maps had lately, with what the rules say of them. Most maps have the same fields as one before, in
 * the same order; those share its array of names, and nothing has to be looked up.
 *
 * <p><b>Threading.</b> Safe for use by any thread: what is held is immutable, and if threads overwrite what others hold, that
 * costs time alone.
 */
final class KnownFields {
    /** Maps with more fields are none of those. */
    static final int MOST = 16;

    private static final int SLOTS = 64;
    /** Where names are data, they are all new; remembering each would be of no use. */
    private static final int ONE_OF = 16;

    private final @Nullable FieldNames[] slots = new FieldNames[SLOTS];
    private int added;

    /**
     * The fields of a map.
     *
     * @param names the names in order, to be shared among maps
     * @param cut which of them are sensitive
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record FieldNames(String[] names, boolean[] cut) {
        boolean isCut(int position) {
            return cut[position];
        }
    }

    /**
     * Takes the values of a map if its fields are known; returns null if they are not, or another thread changes the map.
     *
     * @param values takes the values; as long as the map
     */
    @Nullable
    FieldNames of(Map<?, ?> map, int size, @Nullable Object[] values) {
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        FieldNames fields = null;
        for (int i = 0; i < size; i++) {
            if (!entries.hasNext()) {
                return null;
            }
            Map.Entry<?, ?> entry = entries.next();
            Object key = entry.getKey();
            if (i == 0) {
                fields = key instanceof String first ? slots[slot(first, size)] : null;
            }
            if (fields == null || fields.names.length != size || !isSame(fields.names[i], key)) {
                return null;
            }
            values[i] = entry.getValue();
        }
        return entries.hasNext() ? null : fields;
    }

    @SuppressWarnings("ReferenceEquality") // the same string is an equal one
    private static boolean isSame(String name, @Nullable Object key) {
        return name == key || name.equals(key);
    }

    void add(FieldNames fields) {
        int slot = slot(fields.names[0], fields.names.length);
        if (slots[slot] == null || ++added % ONE_OF == 0) {
            slots[slot] = fields;
        }
    }

    private static int slot(String first, int size) {
        return first.hashCode() * 31 + size & SLOTS - 1;
    }
}

package dev.playhead.capture;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the field names of recent maps, and of whether the rules for sensitive data classify each name as
 * sensitive. Most maps have the same fields as an earlier map, in the same order. Such maps share one array of names,
 * and need no lookup by name.
 *
 * <p><b>Threading.</b> Safe for use by any thread. The races on the slots and the counter are benign: the cached values
 * are immutable, so if threads overwrite each other's entries, only time is lost.
 */
final class KnownFields {
    /** The maximum number of fields of a cached map. */
    static final int MOST = 16;

    private static final int SLOTS = 64;
    /**
     * Only one in this number of additions replaces an occupied slot. If maps use data as names, all names are new, and
     * caching each of them would be of no use.
     */
    private static final int ONE_OF = 16;

    private final @Nullable FieldNames[] slots = new FieldNames[SLOTS];
    private int added;

    /**
     * The fields of a map.
     *
     * @param names the names in order; shared among maps
     * @param cut whether the name at each position is sensitive
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record FieldNames(String[] names, boolean[] cut) {
        boolean isCut(int position) {
            return cut[position];
        }
    }

    /**
     * Copies the values of a map if its fields are known.
     *
     * @param values receives the values; has the size of the map
     * @return the fields; null if they are not known, or if the map does not have {@code size} entries, because another
     *     thread changed it
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

    @SuppressWarnings("ReferenceEquality") // a shortcut: every string equals itself
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

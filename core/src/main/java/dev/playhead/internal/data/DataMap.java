package dev.playhead.internal.data;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map that consists of two parallel arrays. Short maps are searched linearly. Long maps are searched with an index.
 * The index is built at the first search, because most long maps are only iterated.
 */
public final class DataMap extends FieldMap {
    private static final int LINEAR_UP_TO = 8;

    private final String[] keys;
    private final @Nullable Object[] values;
    /** The index of each key. Built on demand. Benign race: two threads may both build it, with the same result. */
    private volatile @Nullable Map<String, Integer> index;

    /**
     * Creates a map of two arrays and takes ownership of them. Many maps may share an array of keys.
     *
     * @param keys distinct keys
     * @param values the values as plain data, one for each key, in the order of the keys
     */
    public DataMap(String[] keys, @Nullable Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public Object names() {
        return keys;
    }

    @Override
    public String name(int position) {
        return keys[position];
    }

    @Override
    public @Nullable Object value(int position) {
        return values[position];
    }

    @Override
    public int indexOf(@Nullable Object key) {
        if (keys.length > LINEAR_UP_TO) {
            return index().getOrDefault(key, -1);
        }
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private Map<String, Integer> index() {
        Map<String, Integer> made = index;
        if (made == null) {
            // A HashMap, because its searches remain fast even if the hash codes of the keys are chosen to collide.
            made = new HashMap<>(keys.length * 2);
            for (int i = 0; i < keys.length; i++) {
                made.put(keys[i], i);
            }
            index = made;
        }
        return made;
    }

    @Override
    public int size() {
        return keys.length;
    }
}

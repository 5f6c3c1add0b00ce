package dev.playhead.internal.data;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map of two parallel arrays, searched one by one while they are short, and by an index made at the first search when they
 * are long. Most maps are short, and most long ones are only walked.
 */
public final class DataMap extends FieldMap {
    private static final int LINEAR_UP_TO = 8;

    private final String[] keys;
    private final @Nullable Object[] values;
    /** Position by key. Made on demand; two threads may both make it, to the same effect. */
    private volatile @Nullable Map<String, Integer> index;

    /**
     * Makes a map of arrays, which it owns from now on. The keys may be shared among many maps.
     *
     * @param keys distinct keys
     * @param values as many values, each plain data
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
            // A HashMap, since it stays fast for keys chosen to collide.
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

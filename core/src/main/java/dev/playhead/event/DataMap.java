package dev.playhead.event;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of plain data in order of insertion: two parallel arrays, searched one by one while they are short, and
 * by an index made at the first search when they are long. Most maps are short, and most long ones are only walked.
 */
final class DataMap extends AbstractMap<String, @Nullable Object> {
    private static final int LINEAR_UP_TO = 8;

    private final String[] keys;
    private final @Nullable Object[] values;
    /** Position by key. Made on demand; two threads may both make it, to the same effect. */
    private volatile @Nullable Map<String, Integer> index;

    DataMap(String[] keys, @Nullable Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    Object keys() {
        return keys;
    }

    private int indexOf(@Nullable Object key) {
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

    @Override
    public boolean containsKey(@Nullable Object key) {
        return indexOf(key) >= 0;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        int index = indexOf(key);
        return index < 0 ? null : values[index];
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return keys.length;
            }

            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, @Nullable Object>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < keys.length;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
            if (next == keys.length) {
                throw new NoSuchElementException();
            }
            int i = next++;
            return new SimpleImmutableEntry<>(keys[i], values[i]);
        }
    }
}

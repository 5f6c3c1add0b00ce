package dev.playhead.internal.data;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of plain data in insertion order. Its fields are also accessible by index.
 *
 * <p><b>Threading.</b> Immutable.
 */
public abstract class FieldMap extends AbstractMap<String, @Nullable Object> {
    /** Creates a map. */
    protected FieldMap() {}

    /**
     * Returns the name of the field at the given index.
     *
     * @param position the index of the field, from 0
     * @return the key
     */
    public abstract String name(int position);

    /**
     * Returns the value of the field at the given index.
     *
     * @param position the index of the field, from 0
     * @return plain data
     */
    public abstract @Nullable Object value(int position);

    /**
     * Returns the object that holds the names of the fields. Maps with the same fields may share this object.
     *
     * @return the object; compare it by identity only
     */
    public abstract Object names();

    /**
     * Returns the index of the field with the given name.
     *
     * @param key any object
     * @return the index; -1 if the map does not contain the key
     */
    public abstract int indexOf(@Nullable Object key);

    @Override
    public boolean containsKey(@Nullable Object key) {
        return indexOf(key) >= 0;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        int index = indexOf(key);
        return index < 0 ? null : value(index);
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return FieldMap.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, @Nullable Object>> {
        private final int size = size();
        private int next;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
            if (next == size) {
                throw new NoSuchElementException();
            }
            int i = next++;
            return new SimpleImmutableEntry<>(name(i), value(i));
        }
    }
}

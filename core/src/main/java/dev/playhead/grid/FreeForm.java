package dev.playhead.grid;

import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and changes maps of plain data whose keys the application defines: free-form state and attributes. */
final class FreeForm {
    private FreeForm() {}

    /**
     * Applies a JSON Merge Patch (RFC 7396): maps are merged into maps, null removes a value, and any other value
     * replaces the old value.
     */
    static Map<String, @Nullable Object> merge(Map<?, ?> target, Map<?, ?> patch) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : target.entrySet()) {
            merged.put((String) entry.getKey(), entry.getValue());
        }
        for (Map.Entry<?, ?> entry : patch.entrySet()) {
            String key = (String) entry.getKey();
            Object value = entry.getValue();
            if (value == null) {
                merged.remove(key);
            } else if (value instanceof Map<?, ?> nested) {
                merged.put(key, merge(merged.get(key) instanceof Map<?, ?> present ? present : Map.of(), nested));
            } else {
                merged.put(key, value);
            }
        }
        return PlainData.ofPlain(merged);
    }

    /** The marker of a missing value. */
    static final Object MISSING = new Object();

    /**
     * Returns the keys of a dotted path.
     *
     * @throws Misfit if the path is deeper than plain data can be
     */
    static List<String> keys(String path) {
        List<String> keys = List.of(path.split("\\.", -1));
        if (keys.size() > PlainData.MAX_DEPTH) {
            throw new Misfit("the path is too deep");
        }
        return keys;
    }

    /**
     * Returns the value at a path, or {@link #MISSING} if there is none.
     *
     * @throws Misfit if a key that is applied to a list names neither an existing position nor the next one
     */
    static @Nullable Object at(@Nullable Object root, List<String> path) {
        Object value = root;
        for (String key : path) {
            if (value instanceof Map<?, ?> map && map.containsKey(key)) {
                value = map.get(key);
            } else if (value instanceof List<?> list && position(key, list.size()) < list.size()) {
                value = list.get(position(key, list.size()));
            } else {
                return MISSING;
            }
        }
        return value;
    }

    /**
     * Returns the root after the value at a path was set. If the new value is {@link #MISSING}, returns the root
     * without the value at the path. Creates a map for each missing step of the path, and replaces each null or scalar
     * on the path with a map. In a list, the path may name an existing position or the next one.
     *
     * @throws Misfit if a key that is applied to a list names neither an existing position nor the next one
     */
    static @Nullable Object set(@Nullable Object root, List<String> path, @Nullable Object value) {
        if (path.isEmpty()) {
            return value;
        }
        if (value == MISSING && at(root, path) == MISSING) {
            return root;
        }
        return root instanceof List<?> list
                ? setInList(list, path, value)
                : setInMap(root instanceof Map<?, ?> map ? map : Map.of(), path, value);
    }

    private static List<?> setInList(List<?> list, List<String> path, @Nullable Object value) {
        int position = position(path.get(0), list.size());
        Object old = position < list.size() ? list.get(position) : null;
        Object now = set(old, path.subList(1, path.size()), value);
        List<@Nullable Object> copy = new ArrayList<>(list);
        if (position < list.size()) {
            copy.remove(position);
        }
        if (now != MISSING) {
            copy.add(position, now);
        }
        return PlainData.ofPlain(copy);
    }

    /** Returns the same as {@link #set(Object, List, Object)}, for a map and a path of at least one key. */
    static Map<?, ?> setInMap(Map<?, ?> map, List<String> path, @Nullable Object value) {
        if (value == MISSING && at(map, path) == MISSING) {
            return map;
        }
        String key = path.get(0);
        Object now = set(map.get(key), path.subList(1, path.size()), value);
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            copy.put((String) entry.getKey(), entry.getValue());
        }
        if (now == MISSING) {
            copy.remove(key);
        } else {
            copy.put(key, now);
        }
        return PlainData.ofPlain(copy);
    }

    /**
     * Returns the position that a key names in a list of a given size. This may be an existing position or the position
     * after the last element.
     *
     * @throws Misfit if the key names no such position
     */
    static int position(String key, int size) {
        if (!key.isEmpty() && key.length() < 10 && key.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int position = Integer.parseInt(key);
            if (position <= size) {
                return position;
            }
        }
        throw new Misfit("the path names a position that is not in the list");
    }
}

package dev.playhead.grid;

import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes to maps of plain data whose keys are the application's own: free-form state and attributes. */
final class FreeForm {
    private FreeForm() {}

    /** JSON Merge Patch (RFC 7396): maps go into maps, null removes, everything else replaces. */
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

    /**
     * Sets the value at a dotted path. A map that is missing on the way is made, also in the place of null or of a
     * value without parts; a list takes the positions that it has, and the next one.
     *
     * @throws Misfit if the path names no position of a list on its way, or is too deep for plain data
     */
    static Map<?, ?> set(Map<?, ?> root, String path, @Nullable Object value) {
        String[] keys = path.split("\\.", -1);
        if (keys.length > PlainData.MAX_DEPTH) {
            throw new Misfit();
        }
        return setInMap(root, keys, 0, value);
    }

    private static @Nullable Object set(@Nullable Object target, String[] keys, int depth, @Nullable Object value) {
        if (depth == keys.length) {
            return value;
        }
        if (target instanceof List<?> list) {
            int position = position(keys[depth], list.size());
            List<@Nullable Object> copy = new ArrayList<>(list);
            if (position == copy.size()) {
                copy.add(null);
            }
            copy.set(position, set(copy.get(position), keys, depth + 1, value));
            return PlainData.ofPlain(copy);
        }
        return setInMap(target instanceof Map<?, ?> map ? map : Map.of(), keys, depth, value);
    }

    private static Map<?, ?> setInMap(Map<?, ?> map, String[] keys, int depth, @Nullable Object value) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            copy.put((String) entry.getKey(), entry.getValue());
        }
        copy.put(keys[depth], set(map.get(keys[depth]), keys, depth + 1, value));
        return PlainData.ofPlain(copy);
    }

    private static int position(String key, int size) {
        if (!key.isEmpty() && key.length() < 10 && key.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int position = Integer.parseInt(key);
            if (position <= size) {
                return position;
            }
        }
        throw new Misfit();
    }
}

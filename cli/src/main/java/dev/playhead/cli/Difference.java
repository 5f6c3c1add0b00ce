package dev.playhead.cli;

import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is not the same in two states; {@link PayloadPath#NOTHING} stands for what is not there.
 *
 * @param path where
 * @param before what was there
 * @param after what is there
 */
record Difference(
        String path, @Nullable Object before, @Nullable Object after) {
    String kind() {
        return before == PayloadPath.NOTHING ? "added" : after == PayloadPath.NOTHING ? "removed" : "changed";
    }

    /** Adds what differs between two values; maps are compared entry by entry, all else as a whole. */
    static void collect(
            String path,
            @Nullable Object before,
            @Nullable Object after,
            String separator,
            List<Difference> differences) {
        if (before == after) {
            return;
        }
        if (before instanceof Map<?, ?> left && after instanceof Map<?, ?> right) {
            Set<Object> keys = new LinkedHashSet<>(left.keySet());
            keys.addAll(right.keySet());
            for (Object key : keys) {
                collect(
                        path.isEmpty() ? key.toString() : path + separator + key,
                        get(left, key),
                        get(right, key),
                        ".",
                        differences);
            }
        } else if (before == PayloadPath.NOTHING || after == PayloadPath.NOTHING || !PlainData.equal(before, after)) {
            differences.add(new Difference(path, before, after));
        }
    }

    private static @Nullable Object get(Map<?, ?> map, Object key) {
        Object value = map.get(key);
        return value == null && !map.containsKey(key) ? PayloadPath.NOTHING : value;
    }
}

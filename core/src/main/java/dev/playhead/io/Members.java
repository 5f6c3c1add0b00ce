package dev.playhead.io;

import dev.playhead.event.PlainData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Access to the members of objects that are plain data. Nothing is assumed about the types of the values. */
final class Members {
    private Members() {}

    /** {@return the value at a path of names; null if there is none} */
    static @Nullable Object at(@Nullable Object data, List<String> path) {
        Object here = data;
        for (String name : path) {
            here = here instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return here;
    }

    /**
     * Returns the value of a member whose name may have dots; null if there is none. Some writers nest members whose
     * names have dots, and others write the whole name.
     */
    static @Nullable Object dotted(Map<String, @Nullable Object> data, String name) {
        Object whole = data.get(name);
        return whole != null || name.indexOf('.') < 0 ? whole : at(data, List.of(name.split("\\.", -1)));
    }

    /** {@return the first value among the members with the given names that is not null; null if there is none} */
    static @Nullable Object first(Map<String, @Nullable Object> data, List<String> names) {
        for (String name : names) {
            Object value = dotted(data, name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** {@return the value if it is a text and not empty; else null} */
    static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isEmpty() ? text : null;
    }

    /** {@return the value if it is an object; else an empty map} */
    static Map<String, @Nullable Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? PlainData.mapOf(map) : PlainData.emptyMap();
    }

    /** {@return the value if it is a list; else an empty list} */
    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** {@return the members except those with the given names} */
    static Map<String, @Nullable Object> without(Map<String, @Nullable Object> data, Set<String> names) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(data);
        rest.keySet().removeAll(names);
        return PlainData.ofPlain(rest);
    }
}

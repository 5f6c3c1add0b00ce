package dev.playhead.devtools.api;

import dev.playhead.event.Numbers;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of a value on one line, of limited length. */
final class Summary {
    /** The maximum length of the summary of a payload. */
    static final int MAX_LENGTH = 200;

    private static final String ROW = "rowId";
    private static final String COLUMN = "columnId";
    private static final String OLD = "oldValue";
    /** The names of the new value of a cell. */
    private static final List<String> NEW = List.of("newValue", "value");

    private final StringBuilder out = new StringBuilder();
    private final int limit;

    private Summary(int limit) {
        this.limit = limit;
    }

    /**
     * Returns the text of a payload: the members of a map without braces; any other value as {@link #value} does. If the
     * map names a cell of a grid, it begins with the cell, and what the event changed there.
     */
    static String payload(@Nullable Object payload) {
        Summary summary = new Summary(MAX_LENGTH);
        if (payload instanceof Map<?, ?> map) {
            summary.members(map.containsKey(ROW) && map.containsKey(COLUMN) ? summary.cell(map) : map);
        } else if (payload instanceof String text) {
            summary.add(text);
        } else if (payload != null) {
            summary.write(payload);
        }
        return summary.text();
    }

    /** {@return the text of a value, similar to JSON} */
    static String value(@Nullable Object value, int limit) {
        Summary summary = new Summary(limit);
        summary.write(value);
        return summary.text();
    }

    private String text() {
        String text = out.length() <= limit ? out.toString() : Unpaired.beginning(out.toString(), limit - 1) + "\u2026";
        return Unpaired.replaced(text);
    }

    private boolean isFull() {
        return out.length() > limit;
    }

    private void add(String text) {
        out.append(text, 0, Math.min(text.length(), limit + 1));
    }

    /** Nested values are written only until the limit is exceeded, so the depth of calls is limited, too. */
    private void write(@Nullable Object value) {
        if (isFull()) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            members(map);
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (Iterator<?> elements = list.iterator(); elements.hasNext() && !isFull(); ) {
                write(elements.next());
                out.append(elements.hasNext() ? ", " : "");
            }
            out.append(']');
        } else if (value instanceof String text) {
            out.append('"');
            add(text);
            out.append('"');
        } else if (value instanceof Double real) {
            out.append(Numbers.text(real));
        } else {
            add(String.valueOf(value));
        }
    }

    /** Writes the cell that a payload names, with its values. Returns the other members. */
    private Map<?, ?> cell(Map<?, ?> map) {
        Map<Object, @Nullable Object> rest = new LinkedHashMap<>(map);
        add(String.valueOf(rest.remove(ROW)));
        out.append(' ');
        add(String.valueOf(rest.remove(COLUMN)));
        String name = NEW.stream().filter(map::containsKey).findFirst().orElse(null);
        if (name != null) {
            out.append(": ");
            if (map.containsKey(OLD)) {
                write(rest.remove(OLD));
                out.append(" \u2192 ");
            }
            write(rest.remove(name));
        }
        out.append(rest.isEmpty() ? "" : ", ");
        return rest;
    }

    private void members(Map<?, ?> map) {
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext() && !isFull()) {
            Map.Entry<?, ?> entry = entries.next();
            add(String.valueOf(entry.getKey()));
            out.append(": ");
            write(entry.getValue());
            out.append(entries.hasNext() ? ", " : "");
        }
    }
}

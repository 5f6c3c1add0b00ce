package dev.playhead.devtools.api;

import dev.playhead.event.Numbers;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of a value on one line, of limited length. */
final class Summary {
    /** The maximum length of the summary of a payload. */
    static final int MAX_LENGTH = 200;

    private final StringBuilder out = new StringBuilder();
    private final int limit;

    private Summary(int limit) {
        this.limit = limit;
    }

    /** {@return the text of a payload: the members of a map without braces; any other value as {@link #value} does} */
    static String payload(@Nullable Object payload) {
        Summary summary = new Summary(MAX_LENGTH);
        if (payload instanceof Map<?, ?> map) {
            summary.members(map);
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

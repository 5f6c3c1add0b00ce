package dev.playhead.cli.output;

import dev.playhead.event.Marker;
import dev.playhead.event.Numbers;
import dev.playhead.event.RecordedEvent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A writer of plain data as JSON for users: on one line, or indented and optionally colored. It escapes characters that
 * a terminal would interpret. Values that are nested more deeply than 2,000 levels are omitted.
 */
public final class JsonText {
    private static final int MAX_DEPTH_SHOWN = 2_000;

    private final StringBuilder out = new StringBuilder();
    private final Style style;
    private final boolean indented;
    private final int limit;

    private JsonText(Style style, boolean indented, int limit) {
        this.style = style;
        this.indented = indented;
        this.limit = limit;
    }

    /** {@return the value as JSON on one line} */
    public static String compact(@Nullable Object value) {
        return compact(value, 0);
    }

    /**
     * Returns the value as JSON on one line. If this text is wider than the given columns, its end may be missing.
     *
     * @param value the value
     * @param columns the number of columns that will be shown; 0 for unlimited
     * @return the text
     */
    public static String compact(@Nullable Object value, int columns) {
        // A char takes at least half a column, unless it is a combining mark or invisible. So this limit usually yields
        // more than enough characters for the columns.
        JsonText text = new JsonText(Style.PLAIN, false, columns <= 0 ? Integer.MAX_VALUE : 4 * columns + 64);
        text.write(value, 0);
        return text.out.toString();
    }

    /** {@return the value as JSON on several lines, with two blanks of indentation for each level} */
    public static String indented(@Nullable Object value, Style style) {
        JsonText text = new JsonText(style, true, Integer.MAX_VALUE);
        text.write(value, 0);
        return text.out.toString();
    }

    /**
     * {@return the value for a line of text: a string without quotes, any other value as JSON; unless {@code columns}
     * is 0, the end of a value that is wider than the columns may be missing}
     */
    public static String shown(@Nullable Object value, int columns) {
        if (value instanceof String text) {
            return Text.safe(columns > 0 && text.length() > 4 * columns + 64 ? text.substring(0, 4 * columns) : text);
        }
        return compact(value, columns);
    }

    /** {@return the event as a map, with the fields in the same order as in exports} */
    public static Map<String, @Nullable Object> event(RecordedEvent event) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("sequence", event.sequence());
        data.put("type", event.type());
        data.put("timestamp", event.timestamp().toString());
        data.put("source", event.source());
        data.put("payload", event.payload());
        if (!event.metadata().isEmpty()) {
            data.put("metadata", event.metadata());
        }
        return data;
    }

    private void write(@Nullable Object value, int level) {
        if (out.length() > limit || level > MAX_DEPTH_SHOWN) {
            return;
        }
        if (value instanceof String text) {
            writeString(text, "32");
        } else if (value instanceof Double real) {
            if (Double.isFinite(real)) {
                out.append(Numbers.text(real));
            } else {
                write(Map.of(Marker.KEY, real.toString()), level);
            }
        } else if (value instanceof Map<?, ?> map) {
            writeMap(map, level);
        } else if (value instanceof List<?> list) {
            writeList(list, level);
        } else {
            out.append(value == null ? style.dim("null") : value.toString());
        }
    }

    private void writeMap(Map<?, ?> map, int level) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext() && out.length() <= limit) {
            Map.Entry<?, ?> entry = entries.next();
            newLine(level + 1);
            writeString(String.valueOf(entry.getKey()), "34");
            out.append(indented ? ": " : ":");
            write(entry.getValue(), level + 1);
            out.append(entries.hasNext() ? "," : "");
        }
        newLine(level);
        out.append('}');
    }

    private void writeList(List<?> list, int level) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext() && out.length() <= limit) {
            newLine(level + 1);
            write(elements.next(), level + 1);
            out.append(elements.hasNext() ? "," : "");
        }
        newLine(level);
        out.append(']');
    }

    private void newLine(int level) {
        if (indented) {
            out.append('\n').append("  ".repeat(level));
        }
    }

    private void writeString(String text, String color) {
        boolean colored = style == Style.COLORED;
        if (colored) {
            out.append("\u001b[").append(color).append('m');
        }
        out.append('"');
        int end = (int) Math.min(text.length(), (long) limit + 1);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (!Text.isUnsafe(text, i)) {
                out.append(c);
            } else {
                out.append(Text.escape(c));
            }
        }
        out.append('"');
        if (colored) {
            out.append("\u001b[0m");
        }
    }
}

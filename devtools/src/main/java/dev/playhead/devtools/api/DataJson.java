package dev.playhead.devtools.api;

import dev.playhead.event.Marker;
import dev.playhead.event.Numbers;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A writer of the values of one answer. Values become plain JSON. What JSON or JavaScript cannot express, and what
 * exceeds a limit, becomes a map with the single key {@code $playhead}.
 *
 * <p><b>Limits.</b> A string has at most {@value #MAX_TEXT} characters, a list or map {@value #MAX_ITEMS} elements, a
 * value {@value #MAX_DEPTH} levels. All values of the answer together have about {@value #MAX_VALUES} parts and {@value
 * #MAX_BYTES} bytes at most; of further strings, only the lengths are written, and of further lists and maps, only the
 * numbers of their elements.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class DataJson {
    static final int MAX_TEXT = 10_000;
    static final int MAX_KEY = 1_000;
    static final int MAX_ITEMS = 1_000;
    static final int MAX_DEPTH = 60;
    static final int MAX_VALUES = 100_000;
    static final int MAX_BYTES = 3_000_000;
    /** The bytes of a note without its text. */
    private static final int NOTE_BYTES = 60;

    private static final long MAX_SAFE_INTEGER = 1L << 53;
    private static final String ESCAPED = Marker.KEY + ":";
    private static final Set<String> REASONS =
            Arrays.stream(Marker.Reason.values()).map(Marker.Reason::text).collect(Collectors.toUnmodifiableSet());

    private final JsonGenerator out;
    private int values = MAX_VALUES;
    private int bytes = MAX_BYTES;

    DataJson(JsonGenerator out) {
        this.out = out;
    }

    /** {@return whether the limit of the answer is reached} */
    boolean isFull() {
        return values <= 0 || bytes <= 0;
    }

    /** Counts a name, or another text that is written beside the values. */
    void count(String text) {
        bytes -= bytes(text);
    }

    /** Returns at least the number of bytes of a text as JSON. */
    private static int bytes(String text) {
        int bytes = 3;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || Character.isSurrogate(c)) {
                bytes += 6;
            } else if (c < 0x80) {
                bytes += c == '"' || c == '\\' ? 2 : 1;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    /** Writes a member of the current object. */
    void property(String name, @Nullable Object value) {
        out.writeName(name);
        value(value);
    }

    /** Writes a value: plain data, or an object that {@link Plain} converts. */
    void value(@Nullable Object value) {
        write(Plain.of(value), 0);
    }

    private void write(@Nullable Object value, int depth) {
        values--;
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            writeText(text);
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Long integer && integer <= MAX_SAFE_INTEGER && integer >= -MAX_SAFE_INTEGER) {
            out.writeNumber(integer);
        } else if (value instanceof Double real && Double.isFinite(real)) {
            out.writeNumber(Numbers.text(real));
        } else if (value instanceof Number number) {
            writeNote("number", Unpaired.beginning(number.toString(), MAX_TEXT));
        } else if (value instanceof Map<?, ?> map) {
            writeMap(map, depth);
        } else if (value instanceof List<?> list) {
            writeList(list, depth);
        } else {
            throw new IllegalArgumentException("class=" + value.getClass().getName() + " is not plain data");
        }
    }

    private void writeText(String text) {
        if (text.length() <= MAX_TEXT && (!isFull() || bytes(text) <= NOTE_BYTES)) {
            count(text);
            string(text);
            return;
        }
        String first = isFull() ? "" : Unpaired.beginning(text, MAX_TEXT);
        count(first);
        beginNote("cut");
        out.writeName("text");
        string(first);
        out.writeNumberProperty("length", text.length());
        endNote();
    }

    private void string(String text) {
        if (Unpaired.isIn(text)) {
            out.writeRawValue(quoted(text));
        } else {
            out.writeString(text);
        }
    }

    /** Returns JSON in which unpaired surrogates are escapes, because a generator refuses them. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Unpaired.isAt(text, i)) {
                json.append("\\u").append(Integer.toHexString(0x10000 + c), 1, 5);
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private void writeList(List<?> list, int depth) {
        if (depth >= MAX_DEPTH || isFull()) {
            writeMore(list.size());
            return;
        }
        out.writeStartArray();
        int written = 0;
        Iterator<?> elements = list.iterator();
        while (written < MAX_ITEMS && !isFull() && elements.hasNext()) {
            write(elements.next(), depth + 1);
            written++;
        }
        if (written < list.size()) {
            writeMore(list.size() - written);
        }
        out.writeEndArray();
    }

    private void writeMap(Map<?, ?> map, int depth) {
        String marker = marker(map);
        if (marker != null) {
            writeNote("marker", marker);
            return;
        }
        if (depth >= MAX_DEPTH || isFull()) {
            writeMore(map.size());
            return;
        }
        out.writeStartObject();
        int written = 0;
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (written < MAX_ITEMS && !isFull() && entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            out.writeName(key(String.valueOf(entry.getKey())));
            write(entry.getValue(), depth + 1);
            written++;
        }
        if (written < map.size()) {
            out.writeName(Marker.KEY);
            writeMoreBody(map.size() - written);
        }
        out.writeEndObject();
    }

    private String key(String key) {
        String name = Unpaired.replaced(key);
        if (name.length() > MAX_KEY) {
            name = Unpaired.beginning(name, MAX_KEY) + "\u2026";
        }
        count(name);
        return isMistakable(name) ? ESCAPED + name : name;
    }

    /** Returns whether a key is that of the notes of this class, or looks like this key after an escape. */
    private static boolean isMistakable(String key) {
        int begin = 0;
        while (key.startsWith(ESCAPED, begin)) {
            begin += ESCAPED.length();
        }
        return key.startsWith(Marker.KEY, begin) && key.length() == begin + Marker.KEY.length();
    }

    /** Returns the text of a marker, or null if the map is none, but data of the application. */
    private static @Nullable String marker(Map<?, ?> map) {
        if (map.isEmpty()) {
            return null;
        }
        Map.Entry<?, ?> first = map.entrySet().iterator().next();
        if (!Marker.KEY.equals(first.getKey()) || !(first.getValue() instanceof String kind)) {
            return null;
        }
        if (kind.equals(Marker.BYTES) && map.get(Marker.BASE64) instanceof String base64) {
            return Unpaired.beginning(kind + ": " + base64, MAX_TEXT);
        }
        if (!REASONS.contains(kind)) {
            return null;
        }
        Object detail = map.get("detail");
        return Unpaired.beginning(detail == null ? kind : kind + ": " + detail, MAX_KEY);
    }

    private void writeMore(int count) {
        out.writeStartObject();
        out.writeName(Marker.KEY);
        writeMoreBody(count);
        out.writeEndObject();
    }

    private void writeMoreBody(int count) {
        out.writeStartObject();
        out.writeStringProperty("kind", "more");
        out.writeNumberProperty("count", count);
        out.writeEndObject();
    }

    private void writeNote(String kind, String text) {
        beginNote(kind);
        count(text);
        out.writeStringProperty("text", Unpaired.replaced(text));
        endNote();
    }

    private void beginNote(String kind) {
        bytes -= NOTE_BYTES;
        out.writeStartObject();
        out.writeObjectPropertyStart(Marker.KEY);
        out.writeStringProperty("kind", kind);
    }

    private void endNote() {
        out.writeEndObject();
        out.writeEndObject();
    }
}

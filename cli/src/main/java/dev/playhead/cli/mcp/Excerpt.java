package dev.playhead.cli.mcp;

import dev.playhead.cli.output.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Excerpts of the JSON of values that are too large for an answer: the beginning, or any other part. The cost of data
 * is the number of bytes that it takes in a message, which contains it as JSON, and once more as JSON in a string.
 */
final class Excerpt {
    /** The greatest depth of data that all clients can parse. Deeper data is returned as text. */
    private static final int MAX_DEPTH = 60;

    /** The greatest number of bytes of a part. */
    static final int MAX_PART_BYTES = 16_384;

    /** The end of the name of a member whose value is cut. */
    private static final String CUT = "Cut";

    private Excerpt() {}

    /** {@return the cost of data with the given JSON} */
    static long cost(String json) {
        long bytes = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean isEscaped = c == '"' || c == '\\';
            // Each half of a surrogate pair counts as two of the four bytes of the character.
            bytes += isEscaped ? 3 : c < 0x80 ? 2 : c < 0x800 || Character.isSurrogate(c) ? 4 : 6;
        }
        return bytes;
    }

    /**
     * Returns a copy of an object in which each member that is too large or too deep is cut: its name gets the suffix
     * {@value #CUT}, and its value is replaced by the beginning of its JSON, with the size of the JSON and a hint how
     * to get the rest. A member that is cut already keeps its name, size and hint.
     *
     * @param item the object
     * @param maxCost the greatest cost of a member
     * @param rest returns how to get the rest of the member with the given name; an empty text if there is no way
     */
    static Map<String, @Nullable Object> fit(
            Map<String, @Nullable Object> item, int maxCost, UnaryOperator<String> rest) {
        Map<String, @Nullable Object> fitting = new LinkedHashMap<>();
        item.forEach((name, value) -> {
            String json = JsonText.compact(value);
            if (name.endsWith(CUT) && value instanceof Map<?, ?> cut && cut.get("begin") instanceof String begin) {
                fitting.put(name, shortened(cut, begin, maxCost));
            } else if (cost(json) <= maxCost && isAtMost(value, MAX_DEPTH)) {
                fitting.put(name, value);
            } else {
                fitting.put(name + CUT, beginning(json, maxCost, rest.apply(name)));
            }
        });
        return fitting;
    }

    private static boolean isAtMost(@Nullable Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            return depth > 0 && map.values().stream().allMatch(part -> isAtMost(part, depth - 1));
        }
        return !(value instanceof List<?> list)
                || (depth > 0 && list.stream().allMatch(part -> isAtMost(part, depth - 1)));
    }

    private static Map<String, @Nullable Object> beginning(String json, int maxCost, String rest) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        String shown = slice(bytes, 0, MAX_PART_BYTES, maxCost);
        Map<String, @Nullable Object> cut = new LinkedHashMap<>();
        cut.put("bytes", (long) bytes.length);
        cut.put("shown", (long) shown.getBytes(StandardCharsets.UTF_8).length);
        cut.put("begin", shown);
        if (!rest.isEmpty()) {
            cut.put("rest", rest);
        }
        return cut;
    }

    /** {@return the replacement of an already cut value, with a beginning that keeps the given limit} */
    private static Map<String, @Nullable Object> shortened(Map<?, ?> cut, String begin, int maxCost) {
        String shown = slice(begin.getBytes(StandardCharsets.UTF_8), 0, MAX_PART_BYTES, maxCost);
        Map<String, @Nullable Object> shorter = new LinkedHashMap<>();
        cut.forEach((name, value) -> shorter.put(String.valueOf(name), value));
        shorter.put("shown", (long) shown.getBytes(StandardCharsets.UTF_8).length);
        shorter.put("begin", shown);
        return shorter;
    }

    /**
     * Returns a range of the JSON of a value.
     *
     * @param value the value
     * @param offset the first byte; moved back to the start of its character
     * @param most the greatest number of bytes; the last character may exceed it
     * @param maxCost the greatest cost
     */
    static Map<String, @Nullable Object> part(@Nullable Object value, long offset, long most, int maxCost) {
        byte[] bytes = JsonText.compact(value).getBytes(StandardCharsets.UTF_8);
        int from = (int) Math.min(offset, bytes.length);
        while (from > 0 && from < bytes.length && isInner(bytes[from])) {
            from--;
        }
        String shown = slice(bytes, from, (int) Math.min(most, MAX_PART_BYTES), maxCost);
        int length = shown.getBytes(StandardCharsets.UTF_8).length;
        Map<String, @Nullable Object> part = new LinkedHashMap<>();
        part.put("bytes", (long) bytes.length);
        part.put("offset", (long) from);
        part.put("returned", (long) length);
        if (from + length < bytes.length) {
            part.put("nextOffset", (long) from + length);
        }
        part.put("untrusted", Map.of("json", shown));
        return part;
    }

    /**
     * {@return whole characters from an offset on: at least one, unless the offset is the end; the last may exceed
     * {@code most}}
     */
    private static String slice(byte[] bytes, int from, int most, int maxCost) {
        int length = Math.min(Math.max(most, 1), bytes.length - from);
        while (true) {
            int to = from + length;
            while (to < bytes.length && isInner(bytes[to])) {
                to++;
            }
            String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            if (length <= 1 || cost(JsonText.compact(text)) <= maxCost) {
                return text;
            }
            length = length * 3 / 4;
        }
    }

    /** {@return whether a byte of UTF-8 continues a character} */
    private static boolean isInner(byte octet) {
        return (octet & 0xc0) == 0x80;
    }
}

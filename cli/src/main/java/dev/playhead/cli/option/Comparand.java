package dev.playhead.cli.option;

import dev.playhead.cli.output.JsonText;
import dev.playhead.event.PlainData;
import dev.playhead.filter.EventFilter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value with which a condition compares. On the command line, {@code 12} means both the number and the string
 * {@code 12}, because a file may contain either; {@code "12"} means only the string.
 *
 * @param value the value: JSON if the argument is valid JSON, otherwise a string
 * @param text the argument as a string; null if the value is already a string
 */
public record Comparand(@Nullable Object value, @Nullable String text) {
    private static final Pattern JOINED = Pattern.compile("(?s)(?:.*\\s)?(?:&&|\\|\\|)\\s.*");
    private static final Pattern JOINED_BY_WORD =
            Pattern.compile("(?s).*\\s(?i:and|or)\\s+\\S+\\s*(?:(?:==|!=|<=|>=|=|<|>).*|(?:exists|contains)\\b.*)");

    static Comparand parse(String written) {
        Object value = JsonValue.parse(written);
        return new Comparand(value, value instanceof String ? null : written);
    }

    /** {@return whether an unquoted text continues with another condition} */
    static boolean isJoined(String written) {
        return !isQuoted(written)
                && (JOINED.matcher(written).matches()
                        || JOINED_BY_WORD.matcher(written).matches());
    }

    private static boolean isQuoted(String written) {
        return written.startsWith("\"") && !written.equals(JsonValue.parse(written));
    }

    /** {@return the value as a string, as it was written} */
    String asText() {
        return text != null ? text : String.valueOf(value);
    }

    boolean isEqualTo(@Nullable Object found) {
        return PlainData.equal(found, value) || (text != null && text.equals(found));
    }

    EventFilter isAt(String path) {
        EventFilter filter = EventFilter.payloadField(path, value);
        return text == null ? filter : filter.or(EventFilter.payloadField(path, text));
    }

    @Override
    public String toString() {
        return JsonText.compact(value);
    }
}

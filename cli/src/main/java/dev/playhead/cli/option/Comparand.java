package dev.playhead.cli.option;

import dev.playhead.cli.output.JsonText;
import dev.playhead.event.PlainData;
import dev.playhead.filter.EventFilter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a condition compares with. As it stands on the command line, {@code 12} is a number and the text {@code 12} as well, since
 * either may be in a file; {@code "12"} is the text alone.
 *
 * @param value the value: JSON where it is JSON, else text
 * @param text the same as text; null where it is that already
 */
public record Comparand(@Nullable Object value, @Nullable String text) {
    private static final Pattern JOINED = Pattern.compile("(?s)(?:.*\\s)?(?:&&|\\|\\|)\\s.*");
    private static final Pattern JOINED_BY_WORD =
            Pattern.compile("(?s).*\\s(?i:and|or)\\s+\\S+\\s*(?:(?:==|!=|<=|>=|=|<|>).*|(?:exists|contains)\\b.*)");

    static Comparand parse(String written) {
        Object value = JsonValue.parse(written);
        return new Comparand(value, value instanceof String ? null : written);
    }

    /** Returns whether a text that is not quoted goes on with another condition. */
    static boolean isJoined(String written) {
        return !isQuoted(written)
                && (JOINED.matcher(written).matches()
                        || JOINED_BY_WORD.matcher(written).matches());
    }

    private static boolean isQuoted(String written) {
        return written.startsWith("\"") && !written.equals(JsonValue.parse(written));
    }

    /** Returns the value as text, as it was written. */
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

package dev.playhead.devtools.api;

import dev.playhead.event.Numbers;
import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A value that a user wrote. It is JSON if it is valid JSON, and text otherwise. Because users rarely write quotes,
 * {@code 12} means both the number and the text 12; {@code "12"} means only the text. A text in apostrophes is a text,
 * too.
 *
 * @param value the value, as plain data
 * @param text the value as text, if the value is not text itself and was written without quotes; otherwise null
 */
record Literal(@Nullable Object value, @Nullable String text) {
    private static final JsonFactory JSON = new JsonFactory();

    /** {@return the value that a text represents} */
    static Literal parse(String written) {
        int last = written.length() - 1;
        if (last > 0 && written.charAt(0) == '\'' && written.charAt(last) == '\'') {
            return new Literal(written.substring(1, last), null);
        }
        Object value = json(written);
        return new Literal(value, value instanceof String ? null : written);
    }

    /** {@return the value as text} */
    String asText() {
        return text != null ? text : String.valueOf(value);
    }

    /** {@return whether plain data equals this value} */
    boolean isEqualTo(@Nullable Object found) {
        return PlainData.equal(found, value) || (text != null && text.equals(found));
    }

    private static @Nullable Object json(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() == null) {
                return text;
            }
            Object value = read(json);
            return json.nextToken() == null ? value : text;
        } catch (JacksonException | NumberFormatException e) {
            return text; // by definition, what is not valid JSON is text
        }
    }

    /** Reads the value at the parser's token. The parser limits the depth. */
    private static @Nullable Object read(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String key = json.currentName();
                    json.nextToken();
                    map.put(key, read(json));
                }
                yield PlainData.ofPlain(map);
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(json));
                }
                yield PlainData.ofPlain(list);
            }
            case VALUE_NUMBER_INT -> Numbers.canonical(json.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> Numbers.parseDecimal(json.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> json.getString();
        };
    }
}

package dev.playhead.cli.option;

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
 * A parser of JSON, and of values on the command line. A value on the command line is JSON if it is valid JSON, and
 * otherwise a string: {@code 12} is a number, {@code "12"} and {@code abc} are strings.
 */
public final class JsonValue {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonValue() {}

    static @Nullable Object parse(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() == null) {
                return text;
            }
            Object value = read(json);
            return json.nextToken() == null ? value : text;
        } catch (JacksonException e) {
            return text; // text that is not valid JSON is a string
        }
    }

    /**
     * Parses JSON.
     *
     * @throws IllegalArgumentException if the text is not one JSON value
     */
    public static @Nullable Object parseStrictly(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() == null) {
                throw new IllegalArgumentException("there is no value");
            }
            Object value = read(json);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("there is more than one value");
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(String.valueOf(e.getOriginalMessage()), e);
        }
    }

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

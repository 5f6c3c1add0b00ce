package dev.playhead.io;

import dev.playhead.event.Marker;
import dev.playhead.event.Numbers;
import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/**
 * A writer and reader of plain data as JSON. Every value is restored unchanged.
 *
 * <p>JSON has no NaN and no infinities; they are written as maps such as {@code {"$playhead":"NaN"}}. If a map of the
 * application has this form, its key is escaped by {@link JsonKeys}.
 */
final class JsonData {
    /** The maximum length of a number. On some Java versions, parsing takes time quadratic in the length. */
    static final int MAX_NUMBER_LENGTH = 200_000;

    private JsonData() {}

    static void write(JsonGenerator json, @Nullable Object value) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Long integer) {
            json.writeNumber(integer);
        } else if (value instanceof Double real) {
            writeReal(json, real);
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof BigInteger integer) {
            json.writeNumber(integer);
        } else if (value instanceof BigDecimal decimal) {
            json.writeNumber(decimal.toString());
        } else if (value instanceof Map<?, ?> map) {
            writeMap(json, map);
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else {
            throw new IllegalArgumentException("class=" + value.getClass().getName() + " is not plain data");
        }
    }

    private static void writeReal(JsonGenerator json, double real) {
        if (Double.isFinite(real)) {
            json.writeNumber(Numbers.text(real));
        } else {
            json.writeStartObject();
            json.writeStringProperty(Marker.KEY, Double.toString(real));
            json.writeEndObject();
        }
    }

    private static void writeMap(JsonGenerator json, Map<?, ?> map) {
        boolean looksEscaped = map.size() == 1 && nonFinite(map.get(Marker.KEY)) != null;
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = (String) entry.getKey();
            json.writeName(looksEscaped ? JsonKeys.escaped(key) : JsonKeys.toJson(key));
            write(json, entry.getValue());
        }
        json.writeEndObject();
    }

    private static @Nullable Double nonFinite(@Nullable Object value) {
        return switch (value instanceof String text ? text : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    /**
     * Reads the value that begins at the parser's current token, and leaves the parser at the last token of the value.
     *
     * @param depth the depth of the value within the data that will contain it
     * @throws IllegalArgumentException if the value is sound JSON but too deep, too long or out of range; the parser is
     *     then within the value
     */
    static @Nullable Object read(JsonParser json, EventExtent extent, Remarks remarks, int depth) {
        extent.check();
        JsonToken token = json.currentToken();
        if (token == null) {
            throw new IllegalStateException("the parser is not at a token");
        }
        return switch (token) {
            case START_OBJECT -> readMap(json, extent, remarks, depth);
            case START_ARRAY -> readList(json, extent, remarks, depth);
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT -> readInteger(json);
            case VALUE_NUMBER_FLOAT -> readDecimal(json);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("token=" + token + " does not begin a value");
        };
    }

    /** Adds a remark that the object already has the name at the parser's current token. */
    static void remarkDuplicate(JsonParser json, String key, Remarks remarks) {
        if (remarks.want(Remarks.Kind.DUPLICATE_KEY)) {
            TokenStreamLocation where = json.currentTokenLocation();
            remarks.add(
                    Remarks.Kind.DUPLICATE_KEY,
                    where.getLineNr(),
                    where.getColumnNr(),
                    "the key \"" + key + "\" appears twice in one object; the last value is used");
        }
    }

    /** {@return the number that a text represents; the text must be a {@linkplain TimeText#isNumber number}} */
    static Number number(String text) {
        return text.indexOf('.') < 0
                ? Numbers.canonical(new BigInteger(text))
                : Numbers.canonical(new BigDecimal(text));
    }

    /**
     * Skips the value that begins at the parser's current token, and leaves the parser at the last token of the value.
     * Accepts the values that {@link #read} accepts.
     *
     * @param depth the depth that the value would have in {@link #read}
     * @throws IllegalArgumentException if the value is sound JSON but too deep, too long or out of range
     */
    static void skip(JsonParser json, EventExtent extent, Remarks remarks, int depth) {
        int nested = depth;
        do {
            JsonToken token = json.currentToken();
            if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                nested--;
            } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                if (nested >= PlainData.MAX_DEPTH) {
                    Object unused = read(json, extent, remarks, nested); // fails unless it is a NaN or an infinity
                } else {
                    nested++;
                }
            } else if (token == JsonToken.VALUE_NUMBER_INT) {
                requireShort(json);
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                Object unused = readDecimal(json); // fails if the exponent is out of range
            }
        } while (nested > depth && json.nextToken() != null);
    }

    private static Object readInteger(JsonParser json) {
        requireShort(json);
        return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? Numbers.canonical(json.getBigIntegerValue())
                : (Object) json.getLongValue();
    }

    private static Object readDecimal(JsonParser json) {
        if (json.isNaN()) { // a bare NaN or Infinity, which some writers produce
            return json.getDoubleValue();
        }
        requireShort(json);
        try {
            return Numbers.parseDecimal(json.getString());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("number=" + json.getString() + " is out of range", e);
        }
    }

    private static void requireShort(JsonParser json) {
        if (json.getStringLength() > MAX_NUMBER_LENGTH) {
            throw new IllegalArgumentException(
                    "a number of length=" + json.getStringLength() + " is longer than maxLength=" + MAX_NUMBER_LENGTH);
        }
    }

    private static void requireDepth(int depth, int limit) {
        if (depth >= limit) {
            throw new IllegalArgumentException("the data is deeper than maxDepth=" + PlainData.MAX_DEPTH);
        }
    }

    private static List<@Nullable Object> readList(JsonParser json, EventExtent extent, Remarks remarks, int depth) {
        requireDepth(depth, PlainData.MAX_DEPTH);
        List<@Nullable Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            list.add(read(json, extent, remarks, depth + 1));
        }
        return PlainData.ofPlain(list);
    }

    /** Reads a map, or a NaN or infinity that is written as a map. If a key appears twice, its last value is used. */
    private static Object readMap(JsonParser json, EventExtent extent, Remarks remarks, int depth) {
        requireDepth(depth, PlainData.MAX_DEPTH + 1); // a NaN may be as deep as any other number
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        String name = "";
        while (json.nextToken() != JsonToken.END_OBJECT) {
            name = json.currentName();
            String key = JsonKeys.fromJson(name);
            if (map.containsKey(key)) {
                remarkDuplicate(json, key, remarks);
            }
            json.nextToken();
            map.put(key, read(json, extent, remarks, depth + 1));
        }
        Double real = map.size() == 1 && name.equals(Marker.KEY) ? nonFinite(map.get(Marker.KEY)) : null;
        if (real != null) {
            return real;
        }
        requireDepth(depth, PlainData.MAX_DEPTH);
        return PlainData.ofPlain(map);
    }
}

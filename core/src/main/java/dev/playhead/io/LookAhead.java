package dev.playhead.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The first records of a stream. At most {@value #MAX_BYTES} bytes of the stream are read. A record is read to its end
 * and no further, because a pipe may not have delivered more yet.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class LookAhead {
    static final int MAX_BYTES = 64 * 1_024;

    private static final int RECORD_SEPARATOR = 0x1e;
    /** The maximum depth of members that are read. Deeper members are skipped. */
    private static final int MAX_DEPTH = 16;
    /** The maximum length of integers that are read as such. They fit in 64 bits. */
    private static final int MAX_DIGITS = 18;
    /**
     * The maximum length of other numbers whose value is computed. A longer number cannot be a time, so {@code
     * Double.MAX_VALUE} stands for it.
     */
    private static final int MAX_NUMBER = 40;

    private final InputStream in;
    private int left = MAX_BYTES;
    private boolean begun;
    /** The byte that was read last, or -1 at the end. */
    private int last;

    /** Creates a look-ahead. The caller marks the stream before, and resets it afterwards. */
    LookAhead(InputStream in) {
        this.in = in;
    }

    /** The way in which a record begins. */
    enum Start {
        OBJECT,
        /** An array. The record is its first object. */
        ARRAY,
        /** Anything else. */
        TEXT
    }

    /**
     * A record.
     *
     * @param start the way in which the record begins
     * @param isFirst whether the stream begins with the record
     * @param members the members of the object, as far as they were read
     * @param whole whether the object was read to its end, so that {@code members} are all members
     * @param sound whether the object is JSON as far as it was read
     * @param overLines whether a line ends within the object
     * @param text the line, if the record is {@link Start#TEXT}; otherwise empty
     */
    record First(
            Start start,
            boolean isFirst,
            Map<String, @Nullable Object> members,
            boolean whole,
            boolean sound,
            boolean overLines,
            String text) {}

    /** {@return the next record; null at the end of the stream or of the look-ahead} */
    @Nullable
    First next() throws IOException {
        if (begun) {
            toLineEnd();
        }
        boolean isFirst = !begun;
        int octet = afterBlanks();
        while (octet == RECORD_SEPARATOR) {
            isFirst = false; // a document does not begin with a separator
            octet = afterBlanks();
        }
        begun = true;
        if (octet < 0) {
            return null;
        }
        if (octet == '{') {
            return object(Start.OBJECT, isFirst);
        }
        if (octet != '[') {
            return text(octet, isFirst);
        }
        int element = afterBlanks();
        return element == '{'
                ? object(Start.ARRAY, isFirst)
                : new First(Start.ARRAY, isFirst, Map.of(), false, element == ']', false, "");
    }

    private int read() throws IOException {
        last = left-- > 0 ? in.read() : -1;
        return last;
    }

    private int afterBlanks() throws IOException {
        int octet = read();
        while (octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n') {
            octet = read();
        }
        return octet;
    }

    private void toLineEnd() throws IOException {
        while (last >= 0 && last != '\n' && last != '\r') {
            read();
        }
    }

    private First text(int begin, boolean isFirst) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = begin; octet >= 0 && octet != '\n' && octet != '\r'; octet = read()) {
            line.write(octet);
        }
        return new First(Start.TEXT, isFirst, Map.of(), true, false, false, line.toString(StandardCharsets.UTF_8));
    }

    private First object(Start start, boolean isFirst) throws IOException {
        JsonShape shape = new JsonShape();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] one = {'{'};
        bytes.write('{');
        JsonShape.State state = shape.feed(one, 0, 1);
        boolean overLines = false;
        while (state == JsonShape.State.OPEN) {
            int octet = read();
            if (octet < 0) {
                break;
            }
            overLines |= octet == '\n' || octet == '\r';
            one[0] = (byte) octet;
            bytes.write(octet);
            state = shape.feed(one, 0, 1);
        }
        return new First(
                start,
                isFirst,
                members(bytes.toByteArray()),
                state == JsonShape.State.COMPLETE,
                state != JsonShape.State.BROKEN,
                overLines,
                "");
    }

    /**
     * Returns the members of an object that may be truncated or malformed. Of members with equal names, the first is
     * returned.
     */
    private static Map<String, @Nullable Object> members(byte[] object) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        try (JsonParser json =
                EventReader.factory(MAX_BYTES).createParser(ObjectReadContext.empty(), object, 0, object.length)) {
            JsonToken unusedBrace = json.nextToken();
            readMembers(json, members, 0);
        } catch (JacksonException e) {
            // The members before the failure are known. If the record is malformed, and not just cut off by the limit
            // of the look-ahead, the failure is reported when the record is imported later.
        }
        return members;
    }

    private static void readMembers(JsonParser json, Map<String, @Nullable Object> members, int depth) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            readValue(json, value, one -> members.putIfAbsent(name, one), depth);
        }
    }

    /** Returns a number as a double; {@code Double.MAX_VALUE} if the text of the number is too long for a time. */
    private static Object number(JsonParser json) {
        return json.getStringLength() <= MAX_NUMBER ? json.getDoubleValue() : Double.MAX_VALUE;
    }

    /**
     * Reads a value and passes it on. A list or map is passed on before its elements, because reading these may fail.
     */
    private static void readValue(JsonParser json, JsonToken token, Consumer<@Nullable Object> value, int depth) {
        switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                value.accept(map);
                if (depth < MAX_DEPTH) {
                    readMembers(json, map, depth + 1);
                } else {
                    json.skipChildren();
                }
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.accept(list);
                if (depth < MAX_DEPTH) {
                    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                        readValue(json, next, list::add, depth + 1);
                    }
                } else {
                    json.skipChildren();
                }
            }
            case VALUE_STRING -> value.accept(json.getString());
            case VALUE_NUMBER_INT ->
                value.accept(json.getStringLength() <= MAX_DIGITS ? (Object) json.getLongValue() : number(json));
            case VALUE_NUMBER_FLOAT -> value.accept(number(json));
            case VALUE_TRUE -> value.accept(true);
            case VALUE_FALSE -> value.accept(false);
            default -> value.accept(null);
        }
    }
}

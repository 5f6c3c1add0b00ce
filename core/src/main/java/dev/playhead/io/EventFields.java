package dev.playhead.io;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Numbers;
import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;

/**
 * The fields of one event in JSON. Required are {@code type} and {@code timestamp}; a field that is not known goes into
 * the metadata.
 */
final class EventFields {
    private static final int NANO_DIGITS_OF_MILLI = 6;
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    /** More decimals than any clock has, and few enough to compute with. */
    private static final int MAX_SCALE = 1_000;
    /** Leaves a history enough sequences to go on with. */
    private static final long MAX_SEQUENCE = 1L << 62;

    private @Nullable Object type;
    private @Nullable Object timestamp;
    private @Nullable Object source;
    private @Nullable Object payload;
    private Map<String, @Nullable Object> metadata = PlainData.emptyMap();
    private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
    private long sequence = -1;

    private EventFields() {}

    /** Reads the value at which the parser stands and hands on an event, or what is wrong with it. */
    static void read(JsonParser json, EventSerializer.Sink sink, EventExtent extent) {
        extent.beginEvent();
        TokenStreamLocation start = json.currentTokenLocation();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            sink.problem(ImportReport.Problem.at(start, "an event is an object, not " + json.currentToken()));
            json.skipChildren();
            return;
        }
        TokenStreamContext around = json.streamReadContext().getParent();
        EventFields fields = new EventFields();
        try {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                fields.set(name, JsonData.read(json, extent));
                extent.check();
            }
        } catch (IllegalArgumentException e) {
            boolean whole = e instanceof EventExtent.TooLongException;
            sink.problem(ImportReport.Problem.at(whole ? start : json.currentTokenLocation(), e.getMessage()));
            while (json.streamReadContext() != around) {
                json.nextToken();
            }
            return;
        }
        GridEvent event;
        try {
            event = fields.event();
        } catch (IllegalArgumentException e) {
            sink.problem(ImportReport.Problem.at(start, e.getMessage()));
            return;
        }
        sink.event(event, fields.sequence);
    }

    private void set(String name, @Nullable Object value) {
        switch (name) {
            case "type" -> type = value;
            case "timestamp" -> timestamp = value;
            case "source" -> source = value;
            case "payload" -> payload = value;
            case "metadata" -> setMetadata(value);
            case "sequence" -> setSequence(value);
            default -> unknown.put(name, value);
        }
    }

    private void setMetadata(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            metadata = PlainData.mapOf(map);
        } else if (value != null) {
            unknown.put("metadata", value);
        }
    }

    private void setSequence(@Nullable Object value) {
        if (value instanceof Long number && number >= 0 && number <= MAX_SEQUENCE) {
            sequence = number;
        } else if (value != null) {
            unknown.put("sequence", value);
        }
    }

    private GridEvent event() {
        if (!(type instanceof String typeText)) {
            throw new IllegalArgumentException(
                    type == null ? "the event has no type" : "type=" + type + " is not a string");
        }
        String sourceText = source == null ? GridEvent.CORE : source.toString();
        return GridEvent.of(typeText, payload, instant(timestamp), sourceText, allMetadata());
    }

    private Map<String, @Nullable Object> allMetadata() {
        if (unknown.isEmpty()) {
            return metadata;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(metadata);
        // A name that the metadata has already keeps the metadata's value; the other is told apart.
        unknown.forEach((name, value) -> {
            String free = name;
            while (all.containsKey(free)) {
                free = "event." + free;
            }
            all.put(free, value);
        });
        return PlainData.ofPlain(all);
    }

    private static Instant instant(@Nullable Object value) {
        if (value instanceof String text) {
            return parse(text);
        }
        if (value instanceof Number millis) {
            return ofEpochMillis(millis);
        }
        throw new IllegalArgumentException(
                value == null
                        ? "the event has no timestamp"
                        : "timestamp=" + value + " is neither ISO-8601 text nor epoch milliseconds");
    }

    private static Instant parse(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return parseOther(text);
        }
    }

    /** What ISO-8601 allows beyond what {@code Instant} writes: no seconds, no zone; and a blank for the T. */
    private static Instant parseOther(String text) {
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    text.replace(' ', 'T'), ZonedDateTime::from, LocalDateTime::from);
            return time instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : Instant.from(time);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "timestamp=" + text + " is not ISO-8601, such as 2026-01-31T10:42:00.5Z", e);
        }
    }

    private static Instant ofEpochMillis(Number value) {
        BigDecimal millis;
        if (value instanceof Double real) {
            if (!Double.isFinite(real)) {
                throw outOfRange(value, null);
            }
            millis = new BigDecimal(Numbers.text(real));
        } else {
            millis = new BigDecimal(value.toString());
        }
        // Bounded before it is computed with: 1e999999999 is a short text and a long number.
        if (Math.abs((long) millis.scale()) > MAX_SCALE || millis.precision() > MAX_SCALE) {
            throw outOfRange(value, null);
        }
        BigInteger nanos = millis.scaleByPowerOfTen(NANO_DIGITS_OF_MILLI).toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(NANOS_PER_SECOND);
        try {
            return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValue());
        } catch (ArithmeticException | DateTimeException e) {
            throw outOfRange(value, e);
        }
    }

    private static IllegalArgumentException outOfRange(Number millis, @Nullable Exception cause) {
        return new IllegalArgumentException("timestamp=" + millis + " is out of range", cause);
    }
}

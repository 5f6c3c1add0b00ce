package dev.playhead.io;

import dev.playhead.event.Marker;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The fields of breaks and gaps in JSON. A line begins with the field {@value Marker#KEY}, whose value specifies
 * whether the line is a break or a gap. In the arrays of a document, this field is not needed.
 *
 * <p>All values are checked when they are read. An {@link IllegalArgumentException} names the field that is wrong.
 */
final class MissingFields {
    /** The value of {@link Marker#KEY} for a break. */
    static final String BREAK = "break";

    /** The value of {@link Marker#KEY} for a gap. */
    static final String GAP = "gap";

    private static final String SEQUENCE = "sequence";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String OFFERED = "offered";
    private static final String FIRST = "first";
    private static final String LAST = "last";

    private MissingFields() {}

    static void write(JsonGenerator json, Missing missing, boolean named) {
        RecordingBreak recordingBreak = missing.recordingBreak();
        SequenceRange gap = missing.gap();
        json.writeStartObject();
        if (named) {
            json.writeStringProperty(Marker.KEY, recordingBreak == null ? GAP : BREAK);
        }
        if (recordingBreak != null) {
            json.writeNumberProperty(SEQUENCE, recordingBreak.sequence());
            json.writeStringProperty(FROM, recordingBreak.from().toString());
            json.writeStringProperty(TO, recordingBreak.to().toString());
            json.writeName(OFFERED);
            JsonData.write(json, recordingBreak.offered());
        } else if (gap != null) {
            json.writeNumberProperty(FIRST, gap.first());
            json.writeNumberProperty(LAST, gap.last());
        }
        json.writeEndObject();
    }

    /** Returns whether an object with these fields is a break or a gap in a line of its own, and not an event. */
    static boolean isMissing(EventFields fields) {
        return !fields.has("type", EventFields.TYPE) && isKind(fields.value(Marker.KEY));
    }

    /** Returns whether an object is a break or a gap in a line of its own, and not an event. */
    static boolean isMissing(Map<String, @Nullable Object> record) {
        return isKind(record.get(Marker.KEY)) && !record.containsKey("type");
    }

    private static boolean isKind(@Nullable Object kind) {
        return BREAK.equals(kind) || GAP.equals(kind);
    }

    /**
     * Creates a break or a gap from its fields. The field {@link Marker#KEY} specifies whether it is a break or a gap.
     */
    static Missing read(EventFields fields) {
        return read(fields, BREAK.equals(fields.value(Marker.KEY)));
    }

    static Missing read(EventFields fields, boolean isBreak) {
        return isBreak ? Missing.of(recordingBreak(fields)) : Missing.of(gap(fields));
    }

    private static RecordingBreak recordingBreak(EventFields fields) {
        long sequence = sequence(fields, BREAK, SEQUENCE);
        Instant from = time(fields, FROM);
        Instant to = time(fields, TO);
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a break with to=" + to + " ends before it begins, from=" + from);
        }
        return new RecordingBreak(sequence, from, to, offered(fields));
    }

    private static SequenceRange gap(EventFields fields) {
        long first = sequence(fields, GAP, FIRST);
        long last = sequence(fields, GAP, LAST);
        if (last < first) {
            throw new IllegalArgumentException("a gap with last=" + last + " ends before it begins, first=" + first);
        }
        return new SequenceRange(first, last);
    }

    private static Object required(EventFields fields, String kind, String name) {
        Object value = fields.value(name);
        if (value == null) {
            throw new IllegalArgumentException("the " + kind + " has no \"" + name + "\"");
        }
        return value;
    }

    private static long sequence(EventFields fields, String kind, String name) {
        Object value = required(fields, kind, name);
        if (value instanceof Long number && number >= 0 && number <= EventFields.MAX_SEQUENCE) {
            return number;
        }
        throw new IllegalArgumentException("a " + kind + " with " + name + "=" + value
                + ": a sequence must be a whole number from 0 to " + EventFields.MAX_SEQUENCE);
    }

    private static Instant time(EventFields fields, String name) {
        Object value = required(fields, BREAK, name);
        try {
            if (value instanceof String text) {
                return Instant.parse(text);
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(noTime(name, value), e);
        }
        throw new IllegalArgumentException(noTime(name, value));
    }

    private static String noTime(String name, Object value) {
        return "a break with " + name + "=" + value + ": it must be a time such as 2026-01-31T10:42:00.5Z";
    }

    private static Map<String, Long> offered(EventFields fields) {
        if (!(required(fields, BREAK, OFFERED) instanceof Map<?, ?> map) || map.isEmpty()) {
            throw new IllegalArgumentException("a break with offered=" + fields.value(OFFERED)
                    + ": it must be an object that has at least one type, with the number of events of each type");
        }
        Map<String, Long> offered = new HashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            @Nullable Object count = entry.getValue();
            if (!(count instanceof Long number) || number < 1) {
                throw new IllegalArgumentException("a break with offered={" + entry.getKey() + "=" + count
                        + "}: a number of events must be a whole number of at least 1");
            }
            offered.put((String) entry.getKey(), number);
        }
        return offered;
    }
}

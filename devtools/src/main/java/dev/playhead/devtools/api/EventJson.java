package dev.playhead.devtools.api;

import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.timetravel.IncompleteHistoryException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A writer of events, times and missing events. */
final class EventJson {
    /** The greatest integer up to which JavaScript has all integers. */
    private static final long MAX_SEQUENCE = (1L << 53) - 1;

    private static final int MAX_NAME = 500;
    /** The maximum length of all names of a list. */
    private static final int MAX_NAMES = 300_000;

    private static final int MAX_TYPES_OF_BREAK = 20;

    private EventJson() {}

    /** Writes a sequence. Refuses sequences that JavaScript would round. */
    static void sequence(JsonGenerator out, String name, long sequence) {
        out.writeNumberProperty(name, exact(sequence));
    }

    static long exact(long sequence) {
        if (sequence > MAX_SEQUENCE) {
            throw new PlayheadException(
                    "sequence=" + sequence + " is above " + MAX_SEQUENCE + ", up to which a browser has all integers");
        }
        return sequence;
    }

    /** {@return milliseconds since 1970, with a fraction} */
    static double ms(Instant time) {
        return time.getEpochSecond() * 1e3 + time.getNano() / 1e6;
    }

    /** Writes a time as text; null if there is none. */
    static void time(JsonGenerator out, String name, @Nullable Instant time) {
        out.writeStringProperty(name, time == null ? null : time.toString());
    }

    /** Writes a time for drawing; null if there is none. */
    static void ms(JsonGenerator out, String name, @Nullable Instant time) {
        if (time == null) {
            out.writeNullProperty(name);
        } else {
            out.writeNumberProperty(name, ms(time));
        }
    }

    /** Writes a name, such as a type or the id of a row. */
    static void name(JsonGenerator out, String name, @Nullable String text) {
        out.writeStringProperty(name, text == null ? null : clean(text));
    }

    /** {@return a name without unpaired surrogates, of limited length} */
    static String clean(String text) {
        String clean = Unpaired.replaced(text);
        return clean.length() <= MAX_NAME ? clean : Unpaired.beginning(clean, MAX_NAME) + "\u2026";
    }

    /** Writes the id, sequence, time, source, type and summary of an event as members of the current object. */
    static void brief(JsonGenerator out, RecordedEvent event) {
        brief(out, EventBrief.of(event));
    }

    /** Writes an event as members of the current object. */
    static void brief(JsonGenerator out, EventBrief event) {
        out.writeStringProperty("id", event.id());
        sequence(out, "sequence", event.sequence());
        time(out, "time", event.time());
        ms(out, "ms", event.time());
        name(out, "source", event.source());
        name(out, "type", event.type());
        out.writeStringProperty("summary", event.summary());
    }

    /** Writes an event with all its data as an object. */
    static void whole(JsonGenerator out, RecordedEvent event) {
        DataJson data = new DataJson(out);
        out.writeStartObject();
        out.writeStringProperty("id", event.id());
        sequence(out, "sequence", event.sequence());
        time(out, "time", event.timestamp());
        ms(out, "ms", event.timestamp());
        name(out, "source", event.source());
        name(out, "type", event.type());
        data.property("payload", event.payload());
        data.property("metadata", event.metadata());
        out.writeEndObject();
    }

    /** Writes counts by name, the greatest first. */
    static void counts(JsonGenerator out, String name, Map<String, Long> counts, int limit) {
        out.writeArrayPropertyStart(name);
        int length = 0;
        for (Map.Entry<String, Long> entry : greatest(counts, limit)) {
            String shown = clean(entry.getKey());
            length += shown.length();
            if (length <= MAX_NAMES) {
                out.writeStartObject();
                out.writeStringProperty("name", shown);
                out.writeNumberProperty("count", entry.getValue());
                out.writeEndObject();
            }
        }
        out.writeEndArray();
    }

    private static List<Map.Entry<String, Long>> greatest(Map<String, Long> counts, int limit) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .toList();
    }

    /** Writes lost events as an object. */
    static void lost(JsonGenerator out, SequenceRange lost) {
        out.writeStartObject();
        sequence(out, "from", lost.first());
        sequence(out, "to", lost.last());
        out.writeEndObject();
    }

    /** Writes a break as an object. */
    static void pause(JsonGenerator out, RecordingBreak one) {
        out.writeStartObject();
        sequence(out, "before", one.sequence());
        time(out, "from", one.from());
        time(out, "to", one.to());
        Map<String, Long> shown = new LinkedHashMap<>();
        long others = one.events();
        for (Map.Entry<String, Long> entry : greatest(one.offered(), MAX_TYPES_OF_BREAK)) {
            shown.merge(clean(entry.getKey()), entry.getValue(), Long::sum);
            others -= entry.getValue();
        }
        if (one.offered().size() > MAX_TYPES_OF_BREAK) {
            shown.merge(RecordingBreak.OTHER_TYPES, others, Long::sum);
        }
        out.writeObjectPropertyStart("counts");
        shown.forEach(out::writeNumberProperty);
        out.writeEndObject();
        out.writeEndObject();
    }

    /** Writes why a state is refused; null if it is not. */
    static void refused(JsonGenerator out, @Nullable IncompleteHistoryException refusal) {
        out.writeBooleanProperty("partial", refusal != null);
        if (refusal == null) {
            out.writeNullProperty("refused");
            return;
        }
        out.writeObjectPropertyStart("refused");
        name(out, "message", refusal.getMessage());
        SequenceRange lost = refusal.lost().orElse(null);
        if (lost == null) {
            out.writeNullProperty("from");
            out.writeNullProperty("to");
        } else {
            sequence(out, "from", lost.first());
            sequence(out, "to", lost.last());
        }
        out.writeEndObject();
    }
}

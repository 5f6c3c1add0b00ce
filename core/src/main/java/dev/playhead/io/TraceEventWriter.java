package dev.playhead.io;

import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * A writer of Chrome trace JSON, which Perfetto displays: an instant for each event, on a track for each source.
 *
 * <p>An arrow leads from the instant of a cause to the instant of each effect. Its beginning is written directly after
 * the instant of the cause, before any other instant, because Perfetto attaches a beginning to the last instant that it
 * has read on the same track. A survey is needed because only later events show whether an event is a cause. The id of
 * an arrow is the sequence of the cause. All arrows of one cause share the id and the beginning.
 */
final class TraceEventWriter implements FormatWriter {
    /** The last whole second that viewers can represent: they keep times as signed 64-bit nanoseconds since 1970. */
    private static final long LAST_SECOND = Long.MAX_VALUE / 1_000_000_000 - 1;

    /** The name of the process, by which {@link TraceShape} recognizes a file of Playhead. */
    static final String PROCESS = "Playhead";

    private static final String CAUSE = "cause";

    private final OutputStream out;
    private final JsonGenerator json;
    private final LeftOut leftOut = new LeftOut("Chrome trace JSON");
    private final SequenceSet causes = new SequenceSet();
    private final SequenceSet begun = new SequenceSet();
    /** The sequence of the first surveyed event. */
    private long first = Long.MAX_VALUE;

    private final Map<String, Integer> tracks = new HashMap<>();

    TraceEventWriter(OutputStream out) {
        this.out = out;
        JsonOutput.raw(out, "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
        this.json = JsonOutput.generator(out, ",\n");
        writeName("process_name", PROCESS, 0);
    }

    @Override
    public void survey(RecordedEvent event) {
        first = Math.min(first, event.sequence());
        long cause = cause(event);
        // An arrow begins only at an event that precedes its effect in the file.
        if (cause >= first && cause < event.sequence()) {
            boolean unusedAsCausesMayRepeat = causes.add(cause);
        }
    }

    /** Returns the sequence of the event that caused the given event; -1 if it is not known. */
    private static long cause(RecordedEvent event) {
        Object id = event.metadata().get("causationId");
        if (id instanceof Long number) {
            return number;
        }
        return id instanceof String text && text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }

    @Override
    public void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        leftOut.missing(breaks, gaps);
    }

    @Override
    public void write(RecordedEvent event) {
        int track = track(event.source());
        Instant time = event.timestamp();
        boolean representable = time.getEpochSecond() >= 0 && time.getEpochSecond() <= LAST_SECOND;
        begin("i", event.type(), event.source(), shown(time), track);
        json.writeStringProperty("s", "t");
        json.writeName("args");
        json.writeStartObject();
        json.writeNumberProperty("sequence", event.sequence());
        if (!representable) {
            leftOut.count("timestamps=%d are before 1970 or after April 2262, which the format cannot represent;"
                    + " args.timestamp has them");
            json.writeStringProperty("timestamp", time.toString());
        }
        json.writeName("payload");
        JsonData.write(json, event.payload());
        if (!event.metadata().isEmpty()) {
            json.writeName("metadata");
            JsonData.write(json, event.metadata());
        }
        json.writeEndObject();
        json.writeEndObject();
        writeArrows(event, shown(time), track);
    }

    private void writeArrows(RecordedEvent event, Instant time, int track) {
        long cause = cause(event);
        if (cause >= 0 && begun.contains(cause)) {
            begin("f", CAUSE, CAUSE, time, track);
            json.writeNumberProperty("id", cause);
            json.writeStringProperty("bp", "e");
            json.writeEndObject();
        } else if (cause >= 0) {
            leftOut.count("events=%d have no arrow from their cause, because it is not before them in the file");
        }
        if (causes.contains(event.sequence()) && begun.add(event.sequence())) {
            begin("s", CAUSE, CAUSE, time, track);
            json.writeNumberProperty("id", event.sequence());
            json.writeEndObject();
        }
    }

    private int track(String source) {
        Integer known = tracks.get(source);
        if (known != null) {
            return known;
        }
        int track = tracks.size() + 1;
        tracks.put(source, track);
        writeName("thread_name", source, track);
        return track;
    }

    private void writeName(String what, String name, int track) {
        json.writeStartObject();
        json.writeStringProperty("name", what);
        json.writeStringProperty("ph", "M");
        json.writeNumberProperty("pid", 1);
        if (track > 0) {
            json.writeNumberProperty("tid", track);
        }
        json.writeName("args");
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void begin(String phase, String name, String category, Instant time, int track) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeStringProperty("cat", category);
        json.writeStringProperty("ph", phase);
        json.writeName("ts");
        json.writeNumber(micros(time));
        json.writeNumberProperty("pid", 1);
        json.writeNumberProperty("tid", track);
    }

    /** Returns the nearest time that viewers can represent. */
    private static Instant shown(Instant time) {
        long second = time.getEpochSecond();
        return second < 0 ? Instant.EPOCH : second > LAST_SECOND ? Instant.ofEpochSecond(LAST_SECOND) : time;
    }

    /** Returns a time in microseconds, with a fraction only if needed. */
    private static String micros(Instant time) {
        String whole = Long.toString(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000);
        int nanos = time.getNano() % 1_000;
        if (nanos == 0) {
            return whole;
        }
        String digits = Integer.toString(1_000 + nanos).substring(1);
        return whole + "." + digits.replaceFirst("0+$", "");
    }

    @Override
    public void flush() {
        json.flush();
    }

    @Override
    public void close() {
        json.close();
        JsonOutput.raw(out, "\n]}\n");
        JsonOutput.flush(out);
    }

    @Override
    public List<String> notes() {
        return leftOut.notes();
    }
}

package dev.playhead.io;

import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A writer of the lifted state of Redux DevTools: the actions with their times, and the state after each action. Each
 * state is in the file as a whole, so the numbers of events and of bytes are limited. Actions and states are in memory
 * until the writer is closed, because the file has all actions before the first state.
 */
final class ReduxEventWriter implements FormatWriter {
    static final int MAX_EVENTS = 1_000;
    static final int MAX_BYTES = 32 * 1_024 * 1_024;

    /** The type of the action before all others. */
    static final String INITIAL = "@@INIT";

    private final OutputStream out;
    private final EventSerializer.@Nullable States states;
    private final ByteArrayOutputStream actionBytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stateBytes = new ByteArrayOutputStream();
    private final LeftOut leftOut = new LeftOut("Redux DevTools");
    /** The JSON of the state before the first event. */
    private byte[] committed = {};

    private int events;
    private boolean full;

    ReduxEventWriter(OutputStream out, EventSerializer.@Nullable States states) {
        this.out = out;
        this.states = states;
    }

    @Override
    public void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        leftOut.missing(breaks, gaps);
    }

    @Override
    public void write(RecordedEvent event) {
        if (events == 0 && !full) {
            committed = json(states == null ? null : states.before(event));
            full = !add(0, action(INITIAL, null, event.timestamp()), committed);
        }
        if (!full && events < MAX_EVENTS) {
            byte[] state = states == null ? committed : json(states.after(event));
            full = !add(events + 1, action(event.type(), event, event.timestamp()), state);
        } else {
            full = true;
        }
        if (full) {
            leftOut.count("events=%d are left out; the file has at most " + MAX_EVENTS + " events and "
                    + MAX_BYTES / 1_024 / 1_024 + " MiB");
        } else {
            events++;
        }
    }

    private static byte[] json(@Nullable Object data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonOutput.generator(bytes, "")) {
            JsonData.write(json, data);
        }
        return bytes.toByteArray();
    }

    /**
     * Returns the JSON of a performed action.
     *
     * @param type the type of the action
     * @param content the event that provides the payload and the metadata of the action; null for an action without
     *     them
     * @param time the time of the action
     */
    private static byte[] action(String type, @Nullable RecordedEvent content, Instant time) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonOutput.generator(bytes, "")) {
            json.writeStartObject();
            json.writeStringProperty("type", "PERFORM_ACTION");
            json.writeName("action");
            json.writeStartObject();
            json.writeStringProperty("type", type);
            long millis = millis(time);
            if (content != null) {
                json.writeName("payload");
                JsonData.write(json, content.payload());
                json.writeName("meta");
                json.writeStartObject();
                json.writeNumberProperty("sequence", content.sequence());
                json.writeStringProperty("source", content.source());
                if (!Instant.ofEpochMilli(millis).equals(content.timestamp())) {
                    json.writeStringProperty("timestamp", content.timestamp().toString());
                }
                if (!content.metadata().isEmpty()) {
                    json.writeName("metadata");
                    JsonData.write(json, content.metadata());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeNumberProperty("timestamp", millis);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /**
     * Returns a time in milliseconds since 1970. An extreme time is replaced by one whose milliseconds fit in a long.
     */
    private static long millis(Instant time) {
        long second = time.getEpochSecond();
        long most = Long.MAX_VALUE / 1_000 - 1;
        return second < -most ? -most * 1_000 : second > most ? most * 1_000 : time.toEpochMilli();
    }

    /** Adds an action and the state after it, if both fit in the file. Returns whether they fit. */
    private boolean add(int id, byte[] action, byte[] state) {
        if ((long) actionBytes.size() + stateBytes.size() + action.length + state.length > MAX_BYTES) {
            return false;
        }
        raw(actionBytes, (id == 0 ? "\"" : ",\n\"") + id + "\":", action, "");
        raw(stateBytes, id == 0 ? "{\"state\":" : ",\n{\"state\":", state, "}");
        return true;
    }

    private static void raw(ByteArrayOutputStream out, String before, byte[] json, String after) {
        JsonOutput.raw(out, before);
        out.writeBytes(json);
        JsonOutput.raw(out, after);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        if (actionBytes.size() == 0) {
            committed = json(null); // no event, or the first state is too large
            boolean unusedAsItFits = add(0, action(INITIAL, null, Instant.EPOCH), committed);
        }
        StringBuilder ids = new StringBuilder("0");
        for (int id = 1; id <= events; id++) {
            ids.append(',').append(id);
        }
        try {
            JsonOutput.raw(out, "{\"actionsById\":{");
            actionBytes.writeTo(out);
            JsonOutput.raw(
                    out,
                    "},\n\"stagedActionIds\":[" + ids + "],\n\"skippedActionIds\":[],\n\"currentStateIndex\":" + events
                            + ",\"nextActionId\":" + (events + 1) + ",\n\"committedState\":");
            out.write(committed);
            JsonOutput.raw(out, ",\n\"computedStates\":[");
            stateBytes.writeTo(out);
            JsonOutput.raw(out, "]}\n");
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> notes() {
        return leftOut.notes();
    }
}

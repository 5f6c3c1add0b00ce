package dev.playhead.io;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shape of trace events of Chrome and of other tools with the same format, in an array or in the member {@code
 * traceEvents} of a document. Events that {@link TraceEventWriter} wrote are restored.
 *
 * <p><b>Threading.</b> For use by one thread, because the shape keeps the names of traced threads.
 */
final class TraceShape implements KnownShape {
    private static final String PHASE = "ph";
    private static final String TIME = "ts";
    private static final String NAME = "name";
    private static final String EVENTS = "traceEvents";
    private static final String METADATA_PHASE = "M";
    /** The members of a trace event that are not in the payload. */
    private static final Set<String> PARTS = Set.of(NAME, TIME);
    /** The maximum number of names of threads that are kept, because a file may have any number of them. */
    private static final int MAX_THREADS = 65_536;

    private final Map<String, String> threads = new HashMap<>();
    /** Whether Playhead wrote the file. */
    private boolean own;

    @Override
    public String title() {
        return "Chrome trace";
    }

    @Override
    public String parts() {
        return "type from name, time from ts in microseconds, source from the name of the thread, payload from the other"
                + " fields; entries with ph=M name threads and processes, and are no events";
    }

    @Override
    public boolean hasOwnUnit() {
        return true;
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return record.get(PHASE) instanceof String phase
                && (record.get(TIME) instanceof Number || (phase.equals(METADATA_PHASE) && record.containsKey(NAME)));
    }

    @Override
    public boolean isInLines() {
        return false;
    }

    @Override
    public List<String> path() {
        return List.of(EVENTS);
    }

    @Override
    public boolean mayEndOpen() {
        return true;
    }

    @Override
    public boolean keeps(Map<String, @Nullable Object> record) {
        return fits(record);
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        Object phase = record.get(PHASE);
        if (!(phase instanceof String)) {
            throw new IllegalArgumentException("the trace event has no " + PHASE);
        }
        String thread = record.get("pid") + "/" + record.get("tid");
        if (phase.equals(METADATA_PHASE)) {
            takeName(record, thread);
            return;
        }
        Map<String, @Nullable Object> arguments = Members.map(record.get("args"));
        if (!own) {
            events.accept(new EventFields()
                    .with(EventFields.TYPE, record.get(NAME) == null ? "trace:" + phase : record.get(NAME))
                    .with(EventFields.TIMESTAMP, EpochTimes.read(record.get(TIME), TimeUnit.MICROSECONDS))
                    .with(EventFields.SOURCE, threads.getOrDefault(thread, thread))
                    .with(EventFields.PAYLOAD, Members.without(record, PARTS)));
        } else if (phase.equals("i")) {
            // The other phases of a file written by Playhead are arrows from causes to effects, and are no events.
            Object exact = arguments.get("timestamp");
            events.accept(new EventFields()
                    .with(EventFields.SEQUENCE, arguments.get("sequence"))
                    .with(EventFields.TYPE, record.get(NAME))
                    .with(
                            EventFields.TIMESTAMP,
                            exact == null ? EpochTimes.read(record.get(TIME), TimeUnit.MICROSECONDS) : exact)
                    .readUsualTime()
                    .with(EventFields.SOURCE, record.get("cat"))
                    .with(EventFields.PAYLOAD, arguments.get("payload"))
                    .with(EventFields.METADATA, arguments.get("metadata")));
        }
    }

    private void takeName(Map<String, @Nullable Object> record, String thread) {
        String name = Members.text(Members.at(record, List.of("args", NAME)));
        if (name == null) {
            return;
        }
        if ("process_name".equals(record.get(NAME))) {
            own |= name.equals(TraceEventWriter.PROCESS);
        } else if ("thread_name".equals(record.get(NAME)) && threads.size() < MAX_THREADS) {
            threads.put(thread, name);
        }
    }
}

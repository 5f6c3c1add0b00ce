package dev.playhead.io;

import dev.playhead.bus.CauseScope;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of the members that contain the ids of traces and causes in records of other programs. The ids become
 * metadata of events.
 */
final class TraceNames {
    private static final String TRACE_PARENT = "traceparent";
    private static final Pattern POSITION = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.*");
    private static final Pattern TRACE = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    /** The ids that stand for no trace. */
    private static final Pattern NONE = Pattern.compile("0+");

    private static final Pattern FLAGS = Pattern.compile("[0-9a-f]{2}");

    private static final List<String> TRACES = List.of("trace_id", "traceId", "trace.id");
    private static final List<String> SPANS = List.of("span_id", "spanId", "span.id");
    private static final List<String> CORRELATIONS = List.of("correlationId", "correlation_id", "correlationid");
    private static final List<String> CAUSES = List.of("causationId", "causation_id", "causationid");

    private TraceNames() {}

    /** Adds the ids in a record to the metadata of its event, unless the metadata already has such ids. */
    static void add(Map<String, @Nullable Object> record, Map<String, @Nullable Object> metadata) {
        put(metadata, CauseScope.CORRELATION_ID, Members.first(record, CORRELATIONS));
        put(metadata, CauseScope.CAUSATION_ID, Members.first(record, CAUSES));
        if (record.get(TRACE_PARENT) instanceof String text
                && POSITION.matcher(text).matches()) {
            metadata.putIfAbsent(TRACE_PARENT, text);
            return;
        }
        String trace = Members.text(Members.first(record, TRACES));
        if (trace == null || NONE.matcher(trace).matches()) {
            return;
        }
        String span = Members.text(Members.first(record, SPANS));
        if (span != null && TRACE.matcher(trace).matches() && SPAN.matcher(span).matches()) {
            boolean hasFlags = record.get("trace_flags") instanceof String text
                    && FLAGS.matcher(text).matches();
            String flags = hasFlags ? String.valueOf(record.get("trace_flags")) : "00";
            metadata.putIfAbsent(TRACE_PARENT, "00-" + trace + "-" + span + "-" + flags);
        } else {
            metadata.putIfAbsent(CauseScope.CORRELATION_ID, trace);
        }
    }

    private static void put(Map<String, @Nullable Object> metadata, String name, @Nullable Object id) {
        if (id instanceof String || id instanceof Long) {
            metadata.putIfAbsent(name, id.toString());
        }
    }
}

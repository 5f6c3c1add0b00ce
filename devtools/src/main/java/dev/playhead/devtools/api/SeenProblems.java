package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.HistoryProblem;
import dev.playhead.bus.Subscription;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * The latest problems of a history. They are logged as well, because a history that has a listener does not log them.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class SeenProblems implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.playhead");
    private static final int MAX_KEPT = 100;

    private record Seen(Instant time, HistoryProblem problem) {}

    /** The latest problems; guarded by itself. */
    private final Deque<Seen> seen = new ArrayDeque<>();

    private final Subscription subscription;

    SeenProblems(EventHistory history) {
        this.subscription = history.onProblem(this::add);
    }

    private void add(HistoryProblem problem) {
        LOG.log(
                Level.WARNING,
                problem.kind() + ": " + problem.message(),
                problem.cause().orElse(null));
        Seen now = new Seen(Instant.now(), problem);
        synchronized (seen) {
            seen.addLast(now);
            if (seen.size() > MAX_KEPT) {
                seen.removeFirst();
            }
        }
    }

    void write(JsonGenerator out) {
        List<Seen> all;
        synchronized (seen) {
            all = List.copyOf(seen);
        }
        out.writeArrayPropertyStart("problems");
        for (Seen one : all) {
            out.writeStartObject();
            EventJson.time(out, "time", one.time);
            out.writeStringProperty("kind", one.problem.kind().name());
            EventJson.name(out, "message", one.problem.message());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    @Override
    public void close() {
        subscription.close();
    }
}

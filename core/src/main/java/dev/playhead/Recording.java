package dev.playhead;

import dev.playhead.bus.ReplayContext;
import dev.playhead.capture.PayloadCapture;
import dev.playhead.event.GridEvent;
import dev.playhead.event.TypePattern;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.SnapshotManager;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The recording of events: the decision whether an event is recorded, its capture, and its addition to the buffer. */
final class Recording {
    private final Lifecycle lifecycle;
    private final List<TypePattern> included;
    private final List<TypePattern> excluded;
    private final boolean wantsAll;
    private final PayloadCapture capture;
    private final CircularBuffer buffer;
    private final LiveFeed feed;
    private final Problems problems;
    private final AtomicBoolean refused = new AtomicBoolean();
    private final LongAdder dropped = new LongAdder();

    Recording(
            Lifecycle lifecycle,
            List<TypePattern> included,
            List<TypePattern> excluded,
            PayloadCapture capture,
            CircularBuffer buffer,
            LiveFeed feed,
            Problems problems) {
        this.lifecycle = lifecycle;
        this.included = included;
        this.excluded = excluded;
        this.wantsAll = included.isEmpty() && excluded.isEmpty();
        this.capture = capture;
        this.buffer = buffer;
        this.feed = feed;
        this.problems = problems;
    }

    /**
     * Records an event, unless the history is not recording, the thread is in the context of a replay, or the type
     * of the event or a rule for sensitive data excludes the event. Waits until the event is durable, if the durability
     * mode requires this. Returns the sequence of the event, or {@link EventHistory#NOT_RECORDED}.
     */
    long record(GridEvent event) {
        Objects.requireNonNull(event, "event");
        if (!lifecycle.isRecording() && isPassedOver(event)) {
            return EventHistory.NOT_RECORDED;
        }
        long sequence = append(event);
        if (sequence >= 0) {
            feed.wake();
            buffer.awaitDurable(sequence);
        }
        return sequence;
    }

    private void reportRefused(GridEvent event) {
        if (refused.compareAndSet(false, true)) {
            problems.report(
                    HistoryProblem.Kind.NOT_RECORDED,
                    "an event of type=" + event.type() + " and all later events are not recorded: the history "
                            + (lifecycle.isReadOnly()
                                    ? "was opened read-only; open it with EventHistory.open to record"
                                    : "is closed; close it after the last event"),
                    null);
        }
    }

    /**
     * Reports, once for each projection, the types that the projection needs, if events of these types are not
     * recorded. The states of the projection lack the changes that these events would make.
     */
    void checkTypes(List<Projection<?>> projections) {
        for (Projection<?> projection : projections) {
            List<String> unwanted = projection.relevant().namedTypes().stream()
                    .filter(type -> !isWanted(type))
                    .toList();
            if (!unwanted.isEmpty()) {
                problems.report(
                        HistoryProblem.Kind.NOT_RECORDED,
                        "projection=" + projection.name() + " depends on types=" + unwanted
                                + ", left out by exclude(...) or record(...): its states lack the changes of those"
                                + " events",
                        null);
            }
        }
    }

    /**
     * Handles an event that is offered while the history is not recording. Counts the event if only a pause
     * prevents its recording. Returns false if only a pause prevented the recording and the pause has ended in the
     * meantime; the event must then be recorded.
     */
    private boolean isPassedOver(GridEvent event) {
        if ((lifecycle.isClosed() || lifecycle.isReadOnly()) && !ReplayContext.isReplaying()) {
            reportRefused(event);
        }
        boolean wouldBeRecorded = lifecycle.canRecord()
                && !ReplayContext.isReplaying()
                && isWanted(event.type())
                && !capture.leavesOut(event);
        return !wouldBeRecorded || buffer.breaks().countIfPaused(event.type());
    }

    /**
     * Captures and appends an event, unless the event must not be recorded. The application's getters run here, before
     * the event is assigned its sequence. Returns the sequence, or {@link EventHistory#NOT_RECORDED}.
     */
    private long append(GridEvent event) {
        if (SnapshotManager.isFolding()) {
            throw new IllegalStateException("a projection tried to record an event of type=" + event.type()
                    + "; Projection.apply must only compute a state from its arguments");
        }
        if (ReplayContext.isReplaying()) {
            return EventHistory.NOT_RECORDED;
        }
        if (!isWanted(event.type())) {
            dropped.increment();
            return EventHistory.NOT_RECORDED;
        }
        GridEvent captured = capture.capture(event);
        if (captured == null) { // excluded by a rule for sensitive data
            dropped.increment();
            return EventHistory.NOT_RECORDED;
        }
        return buffer.append(captured);
    }

    /** {@return the event as it would be recorded, or null if it would not be recorded} */
    @Nullable
    GridEvent asRecorded(GridEvent event) {
        GridEvent captured = isWanted(event.type()) ? capture.capture(event) : null;
        return captured == null ? null : capture.toData(captured);
    }

    private boolean isWanted(String type) {
        return wantsAll || isWantedBySome(type);
    }

    private boolean isWantedBySome(String type) {
        return (included.isEmpty() || matches(included, type)) && !matches(excluded, type);
    }

    private static boolean matches(List<TypePattern> patterns, String type) {
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(type)) {
                return true;
            }
        }
        return false;
    }

    long dropped() {
        return dropped.sum();
    }
}

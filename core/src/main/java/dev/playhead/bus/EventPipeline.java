package dev.playhead.bus;

import dev.playhead.bus.EventBus.RecordedDespiteFailure;
import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The middleware and the recorders of a bus, each in order of attachment. A published event passes all middleware, then
 * all recorders, and then reaches the handlers. The middleware and the recorders are stored in arrays that are rebuilt
 * on each change, so that publishing only iterates over the arrays.
 *
 * <p><b>Threading.</b> Immutable; a change creates a new pipeline.
 */
final class EventPipeline {
    /** The result of a recorder for an event that it did not record. */
    static final long NOT_RECORDED = -1;

    /** The pipeline without middleware and recorders. */
    static final EventPipeline EMPTY = new EventPipeline(new Stage[0], new Recorder[0]);

    /**
     * One attachment of a middleware. Its identity distinguishes the attachment from other attachments of the same
     * middleware.
     */
    static final class Stage {
        private final EventMiddleware middleware;

        Stage(EventMiddleware middleware) {
            this.middleware = middleware;
        }
    }

    /** One attachment of a recorder. */
    static final class Recorder {
        private final ToLongFunction<? super GridEvent> function;

        Recorder(ToLongFunction<? super GridEvent> function) {
            this.function = function;
        }
    }

    private final Stage[] stages;
    private final Recorder[] recorders;

    private EventPipeline(Stage[] stages, Recorder[] recorders) {
        this.stages = stages;
        this.recorders = recorders;
    }

    EventPipeline with(Stage stage) {
        List<Stage> more = new ArrayList<>(List.of(stages));
        more.add(stage);
        return new EventPipeline(more.toArray(Stage[]::new), recorders);
    }

    EventPipeline without(Stage stage) {
        List<Stage> fewer = new ArrayList<>(List.of(stages));
        fewer.remove(stage);
        return new EventPipeline(fewer.toArray(Stage[]::new), recorders);
    }

    EventPipeline with(Recorder recorder) {
        List<Recorder> more = new ArrayList<>(List.of(recorders));
        more.add(recorder);
        return new EventPipeline(stages, more.toArray(Recorder[]::new));
    }

    EventPipeline without(Recorder recorder) {
        List<Recorder> fewer = new ArrayList<>(List.of(recorders));
        fewer.remove(recorder);
        return new EventPipeline(stages, fewer.toArray(Recorder[]::new));
    }

    /**
     * Passes an event through the middleware. A stage that throws is reported and skipped.
     *
     * @return the resulting event, or null if it was canceled
     */
    @Nullable
    GridEvent process(GridEvent event, ErrorReporter errors) {
        GridEvent current = event;
        for (Stage stage : stages) {
            GridEvent next;
            try {
                next = stage.middleware.process(current);
            } catch (Throwable error) {
                errors.report(
                        current, "middleware " + stage.middleware.getClass().getName(), error);
                continue;
            }
            if (next == null) {
                return null;
            }
            current = next;
        }
        return current;
    }

    /**
     * Passes an event to every recorder. A recorder that throws is reported.
     *
     * @return the sequence from the first recorder that recorded the event; {@link #NOT_RECORDED} if no recorder did
     */
    long record(GridEvent event, ErrorReporter errors) {
        long first = NOT_RECORDED;
        for (Recorder recorder : recorders) {
            long sequence = NOT_RECORDED;
            try {
                sequence = recorder.function.applyAsLong(event);
            } catch (Throwable error) {
                errors.report(event, "recorder " + recorder.function.getClass().getName(), error);
                if (error instanceof RecordedDespiteFailure recorded) {
                    sequence = recorded.sequence();
                }
            }
            if (first < 0 && sequence >= 0) {
                first = sequence;
            }
        }
        return first;
    }
}

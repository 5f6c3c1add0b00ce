package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A stage that every published event passes before it is recorded and handled: it lets the event go on, puts another in
 * its place, or cancels it.
 *
 * <p>Middleware sees live events, and the events that handlers publish during a replay where those are delivered ({@link
 * NestedEvents}); {@link ReplayContext#isReplaying()} tells the two apart. It does not see the recorded events that a
 * replay dispatches, since they passed it when they were live.
 *
 * <p><b>Threading.</b> Runs on the thread that delivers; several threads may be in it at once.
 */
@FunctionalInterface
public interface EventMiddleware {
    /**
     * Processes one event. When this throws, the error goes to the bus's error listener, and the event goes on as it was
     * before this stage.
     *
     * @param event the event, as the stage before left it
     * @return the event that goes on, or null to cancel it
     */
    @Nullable
    GridEvent process(GridEvent event);

    /**
     * Middleware that cancels all events but those that a predicate accepts.
     *
     * @param keep which events go on
     * @return the middleware
     */
    static EventMiddleware filter(Predicate<? super GridEvent> keep) {
        Objects.requireNonNull(keep, "keep");
        return event -> keep.test(event) ? event : null;
    }

    /**
     * Middleware that logs every event: its type, source, timestamp and metadata. The payload is left out, as it may hold
     * what does not belong in a log.
     *
     * <p><b>Cost.</b> Makes no text while the level is not enabled.
     *
     * @param logger where to
     * @param level at which level
     * @return the middleware
     */
    static EventMiddleware logging(System.Logger logger, System.Logger.Level level) {
        Objects.requireNonNull(logger, "logger");
        Objects.requireNonNull(level, "level");
        return event -> {
            if (logger.isLoggable(level)) {
                logger.log(
                        level,
                        "event type=" + event.type() + " source=" + event.source() + " timestamp=" + event.timestamp()
                                + " metadata=" + event.metadata());
            }
            return event;
        };
    }
}

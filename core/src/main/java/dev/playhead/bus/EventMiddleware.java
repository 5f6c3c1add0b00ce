package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A stage that every published event passes before it is recorded and handled. The stage lets the event continue,
 * replaces it, or cancels it.
 *
 * <p>Middleware receives live events. During a replay, it also receives the events that handlers publish, if these are
 * delivered ({@link NestedEvents}). {@link ReplayContext#isReplaying()} distinguishes these from live events.
 * Middleware does not receive the recorded events that a replay dispatches, because these events passed the middleware
 * when they were live.
 *
 * <p><b>Threading.</b> Runs on the thread that delivers the event: the publishing thread, or possibly another thread if
 * the bus is {@linkplain EventBus.Builder#serialized() serialized}. Several threads may call it at once, unless the bus
 * is serialized.
 */
@FunctionalInterface
public interface EventMiddleware {
    /**
     * Processes one event. If this method throws, the error is passed to the bus's error listener, and the event
     * continues as it was before this stage.
     *
     * @param event the event, as the previous stage returned it
     * @return the event that continues, or null to cancel it
     */
    @Nullable
    GridEvent process(GridEvent event);

    /**
     * Returns middleware that cancels all events that a predicate rejects.
     *
     * @param keep accepts the events that continue
     * @return the middleware
     */
    static EventMiddleware filter(Predicate<? super GridEvent> keep) {
        Objects.requireNonNull(keep, "keep");
        return event -> keep.test(event) ? event : null;
    }

    /**
     * Returns middleware that logs every event: its type, source, timestamp and metadata. The payload is left out,
     * because it may contain data that does not belong in a log.
     *
     * <p><b>Cost.</b> Creates no text while the level is not enabled.
     *
     * @param logger the logger
     * @param level the level of the messages
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

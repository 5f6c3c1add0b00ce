package dev.playhead.replay;

import java.time.Duration;
import java.util.Optional;

/**
 * How a replay went.
 *
 * @param published how many events were published
 * @param failed how many handlers, or deliveries, threw
 * @param suppressed how many events that handlers published were not delivered, since the recorded ones follow anyway
 * @param elapsed from the start to the end
 * @param lateness how late the events were
 * @param cancelled whether the replay was cancelled before its end
 * @param firstDifference with {@code NestedEvents.ROOTS_ONLY}, the first event that the application derived otherwise than
 *     it was recorded
 * @param firstDivergence with {@link ReplayOptions#verify}, where the application's state first differed from the recorded
 *     one
 * @param missed how many events, of whatever kind, were gone before it was their turn: in damaged blocks of the store,
 *     evicted by the process that writes it, or, with {@link ReplayOptions#thenLive}, evicted while others were replayed.
 *     Behind such a gap states are no longer compared, and derived events only of the roots that follow
 */
public record ReplayReport(
        long published,
        long failed,
        long suppressed,
        Duration elapsed,
        Lateness lateness,
        boolean cancelled,
        Optional<EventMismatch> firstDifference,
        Optional<Divergence> firstDivergence,
        long missed) {
    /**
     * A report of a replay that compared nothing.
     *
     * @param published how many events were published
     * @param failed how many handlers, or deliveries, threw
     * @param suppressed how many events that handlers published were not delivered
     * @param elapsed from the start to the end
     * @param lateness how late the events were
     * @param cancelled whether the replay was cancelled before its end
     */
    public ReplayReport(
            long published, long failed, long suppressed, Duration elapsed, Lateness lateness, boolean cancelled) {
        this(published, failed, suppressed, elapsed, lateness, cancelled, Optional.empty(), Optional.empty(), 0);
    }
}

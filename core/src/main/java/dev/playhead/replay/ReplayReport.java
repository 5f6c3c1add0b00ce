package dev.playhead.replay;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

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
 * @param breaks how many breaks the replay passed, where recording was paused while events were offered; that behind which
 *     it began counts as well if no state is known there to be compared. Behind one in which an
 *     event was offered that is relevant to the projection, states are no longer compared; derived events are only those of the
 *     roots that follow
 * @param gaps how many ranges of lost events, known when it began or found meanwhile, it passed; with the same consequences
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
        long missed,
        int breaks,
        int gaps) {
    /**
     * An event that was derived otherwise than recorded.
     *
     * @param recorded what was recorded; empty if there is one more now
     * @param derived what the application published now, as plain data; empty if it published nothing in its place
     */
    public record EventMismatch(Optional<RecordedEvent> recorded, Optional<GridEvent> derived) {}

    /**
     * Where the state of an application that is replayed to first differs from the recorded one, as {@link
     * ReplayOptions#verify} compares them.
     *
     * <p>States are compared at intervals. Places are sequences: the place of an event is the state after it.
     *
     * @param projection the name of the projection
     * @param equalAt the last place at which both were seen to be equal, -1 before all events; empty if they differed when they
     *     were first compared, before the first event was published
     * @param differsAt the first place at which they were seen to differ; the cause is after the one and up to the other
     * @param event the first event of this interval after which they differ, with what the application derived from it; empty
     *     if they differed before, or if what the application gave as its state was changed afterwards, so that nothing more can
     *     be told than the interval
     * @param recorded the recorded state after the event, or at the end of the interval if there is none
     * @param actual what the application had instead
     */
    public record Divergence(
            String projection,
            OptionalLong equalAt,
            long differsAt,
            Optional<RecordedEvent> event,
            @Nullable Object recorded,
            @Nullable Object actual) {}

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
        this(published, failed, suppressed, elapsed, lateness, cancelled, Optional.empty(), Optional.empty(), 0, 0, 0);
    }
}

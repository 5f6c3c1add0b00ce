package dev.playhead.replay;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The report of a replay.
 *
 * @param published the number of events published
 * @param failed the number of handlers or deliveries that threw an exception
 * @param suppressed the number of events that handlers published and that were not delivered, because the replay
 *     delivers the recorded events instead
 * @param elapsed the duration of the replay
 * @param lateness the lateness of the events
 * @param cancelled whether the replay was canceled before its end
 * @param firstDifference with {@code NestedEvents.ROOTS_ONLY}, the first event that the application derived differently
 *     from the recording
 * @param firstDivergence with {@link ReplayOptions#verify}, the first difference between the application's state and
 *     the recorded state
 * @param missed the number of events, whether or not the filter matches them, that were no longer available when the
 *     replay reached them. They were in damaged blocks of the store, or the process that writes the store evicted them,
 *     or, with {@link ReplayOptions#thenLive}, they were evicted during the replay. After missed events, states are no
 *     longer compared, and derived events are compared only for roots published later
 * @param breaks the number of breaks that the replay passed. A break is a pause of the recording during which events
 *     were offered. A break before the start of the replay also counts, if this break is the reason why no recorded
 *     state is known for the comparison. After a break in which an event relevant to the projection was offered, states
 *     are no longer compared. After any break, derived events are compared only for roots published later
 * @param gaps the number of ranges of lost events that the replay passed, whether they were known when the replay
 *     started or found later. After a gap, states are no longer compared, and derived events are compared only for
 *     roots published later
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
     * An event that was derived differently from the recording.
     *
     * @param recorded the recorded event; empty if the application derived an additional event
     * @param derived the event that the application published, as plain data; empty if the application published no
     *     event in place of the recorded event
     */
    public record EventMismatch(Optional<RecordedEvent> recorded, Optional<GridEvent> derived) {}

    /**
     * The first difference between the state of an application and the recorded state, as compared by {@link
     * ReplayOptions#verify}.
     *
     * <p>States are compared at intervals. They are identified by sequences: the sequence of an event identifies the
     * state after this event.
     *
     * @param projection the name of the projection
     * @param equalAt the sequence of the last comparison that found both states equal; -1 stands for the state before
     *     all events. Empty if the states differed at the first comparison, which is usually before the first event is
     *     published
     * @param differsAt the sequence of the first comparison that found the states different; the cause lies after
     *     {@code equalAt}, if present, and at or before this sequence
     * @param event the event before which the states were still equal and after which they differ. If the difference
     *     was caused by an event that the application derived from this event, this event is still the one reported.
     *     Empty if the states differed at the first comparison. Also empty if the application later changed the value
     *     that it had returned as its state; then only {@code equalAt} and {@code differsAt} are known
     * @param recorded the recorded state after the event, or at {@code differsAt} if {@code event} is empty
     * @param actual the application's state at the same point
     */
    public record Divergence(
            String projection,
            OptionalLong equalAt,
            long differsAt,
            Optional<RecordedEvent> event,
            @Nullable Object recorded,
            @Nullable Object actual) {}

    /**
     * Creates a report of a replay that compared nothing.
     *
     * @param published the number of events published
     * @param failed the number of handlers or deliveries that threw an exception
     * @param suppressed the number of events that handlers published and that were not delivered
     * @param elapsed the duration of the replay
     * @param lateness the lateness of the events
     * @param cancelled whether the replay was canceled before its end
     */
    public ReplayReport(
            long published, long failed, long suppressed, Duration elapsed, Lateness lateness, boolean cancelled) {
        this(published, failed, suppressed, elapsed, lateness, cancelled, Optional.empty(), Optional.empty(), 0, 0, 0);
    }
}

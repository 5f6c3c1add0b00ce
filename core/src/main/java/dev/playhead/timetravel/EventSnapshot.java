package dev.playhead.timetravel;

import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.StateDifference.Inspectable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The history at one moment, from which the states at this moment can be computed.
 *
 * <p>A snapshot does not change if further events are recorded or old events are evicted. For this purpose, a snapshot
 * keeps data in memory, so it should not be held for long. If another process evicts events from the store, or if the
 * stored data turns out to be damaged, a state that was not computed earlier may be refused.
 *
 * <p><b>Threading.</b> Immutable. Projections run on the calling thread.
 */
public final class EventSnapshot {
    private final Moment moment;
    private final Instant time;
    private final long sequence;
    private final long upTo;
    private final @Nullable RecordedEvent event;
    private final boolean behindBreak;

    /**
     * Creates a snapshot after an event, or before all events. Events up to {@code upTo} happened, even if they are not
     * retained. If {@code behindBreak} is true, the snapshot also lies after the break in recording that follows these
     * events.
     */
    EventSnapshot(
            Moment moment, Instant time, long sequence, long upTo, @Nullable RecordedEvent event, boolean behindBreak) {
        this.moment = moment;
        this.time = time;
        this.sequence = sequence;
        this.upTo = Math.max(sequence, upTo);
        this.event = event;
        this.behindBreak = behindBreak;
    }

    /**
     * Returns the time of this moment: the requested time or, if no time was requested, the timestamp of {@link
     * #event()}.
     *
     * @return the time; {@link Instant#MIN} if no time was requested and there is no event, because this moment is
     *     before the first event or all events were evicted
     */
    public Instant time() {
        return time;
    }

    /**
     * Returns the sequence of the last event that happened, apart from lost events.
     *
     * @return the sequence, or -1 before the first event
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Returns the sequence up to which events have happened, including lost events. The result equals {@link
     * #sequence()}, unless this moment lies within or directly after a range of lost events, or was requested by a
     * sequence that no event has.
     *
     * @return the requested sequence; for a requested time, the sequence of the last event whose timestamp may be at or
     *     before that time; for the latest moment, the sequence of the last recorded event, even if it is lost
     */
    public long upTo() {
        return upTo;
    }

    /**
     * Returns the id of the last event that happened, apart from lost events.
     *
     * @return the id; empty before the first event, and if all events were evicted
     */
    public Optional<String> eventId() {
        return event().map(RecordedEvent::id);
    }

    /**
     * Returns the last event that happened, apart from lost events.
     *
     * @return the event; empty before the first event, and if all events were evicted
     */
    public Optional<RecordedEvent> event() {
        return Optional.ofNullable(event);
    }

    /**
     * Returns the number of retained events up to this moment, by type.
     *
     * <p><b>Cost.</b> Linear in the number of blocks of events.
     *
     * @return the counts, with the types in alphabetical order
     */
    public Map<String, Long> countsByType() {
        return moment.asking(later -> run(later).countsByType());
    }

    /**
     * Returns the number of events up to this moment with a timestamp after {@link #time()}. The number is 0 unless
     * timestamps decrease, for instance because a clock was corrected. The state includes these events nevertheless.
     *
     * <p><b>Cost.</b> Linear in the number of blocks of events.
     *
     * @return the number of events
     */
    public long eventsStampedAfter() {
        return moment.asking(later -> run(later).countAfter(time));
    }

    /**
     * Returns a snapshot at an earlier sequence, computed from the events that were retained when this snapshot was
     * taken.
     *
     * @param earlier the sequence; -1 for the start, before the first event
     * @return the snapshot after the last event at or before the sequence, regardless of evictions since this snapshot
     *     was taken
     * @throws IllegalArgumentException if the sequence is later than this moment
     * @throws IncompleteHistoryException if the sequence is before the oldest event that was retained when this
     *     snapshot was taken, and older events were evicted
     */
    public EventSnapshot earlier(long earlier) {
        if (earlier > upTo) {
            throw new IllegalArgumentException("earlier=" + earlier + " is after sequence=" + upTo);
        }
        return moment.asking(later -> {
            later.requireSameAs(moment, earlier);
            return later.at(earlier);
        });
    }

    /**
     * Returns the state of a projection at this moment.
     *
     * <p><b>Cost.</b> The events since the nearest known state are folded; see {@link SnapshotManager}.
     *
     * @param projection defines the state
     * @param <S> the type of the state
     * @return the state
     * @throws IncompleteHistoryException if events on which the state depends were evicted and no base state was kept; or if
     *     one of these happened since the latest baseline: an event up to this moment was lost, an event was lost that
     *     may have happened by the requested time, or an event that is relevant to the projection was offered during
     *     a pause
     * @throws ProjectionException if the projection throws an exception
     */
    public <S> S state(Projection<S> projection) {
        return state(projection, ProgressListener.none());
    }

    /**
     * Returns the state of a projection at this moment and reports the progress. The first computation of a state may
     * take long on a long history.
     *
     * @param projection defines the state
     * @param watch receives the progress, and may end the fold; checkpoints made until then are kept
     * @param <S> the type of the state
     * @return the state
     * @throws IncompleteHistoryException if events on which the state depends were evicted and no base state was kept; or if
     *     one of these happened since the latest baseline: an event up to this moment was lost, an event was lost that
     *     may have happened by the requested time, or an event that is relevant to the projection was offered during
     *     a pause
     * @throws ProjectionException if the projection throws an exception
     * @throws QuestionCancelledException if the watch ended the fold
     */
    public <S> S state(Projection<S> projection, ProgressListener watch) {
        return state(projection, sequence, 0, watch);
    }

    /**
     * Returns whether this moment lies after a break in recording that no event follows yet, and that is relevant to a
     * projection. The state of the projection is then not the state after {@link #event()}.
     *
     * @param projection the projection
     * @return whether an event that is relevant to the projection was offered during such a break
     */
    public boolean isBehindBreak(Projection<?> projection) {
        return behindBreak && moment.gapsOf(projection).breakAfter(upTo) != null;
    }

    /** Returns the retained events up to this moment. */
    EventSlice run() {
        return run(moment);
    }

    private EventSlice run(Moment at) {
        return at.held.run().upTo(sequence);
    }

    /**
     * Returns the state at this moment or at an earlier moment. Throws {@link IncompleteHistoryException} if an event
     * from {@code wholeFrom} up to this moment is missing.
     */
    <S> S state(Projection<S> projection, long target, long wholeFrom, ProgressListener watch) {
        return moment.asking(later -> {
            later.requireSameAs(moment, target);
            long at = target == sequence ? upTo : target;
            later.requireWhole(projection, wholeFrom, at, upTo, behindBreak);
            return later.state(projection, at, behindBreak && at == upTo, watch);
        });
    }

    /**
     * Returns the state computed from only the retained events, starting from the projection's initial state. The state
     * lacks the effects of evicted or lost events.
     *
     * @param projection defines the state
     * @param <S> the type of the state
     * @return the state, possibly incomplete
     * @throws ProjectionException if the projection throws an exception
     */
    public <S> S partialState(Projection<S> projection) {
        return moment.asking(later -> later.partialState(projection, sequence));
    }

    /**
     * Returns the differences between the states of a projection at this moment and at another moment.
     *
     * @param other the other moment, usually a later moment
     * @param projection defines the state
     * @param <S> the type of the state: plain data, a record, a map, a list, or {@link Inspectable}; other states are
     *     compared as a whole
     * @return the differences from this moment (before) to the other moment (after), as {@link StateDifference#between}
     *     returns them
     * @throws IncompleteHistoryException as for {@link #state}
     * @throws ProjectionException if the projection throws an exception
     */
    public <S> List<StateDifference> diff(EventSnapshot other, Projection<S> projection) {
        return diff(other, projection, ProgressListener.none());
    }

    /**
     * Returns the differences between the states of a projection at two moments and reports the progress. Computing the
     * two states may take long.
     *
     * @param other the other moment, usually a later moment
     * @param projection defines the state
     * @param watch receives the progress, and may end the fold; checkpoints made until then are kept
     * @param <S> the type of the state, as for {@link #diff(EventSnapshot, Projection)}
     * @return the differences, as {@link #diff(EventSnapshot, Projection)} returns them
     * @throws IncompleteHistoryException as for {@link #state}
     * @throws ProjectionException if the projection throws an exception
     * @throws QuestionCancelledException if the watch ended the fold
     */
    public <S> List<StateDifference> diff(EventSnapshot other, Projection<S> projection, ProgressListener watch) {
        long here = sequence + 1;
        long total = here + other.sequence + 1;
        S before = state(projection, Watching.stage(watch, 0, here, total));
        S after = other.state(projection, Watching.stage(watch, here, total, total));
        return StateDifference.between(before, after);
    }

    @Override
    public String toString() {
        return "EventSnapshot[time=" + time + " sequence=" + sequence + "]";
    }
}

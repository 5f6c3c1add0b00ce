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
 * The history at one moment, and the states that follow from it.
 *
 * <p>A snapshot does not change when more events are recorded or old ones evicted; it keeps in memory what it needs for
 * that, so it should not be held for long. Where another process evicts events from the store, or what is there turns out to
 * be damaged, a state that it does not know by then is refused.
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
     * After an event, or before all; at a place up to which events happened though they are not kept, and perhaps behind the
     * break in recording that follows it.
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
     * The moment: the time that was asked for, or the timestamp of the event that was.
     *
     * @return the time; {@link Instant#MIN} before the first event, and where all events were evicted
     */
    public Instant time() {
        return time;
    }

    /**
     * The sequence of the last event that happened, of those that are not lost.
     *
     * @return the sequence, or -1 before the first event
     */
    public long sequence() {
        return sequence;
    }

    /**
     * The place of this moment: events up to there have happened, also those that are lost. {@link #sequence()} unless it lies
     * among such, or was asked for where no event has that sequence.
     *
     * @return the sequence that was asked for; for a time, that of the last event that may be stamped at or before it
     */
    public long upTo() {
        return upTo;
    }

    /**
     * The id of the last event that happened, of those that are not lost.
     *
     * @return the id; empty before the first event, and where all events were evicted
     */
    public Optional<String> eventId() {
        return event().map(RecordedEvent::id);
    }

    /**
     * The last event that happened, of those that are not lost.
     *
     * @return the event; empty before the first event, and where all events were evicted
     */
    public Optional<RecordedEvent> event() {
        return Optional.ofNullable(event);
    }

    /**
     * How many of the kept events happened up to here, by type.
     *
     * <p><b>Cost.</b> Linear in the number of blocks of events.
     *
     * @return the counts, the types in alphabetical order
     */
    public Map<String, Long> countsByType() {
        return moment.asking(later -> run(later).countsByType());
    }

    /**
     * How many events up to here are stamped after {@link #time()}. Not 0 where timestamps run backwards, for instance
     * because one clock was wrong; the state includes those events all the same.
     *
     * <p><b>Cost.</b> Linear in the number of blocks of events.
     *
     * @return the number of events
     */
    public long eventsStampedAfter() {
        return moment.asking(later -> run(later).countAfter(time));
    }

    /**
     * The history at an earlier place, as it was kept at this moment.
     *
     * @param earlier the place: a sequence; -1 for before the first event
     * @return the history after the last event at or before it, whatever was evicted since this snapshot was taken
     * @throws IllegalArgumentException if the place is later than this one
     * @throws IncompleteHistoryException if it is before the oldest event kept then, and older ones were evicted
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
     * The state of a projection at this moment.
     *
     * <p><b>Cost.</b> The events since the nearest state known are folded: see {@link SnapshotManager}.
     *
     * @param projection how the state follows from events
     * @param <S> the state
     * @return the state
     * @throws IncompleteHistoryException if events were evicted that the state depends on, and no base state was kept; or if any
     *     event up to this moment is lost, or may have happened by the time that was asked for and is lost; or if an event that
     *     is relevant to the projection was offered during a pause before this moment, and no baseline was set since
     * @throws ProjectionException if the projection throws
     */
    public <S> S state(Projection<S> projection) {
        return state(projection, ProgressListener.none());
    }

    /**
     * The state of a projection at this moment, where computing it may take long: the first time, on a long history.
     *
     * @param projection how the state follows from events
     * @param watch told how many events are folded, and may end that; the checkpoints made until then stay
     * @param <S> the state
     * @return the state
     * @throws IncompleteHistoryException if events were evicted that the state depends on, and no base state was kept; or if any
     *     event up to this moment is lost, or may have happened by the time that was asked for and is lost; or if an event that
     *     is relevant to the projection was offered during a pause before this moment, and no baseline was set since
     * @throws ProjectionException if the projection throws
     * @throws QuestionCancelledException if the watch ended it
     */
    public <S> S state(Projection<S> projection, ProgressListener watch) {
        return state(projection, sequence, 0, watch);
    }

    /**
     * Returns whether this moment lies behind a break that no event follows yet, so that the state of a projection is not that after
     * {@link #event()}.
     *
     * @param projection the projection
     * @return whether an event was offered in such a break that is relevant to it
     */
    public boolean isBehindBreak(Projection<?> projection) {
        return behindBreak && moment.gapsOf(projection).breakAfter(upTo) != null;
    }

    /** The kept events that happened. */
    EventSlice run() {
        return run(moment);
    }

    private EventSlice run(Moment at) {
        return at.held.run().upTo(sequence);
    }

    /** The state at this moment or an earlier one, if nothing is lost from a sequence on up to this moment. */
    <S> S state(Projection<S> projection, long place, long wholeFrom, ProgressListener watch) {
        return moment.asking(later -> {
            later.requireSameAs(moment, place);
            long at = place == sequence ? upTo : place;
            later.requireWhole(projection, wholeFrom, at, upTo, behindBreak);
            return later.state(projection, at, behindBreak && at == upTo, watch);
        });
    }

    /**
     * The state as it follows from the kept events alone, from the projection's initial state on. Where events were
     * evicted, or lost, it lacks what they did.
     *
     * @param projection how the state follows from events
     * @param <S> the state
     * @return the state, perhaps incomplete
     * @throws ProjectionException if the projection throws
     */
    public <S> S partialState(Projection<S> projection) {
        return moment.asking(later -> later.partialState(projection, sequence));
    }

    /**
     * What is different at another moment, in the state of a projection.
     *
     * @param other the other moment, mostly a later one
     * @param projection how the state follows from events
     * @param <S> the state: plain data, a record, a map, a list, or {@link Inspectable}; other states are compared as a whole
     * @return the differences, where before is this moment and after the other, as {@link StateDifference#between} tells them
     * @throws IncompleteHistoryException as {@link #state}
     * @throws ProjectionException if the projection throws
     */
    public <S> List<StateDifference> diff(EventSnapshot other, Projection<S> projection) {
        return diff(other, projection, ProgressListener.none());
    }

    /**
     * What is different at another moment, where computing the two states may take long.
     *
     * @param other the other moment, mostly a later one
     * @param projection how the state follows from events
     * @param watch told how many events are folded, and may end that; the checkpoints made until then stay
     * @param <S> the state, as for {@link #diff(EventSnapshot, Projection)}
     * @return the differences, as {@link #diff(EventSnapshot, Projection)} tells them
     * @throws IncompleteHistoryException as {@link #state}
     * @throws ProjectionException if the projection throws
     * @throws QuestionCancelledException if the watch ended it
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

package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.Change;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.TimelineManager;
import dev.playhead.timetravel.UnknownEventException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The states of a history. If a state is refused because events are missing, the state that results from the retained
 * events is returned with the refusal.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class States {
    private final EventHistory history;
    private final PartialFold partial;

    /**
     * A state.
     *
     * @param state the state
     * @param refusal why the state is only partial; null if it is complete
     */
    record Known<S>(S state, @Nullable IncompleteHistoryException refusal) {}

    /**
     * Two states.
     *
     * @param before the first state
     * @param after the second state
     * @param refusal why both states are only partial; null if they are complete
     */
    record Pair<S>(S before, S after, @Nullable IncompleteHistoryException refusal) {}

    States(EventHistory history, PartialFold partial) {
        this.history = history;
        this.partial = partial;
    }

    /** {@return the sequence of the latest event; -1 if there is none} */
    long last() {
        List<RecordedEvent> latest = history.latest(EventFilter.all(), 1);
        return latest.isEmpty() ? -1 : latest.get(0).sequence();
    }

    /** {@return the state after a sequence} */
    <S> Known<S> at(Projection<S> projection, long sequence, ProgressListener watch) {
        try {
            return new Known<>(snapshot(sequence).state(projection, watch), null);
        } catch (IncompleteHistoryException e) {
            return new Known<>(partial.upTo(projection, sequence, watch), e);
        }
    }

    /** {@return the history after a sequence} Refuses a sequence after the latest event. */
    EventSnapshot snapshot(long sequence) {
        try {
            return history.getEventSnapshotAtSequence(sequence);
        } catch (UnknownEventException e) {
            throw new BadRequest(404, String.valueOf(e.getMessage()));
        }
    }

    /** {@return the states after two sequences; both are partial if one of them is refused} */
    <S> Pair<S> both(Projection<S> projection, long a, long b, ProgressListener watch) {
        try {
            // The later sequence is looked up first: if the earlier one is refused, the later one may still be unknown.
            EventSnapshot later = snapshot(Math.max(a, b));
            EventSnapshot earlier = snapshot(Math.min(a, b));
            S before = (a < b ? earlier : later).state(projection, watch);
            return new Pair<>(before, (a < b ? later : earlier).state(projection, watch), null);
        } catch (IncompleteHistoryException e) {
            return new Pair<>(partial.upTo(projection, a, watch), partial.upTo(projection, b, watch), e);
        }
    }

    /**
     * Returns the states before and after an event. If recording was paused before the event, and the state after the
     * pause is known, this is the state before the event. If there is no such event, both states are the state after
     * the sequence.
     */
    <S> Pair<S> around(Projection<S> projection, long sequence, ProgressListener watch) {
        if (sequence < 0 || history.getEvent(Long.toString(sequence)).isEmpty()) {
            Known<S> only = at(projection, sequence, watch);
            return new Pair<>(only.state, only.state, only.refusal);
        }
        try {
            TimelineManager event = history.newTimeline().watched(watch).within(new SequenceRange(sequence, sequence));
            List<Change<S>> changes = event.changesOf(projection, state -> state);
            if (changes.isEmpty()) {
                S only = snapshot(sequence).state(projection, watch);
                return new Pair<>(only, only, null);
            }
            Change<S> change = changes.get(0);
            return new Pair<>(
                    Objects.requireNonNull(change.before(), "before"),
                    Objects.requireNonNull(change.after(), "after"),
                    null);
        } catch (IncompleteHistoryException e) {
            S before = partial.upTo(projection, sequence - 1, watch);
            return new Pair<>(before, partial.upTo(projection, sequence, watch), e);
        }
    }
}

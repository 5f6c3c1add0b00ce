package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.view.FieldDifference;
import dev.playhead.cli.view.Sheet;
import dev.playhead.cli.view.StateView;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.Change;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A cache of the states around the cursor. With this cache, a step back does not fold the state from the first event.
 * States after consecutive events share unchanged parts, so the cache needs little memory.
 *
 * @param <S> the type of the state
 */
final class TravelStates<S> {
    /** The maximum distance, in sequences, between a folded state and the earlier states that are kept with it. */
    private static final int STRETCH = 64;
    /**
     * The maximum distance, in sequences, from a kept state to a state that is folded from it. Over a greater distance,
     * a checkpoint or the latest state of the history is usually nearer.
     */
    private static final int MAX_FOLDED = 2_048;

    private static final int MAX_KEPT = 1_024;

    /**
     * The states around one event.
     *
     * @param differences the changes by the event
     * @param before the state before the event
     * @param after the state after the event
     * @param partial whether one of these states is incomplete because events are missing
     */
    record Here(List<FieldDifference> differences, List<Sheet> before, List<Sheet> after, boolean partial) {}

    private record Known<S>(S state, boolean partial) {}

    private final StateView<S> view;
    private final EventHistory history;
    private final NavigableMap<Long, Known<S>> kept = new TreeMap<>();
    private MissingEvents missing;
    private long missingUpTo;

    TravelStates(StateView<S> view, EventHistory history) {
        this.view = view;
        this.history = history;
        this.missing = MissingEvents.of(history);
        this.missingUpTo = history.durableSequence();
    }

    /**
     * Returns the states before and after the event with the given sequence, and the changes by this event. If there is
     * no such event, both states are the state after the last event before the sequence.
     */
    Here at(long sequence) {
        follow();
        Known<S> after = state(Math.max(-1, sequence));
        Known<S> before = sequence < 0 ? after : before(sequence, after);
        return new Here(
                view.differences(before.state, after.state),
                view.sheets(before.state),
                view.sheets(after.state),
                before.partial || after.partial);
    }

    private void follow() {
        long end = history.durableSequence();
        if (end != missingUpTo) {
            missing = MissingEvents.of(history);
            missingUpTo = end;
        }
    }

    /**
     * Returns the state directly before the event with the given sequence. If there is a break before this event,
     * returns the state after the break. If that state is unknown because events are missing, returns the state before
     * the break.
     */
    private Known<S> before(long sequence, Known<S> after) {
        if (!missing.hasBreakAt(sequence)) {
            return state(sequence - 1);
        }
        try {
            SequenceRange event = new SequenceRange(sequence, sequence);
            List<Change<S>> changes = history.timeline().within(event).changesOf(view.projection(), state -> state);
            return changes.isEmpty()
                    ? after
                    : new Known<>(Objects.requireNonNull(changes.get(0).before(), "state"), after.partial);
        } catch (IncompleteHistoryException e) {
            return state(sequence - 1);
        }
    }

    /** {@return whether the states around the given sequence can be folded quickly, from a kept state} */
    boolean isNear(long sequence) {
        Map.Entry<Long, Known<S>> known = kept.floorEntry(Math.max(-1, sequence - 1));
        return known != null && canFold(known.getKey(), sequence);
    }

    private boolean canFold(long from, long to) {
        return to - from <= MAX_FOLDED && missing.from(from + 1).upTo(to).isEmpty();
    }

    private Known<S> state(long sequence) {
        Map.Entry<Long, Known<S>> known = kept.floorEntry(sequence);
        if (known == null || !canFold(known.getKey(), sequence)) {
            if (kept.size() > MAX_KEPT) {
                kept.clear();
            }
            long stretch = Math.max(-1, sequence - STRETCH);
            long start = canFold(stretch, sequence) ? stretch : sequence;
            Known<S> state = ofHistory(start);
            kept.put(start, state);
            return fold(start, state, sequence);
        }
        return known.getKey() == sequence ? known.getValue() : fold(known.getKey(), known.getValue(), sequence);
    }

    private Known<S> ofHistory(long sequence) {
        EventSnapshot at = history.getEventSnapshotAtSequence(sequence);
        try {
            return new Known<>(at.state(view.projection()), false);
        } catch (IncompleteHistoryException e) {
            return new Known<>(at.partialState(view.projection()), true);
        }
    }

    private Known<S> fold(long from, Known<S> start, long to) {
        Known<S> state = start;
        if (from < to) {
            EventFilter stretch = EventFilter.sequenceBetween(from + 1, to);
            for (RecordedEvent event : (Iterable<RecordedEvent>) history.events(stretch)::iterator) {
                state = new Known<>(view.projection().apply(state.state, event), start.partial);
                if (to - event.sequence() < STRETCH) {
                    kept.put(event.sequence(), state);
                }
            }
            kept.put(to, state);
        }
        return state;
    }
}

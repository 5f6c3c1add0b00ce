package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.view.FieldDifference;
import dev.playhead.cli.view.Sheet;
import dev.playhead.cli.view.StateView;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * States around the place where somebody travels. States share what they have in common, so that keeping those of a stretch
 * costs little, and a step back is not a way from the start.
 *
 * @param <S> the state
 */
final class TravelStates<S> {
    /** How far back a stretch begins. */
    private static final int STRETCH = 64;
    /** Further than this on, the history's own checkpoints are nearer, or its latest state. */
    private static final int MAX_FOLDED = 2_048;

    private static final int MAX_KEPT = 1_024;

    /**
     * What is shown of a place.
     *
     * @param differences what the event changed
     * @param before the state before it
     * @param after the state after it
     */
    record Here(List<FieldDifference> differences, List<Sheet> before, List<Sheet> after) {}

    private final StateView<S> view;
    private final EventHistory history;
    private final NavigableMap<Long, S> kept = new TreeMap<>();

    TravelStates(StateView<S> view, EventHistory history) {
        this.view = view;
        this.history = history;
    }

    /** The state after the last event at or before a place, and what that event changed if it is at the place. */
    Here at(long sequence) {
        S before = sequence < 0 ? state(-1) : state(sequence - 1);
        S after = sequence < 0 ? before : state(sequence);
        return new Here(view.differences(before, after), view.sheets(before), view.sheets(after));
    }

    /** Whether the states of a place are a few events away from what is known. */
    boolean isNear(long sequence) {
        Map.Entry<Long, S> known = kept.floorEntry(Math.max(-1, sequence - 1));
        return known != null && sequence - known.getKey() <= MAX_FOLDED;
    }

    private S state(long place) {
        Map.Entry<Long, S> known = kept.floorEntry(place);
        if (known == null || place - known.getKey() > MAX_FOLDED) {
            if (kept.size() > MAX_KEPT) {
                kept.clear();
            }
            long start = Math.max(-1, place - STRETCH);
            S state = history.getEventSnapshotAtSequence(start).state(view.projection());
            kept.put(start, state);
            return fold(start, state, place);
        }
        return known.getKey() == place ? known.getValue() : fold(known.getKey(), known.getValue(), place);
    }

    private S fold(long from, S start, long to) {
        S state = start;
        if (from < to) {
            EventFilter stretch = EventFilter.sequenceBetween(from + 1, to);
            for (RecordedEvent event : (Iterable<RecordedEvent>) history.events(stretch)::iterator) {
                state = view.projection().apply(state, event);
                if (to - event.sequence() < STRETCH) {
                    kept.put(event.sequence(), state);
                }
            }
            kept.put(to, state);
        }
        return state;
    }
}

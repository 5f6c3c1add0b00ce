package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.Projection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds of the retained events only, beginning with the initial state of the projection. Used if a state is refused
 * because events are missing. In contrast to {@link dev.playhead.timetravel.EventSnapshot#partialState}, such a fold
 * can be cancelled, and continues from an earlier one.
 *
 * <p><b>Threading.</b> Safe for any number of threads; projections are called without a lock.
 */
final class PartialFold {
    private static final int MAX_KEPT = 16;

    private final EventHistory history;
    /** The latest results, the latest first; guarded by itself. */
    private final Deque<Kept> kept = new ArrayDeque<>();

    /** A state after a sequence, folded from the events since the first one. */
    private record Kept(Projection<?> projection, long first, long sequence, Object state) {}

    /**
     * Receives the steps of a fold.
     *
     * @param <S> the type of the state
     */
    interface Steps<S> {
        /** Receives an event that changed the state, and returns whether to go on. */
        boolean step(RecordedEvent event, S before, S after);
    }

    PartialFold(EventHistory history) {
        this.history = history;
    }

    /** {@return the state after the last retained event at or before a sequence} */
    <S> S upTo(Projection<S> projection, long sequence, ProgressListener watch) {
        if (sequence < 0) {
            return projection.initial();
        }
        List<RecordedEvent> oldest = history.getEvents(EventFilter.all(), 1);
        long first = oldest.isEmpty() ? -1 : oldest.get(0).sequence();
        Kept known = nearest(projection, first, sequence);
        if (known != null && known.sequence == sequence) {
            return state(projection, known);
        }
        S begin = known == null ? projection.initial() : state(projection, known);
        EventFilter rest = EventFilter.sequenceBetween(known == null ? 0 : known.sequence + 1, sequence);
        S state = fold(projection, begin, rest, sequence, watch, (event, before, after) -> true);
        synchronized (kept) {
            kept.addFirst(new Kept(projection, first, sequence, state));
            if (kept.size() > MAX_KEPT) {
                kept.removeLast();
            }
        }
        return state;
    }

    /** {@return the state after the retained events up to a sequence, except those that a filter accepts} */
    <S> S without(Projection<S> projection, long sequence, EventFilter without, ProgressListener watch) {
        EventFilter others = EventFilter.sequenceBetween(0, sequence).and(without.negate());
        return fold(projection, projection.initial(), others, sequence, watch, (event, before, after) -> true);
    }

    /** Passes the events that change a state to a receiver, until it ends the fold. */
    <S> void steps(Projection<S> projection, ProgressListener watch, Steps<? super S> steps) {
        fold(projection, projection.initial(), EventFilter.all(), 0, watch, steps);
    }

    @SuppressWarnings("ReferenceEquality") // an unchanged state is the same object
    private <S> S fold(
            Projection<S> projection,
            S begin,
            EventFilter which,
            long total,
            ProgressListener watch,
            Steps<? super S> steps) {
        Walk walk = new Walk(watch, total);
        Iterator<RecordedEvent> events =
                history.events(projection.relevant().and(which)).iterator();
        S state = begin;
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            walk.step();
            S next = apply(projection, state, event);
            if (next != state && !steps.step(event, state, next)) {
                return next;
            }
            state = next;
        }
        return state;
    }

    private static <S> S apply(Projection<S> projection, S state, RecordedEvent event) {
        try {
            return projection.apply(state, event);
        } catch (RuntimeException e) {
            throw new PlayheadException(
                    "projection=" + projection.name() + " threw at event id=" + event.id() + " type=" + event.type()
                            + ": " + e,
                    e);
        }
    }

    private @Nullable Kept nearest(Projection<?> projection, long first, long sequence) {
        synchronized (kept) {
            Kept best = null;
            for (Kept one : kept) {
                boolean fits = one.projection.equals(projection) && one.first == first && one.sequence <= sequence;
                if (fits && (best == null || one.sequence > best.sequence)) {
                    best = one;
                }
            }
            return best;
        }
    }

    @SuppressWarnings("unchecked") // a state of the same projection
    private static <S> S state(Projection<S> projection, Kept known) {
        if (!known.projection.equals(projection)) {
            throw new IllegalArgumentException("the state is not of projection=" + projection.name());
        }
        return (S) known.state;
    }
}

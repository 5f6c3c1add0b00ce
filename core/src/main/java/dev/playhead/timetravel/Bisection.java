package dev.playhead.timetravel;

import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A search for the event that made a condition true. Once true, the condition must stay true. The search is a binary
 * search, first among checkpoints, then among events.
 */
final class Bisection<S> {
    /** The maximum number of states held at once. */
    static final int MAX_STATES = 4_096;

    private final Moment moment;
    private final Projection<S> projection;
    private final Predicate<? super S> wrong;
    private final SequenceRange range;
    private final ProgressListener watch;

    /**
     * Creates a search among a range of events. The listener receives the progress of the longest part of the search,
     * which is the fold to the end.
     */
    Bisection(
            Moment moment,
            Projection<S> projection,
            Predicate<? super S> wrong,
            SequenceRange range,
            ProgressListener watch) {
        this.moment = moment;
        this.projection = projection;
        this.wrong = wrong;
        this.range = range;
        this.watch = watch;
    }

    Optional<RecordedEvent> find() {
        Moment.Start<S> start = moment.start(projection, range, ProgressListener.none());
        // Once true, the condition stays true. So a gap matters only if the condition is false before it.
        long end = start.gaps().unbrokenUpTo(start.first(), range.last());
        Optional<RecordedEvent> found = Optional.empty();
        if (wrong.test(start.state())) {
            return found;
        }
        if (end >= start.first()) {
            EventSlice run = moment.upTo(end);
            found = run.lastSequence() < start.first() ? found : find(start, run.lastSequence());
        }
        if (found.isEmpty()) {
            start.gaps().requireNone(start.first(), range.last());
        }
        return found;
    }

    private Optional<RecordedEvent> find(Moment.Start<S> start, long last) {
        long right = start.first() - 1; // the condition is false here
        if (start.gaps().lastUpTo(right) >= 0) {
            // If there is a gap before the start, moment.state needs a checkpoint after the gap. There may be none, and
            // an existing one may be dropped, so the events are folded from the start state instead.
            return within(start.state(), right, last, false);
        }
        long wrongAt = last;
        // Fold up to the end first, because this fold creates checkpoints if there are none.
        if (!wrong.test(moment.state(projection, wrongAt, watch))) {
            return Optional.empty();
        }
        long[] sequences = moment.sequences(projection, right + 1, wrongAt - 1);
        int before = -1;
        int after = sequences.length;
        while (after - before > 1) {
            int middle = (before + after) >>> 1;
            if (wrong.test(moment.state(projection, sequences[middle], ProgressListener.none()))) {
                after = middle;
                wrongAt = sequences[middle];
            } else {
                before = middle;
                right = sequences[middle];
            }
        }
        S state = right < start.first() ? start.state() : moment.state(projection, right, ProgressListener.none());
        return within(state, right, wrongAt, true);
    }

    private Optional<RecordedEvent> within(S rightState, long right, long last, boolean isWrongAtLast) {
        // The distinct states since the condition was last known to be false. These states may share no memory, so only
        // a limited number is held at once. If the condition is still false for the last of these states, all held
        // states are dropped.
        List<S> states = new ArrayList<>();
        List<RecordedEvent> causes = new ArrayList<>();
        S state = rightState;
        boolean isWrong = isWrongAtLast;
        Iterator<RecordedEvent> events = moment.eventsAfter(right);
        if (!isWrongAtLast) {
            events = Watching.over(events, right + 1, last, watch);
        }
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            if (event.sequence() > last) {
                break;
            }
            S next = Folding.apply(projection, state, event);
            if (next != state) {
                states.add(next);
                causes.add(event);
            }
            state = next;
            if (states.size() == MAX_STATES) {
                if (wrong.test(state)) {
                    isWrong = true;
                    break;
                }
                states.clear();
                causes.clear();
            }
        }
        if (!isWrong && !wrong.test(state)) {
            return Optional.empty();
        }
        int falseAt = -1;
        int trueAt = states.size() - 1;
        while (trueAt - falseAt > 1) {
            int middle = (falseAt + trueAt) >>> 1;
            if (wrong.test(states.get(middle))) {
                trueAt = middle;
            } else {
                falseAt = middle;
            }
        }
        // Here, trueAt is negative only if the condition or the projection depends on more than its arguments.
        return trueAt < 0 ? Optional.empty() : Optional.of(causes.get(trueAt));
    }
}

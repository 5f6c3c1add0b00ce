package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the event that made a condition true which then stayed true: by halving, first among checkpoints, then among events. */
final class Bisection<S> {
    /** How many states are held at once. */
    static final int MOST_STATES = 4_096;

    private final SnapshotManager.Moment moment;
    private final Projection<S> projection;
    private final Predicate<? super S> wrong;
    private final Watch watch;

    /** A search whose longest part, the fold to the end, is watched. */
    Bisection(SnapshotManager.Moment moment, Projection<S> projection, Predicate<? super S> wrong, Watch watch) {
        this.moment = moment;
        this.projection = projection;
        this.wrong = wrong;
        this.watch = watch;
    }

    Optional<RecordedEvent> find() {
        moment.requireKnown(projection, Long.MAX_VALUE); // also where no event is kept that could be the one
        if (moment.held.run().isEmpty()) {
            return Optional.empty();
        }
        long right = moment.held.run().firstSequence() - 1; // the condition is false here
        long wrongAt = moment.held.run().lastSequence();
        if (isWrong(right)
                || !wrong.test(moment.state(
                        projection, wrongAt, watch))) { // to the end: that makes checkpoints where there are none
            return Optional.empty();
        }
        long[] places = moment.places(projection, right + 1, wrongAt - 1);
        int before = -1;
        int after = places.length;
        while (after - before > 1) {
            int middle = (before + after) >>> 1;
            if (isWrong(places[middle])) {
                after = middle;
                wrongAt = places[middle];
            } else {
                before = middle;
                right = places[middle];
            }
        }
        return within(right, wrongAt);
    }

    private boolean isWrong(long sequence) {
        return wrong.test(moment.state(projection, sequence, Watch.none()));
    }

    private Optional<RecordedEvent> within(long right, long wrongAt) {
        // The distinct states since the condition was last seen to be false. They may share nothing, so not too many at
        // once:
        // those of a range at whose end it is still false are not looked at any more.
        List<S> states = new ArrayList<>();
        List<RecordedEvent> causes = new ArrayList<>();
        S state = moment.state(projection, right, Watch.none());
        Iterator<RecordedEvent> events = moment.eventsAfter(right);
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            if (event.sequence() > wrongAt) {
                break;
            }
            S next = Folding.apply(projection, state, event);
            if (next != state) {
                states.add(next);
                causes.add(event);
            }
            state = next;
            if (states.size() == MOST_STATES) {
                if (wrong.test(state)) {
                    break;
                }
                states.clear();
                causes.clear();
            }
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
        // None only if the condition or the projection does not depend on its arguments alone.
        return trueAt < 0 ? Optional.empty() : Optional.of(causes.get(trueAt));
    }
}

package dev.playhead.timetravel;

import dev.playhead.block.EventSlice;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Questions about how a state came about, limited to a range of events. {@link TimelineManager} specifies each
 * question.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class StateQuestions {
    private static final SequenceRange ALL = new SequenceRange(0, Long.MAX_VALUE);

    private final SnapshotManager snapshots;
    private final Function<GridEvent, @Nullable GridEvent> asRecorded;
    private final ProgressListener watch;
    private final SequenceRange range;

    /** Creates questions about all events. */
    StateQuestions(SnapshotManager snapshots, Function<GridEvent, @Nullable GridEvent> asRecorded) {
        this(snapshots, asRecorded, ProgressListener.none(), ALL);
    }

    private StateQuestions(
            SnapshotManager snapshots,
            Function<GridEvent, @Nullable GridEvent> asRecorded,
            ProgressListener watch,
            SequenceRange range) {
        this.snapshots = snapshots;
        this.asRecorded = asRecorded;
        this.watch = watch;
        this.range = range;
    }

    /** Returns the same questions with a listener that receives the progress of each question and can cancel it. */
    StateQuestions watched(ProgressListener questions) {
        return new StateQuestions(snapshots, asRecorded, questions, range);
    }

    /** Returns the same questions about another range of events. */
    StateQuestions within(SequenceRange events) {
        return new StateQuestions(snapshots, asRecorded, watch, events);
    }

    <S> Optional<RecordedEvent> firstEventWhere(Projection<S> projection, Predicate<? super S> wrong) {
        ProgressListener progress = Watching.onward(watch);
        return snapshots.asking(
                moment -> firstEventWhere(moment.start(projection, range, progress), projection, wrong));
    }

    private <S> Optional<RecordedEvent> firstEventWhere(
            Moment.Start<S> start, Projection<S> projection, Predicate<? super S> wrong) {
        S state = start.state();
        boolean was = wrong.test(state);
        Iterator<RecordedEvent> events = start.events();
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            S next = Folding.apply(projection, state, event);
            boolean is = next == state ? was : wrong.test(next);
            if (is && !was) {
                snapshots.folded(projection, next);
                return Optional.of(event);
            }
            was = is;
            state = next;
        }
        snapshots.folded(projection, state);
        return Optional.empty();
    }

    <S> Optional<RecordedEvent> bisect(Projection<S> projection, Predicate<? super S> wrong) {
        ProgressListener progress = Watching.onward(watch);
        return snapshots.asking(moment -> new Bisection<S>(moment, projection, wrong, range, progress).find());
    }

    <S, T> List<Change<T>> changesOf(Projection<S> projection, Function<? super S, ? extends @Nullable T> part) {
        ProgressListener progress = Watching.onward(watch);
        return snapshots.asking(moment -> {
            Moment.Start<S> start = moment.start(projection, range, progress);
            start.gaps().requireNone(start.first(), range.last());
            return changesOf(start, projection, part);
        });
    }

    private <S, T> List<Change<T>> changesOf(
            Moment.Start<S> start, Projection<S> projection, Function<? super S, ? extends @Nullable T> part) {
        List<Change<T>> changes = new ArrayList<>();
        S state = start.state();
        T before = part.apply(state);
        Iterator<RecordedEvent> events = start.events();
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            S next = Folding.apply(projection, state, event);
            if (next != state) {
                T after = part.apply(next);
                if (!Objects.equals(before, after)) {
                    changes.add(new Change<>(event, before, after));
                }
                before = after;
                state = next;
            }
        }
        snapshots.folded(projection, state);
        return List.copyOf(changes);
    }

    /**
     * Returns the state at a snapshot as if some events had not happened. {@code target} returns the snapshot, given a
     * {@link Moment} from which to take it.
     */
    <S> S whatIf(Function<? super Moment, EventSnapshot> target, Projection<S> projection, EventFilter without) {
        ProgressListener progress = Watching.onward(watch);
        return snapshots.asking(moment -> whatIf(end(moment, target), projection, without, progress));
    }

    /** Returns the snapshot from {@code target}, or the snapshot at the end of the range if that is earlier. */
    private EventSnapshot end(Moment moment, Function<? super Moment, EventSnapshot> target) {
        EventSnapshot here = target.apply(moment);
        return range.last() < here.upTo() ? moment.at(range.last()) : here;
    }

    private <S> S whatIf(EventSnapshot here, Projection<S> projection, EventFilter without, ProgressListener watch) {
        EventSlice run = here.run();
        if (run.isEmpty()) {
            return here.state(projection, here.upTo(), range.first(), watch);
        }
        EventFilter leftOut = range.equals(ALL)
                ? without
                : EventFilter.sequenceBetween(range.first(), range.last()).and(without);
        long events = run.lastSequence() - run.firstSequence() + 1;
        long total = 2 * events; // each event is searched at most once and folded at most once
        long first = firstSequence(run, leftOut, Watching.stage(watch, 0, events, total));
        if (first < 0) {
            return here.state(projection, here.upTo(), range.first(), Watching.stage(watch, events, total, total));
        }
        long before = first - run.firstSequence();
        S state = here.state(projection, first - 1, range.first(), Watching.stage(watch, before, 2 * before, total));
        EventFilter happened = projection.relevant().and(leftOut.negate());
        Iterator<RecordedEvent> rest = Watching.over(
                new EventSearcher(run).after(first, happened),
                first,
                run.lastSequence(),
                Watching.stage(watch, events + before, total, total));
        return Folding.fold(projection, state, rest, Long.MAX_VALUE);
    }

    /** Returns the sequence of the first event that a filter accepts; -1 if it accepts no event. */
    private static long firstSequence(EventSlice run, EventFilter filter, ProgressListener watch) {
        long events = run.lastSequence() - run.firstSequence() + 1;
        for (int b = 0; b < run.blocks().size(); b++) {
            EventSlice block = new EventSlice(run.blocks().subList(b, b + 1), run.begin(b), run.end(b));
            Watching.report(watch, block.firstSequence() - run.firstSequence(), events);
            Iterator<RecordedEvent> found = new EventSearcher(block).after(-1, filter);
            if (found.hasNext()) {
                return found.next().sequence();
            }
        }
        Watching.report(watch, events, events);
        return -1;
    }

    /**
     * Returns the state at a snapshot as if some events had been replaced by other events. {@code target} returns the
     * snapshot, given a {@link Moment} from which to take it.
     */
    <S> S whatIf(
            Function<? super Moment, EventSnapshot> target,
            Projection<S> projection,
            Function<? super RecordedEvent, ? extends @Nullable GridEvent> instead) {
        ProgressListener progress = Watching.onward(watch);
        return snapshots.asking(moment -> whatIf(end(moment, target), projection, instead, progress));
    }

    private <S> S whatIf(
            EventSnapshot here,
            Projection<S> projection,
            Function<? super RecordedEvent, ? extends @Nullable GridEvent> instead,
            ProgressListener watch) {
        EventSlice run = here.run();
        if (run.isEmpty() || range.first() > run.lastSequence()) {
            return here.state(projection, here.upTo(), range.first(), watch);
        }
        long first = Math.max(range.first(), run.firstSequence());
        long before = first - run.firstSequence();
        long total = run.lastSequence() - run.firstSequence() + 1;
        S state = here.state(projection, first - 1, range.first(), Watching.stage(watch, 0, before, total));
        Iterator<RecordedEvent> events = Watching.over(
                run.after(first - 1), first, run.lastSequence(), Watching.stage(watch, before, total, total));
        while (events.hasNext()) {
            RecordedEvent event = replaced(events.next(), instead);
            if (event != null) {
                state = Folding.apply(projection, state, event);
            }
        }
        return state;
    }

    @SuppressWarnings("ReferenceEquality") // the identical event object needs no new recording
    private @Nullable RecordedEvent replaced(
            RecordedEvent event, Function<? super RecordedEvent, ? extends @Nullable GridEvent> instead) {
        GridEvent other = instead.apply(event);
        if (other == event.event()) {
            return event;
        }
        GridEvent recorded = other == null ? null : asRecorded.apply(other);
        return recorded == null ? null : RecordedEvent.of(event.sequence(), recorded);
    }
}

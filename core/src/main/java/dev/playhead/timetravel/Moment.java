package dev.playhead.timetravel;

import dev.playhead.block.Block;
import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.block.MissingBlockException;
import dev.playhead.internal.block.MissingBlockRetry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A consistent view of the events held at one moment, and of the base states before them. Computes states by folding
 * events from the nearest known state.
 *
 * <p><b>Threading.</b> Immutable, except that folding may add checkpoints.
 */
final class Moment {
    /** The state at which folding begins, and the events after it. */
    private record Origin<S>(S state, Iterator<RecordedEvent> events) {}

    /** The state before a sequence, the relevant events from that sequence on, and the gaps that may matter to them. */
    record Start<S>(S state, long first, Iterator<RecordedEvent> events, Gaps gaps) {}

    /**
     * The basis of the state of a projection at a sequence: the latest baseline or null, and the gaps after this basis.
     */
    private record Footing<S>(Baselines.@Nullable Baseline<S> baseline, Gaps gaps) {}

    final BufferView held;
    final Gaps gaps;
    private final BaseStates base;
    private final BaseStateManager bases;
    private final CheckpointRegistry checkpoints;

    private Moment(BaseStateManager.View view, BaseStateManager bases, CheckpointRegistry checkpoints) {
        this.held = view.held();
        this.gaps = new Gaps(held);
        this.base = view.base();
        this.bases = bases;
        this.checkpoints = checkpoints;
    }

    /** Returns the current moment. */
    static Moment now(BaseStateManager bases, CheckpointRegistry checkpoints) {
        return new Moment(bases.view(), bases, checkpoints);
    }

    /**
     * Answers a question from this moment. If a block of the store turns out to be damaged and is set aside, or if
     * another process has evicted it, retries with a later moment. Retries for evicted blocks are limited, because
     * another process may evict blocks faster than this process reads them.
     */
    <T> T asking(Function<? super Moment, ? extends T> question) {
        Moment moment = this;
        MissingBlockRetry retry = new MissingBlockRetry();
        while (true) {
            try {
                return question.apply(moment);
            } catch (MissingBlockException e) {
                retry.missed(e);
            }
            moment = now(bases, checkpoints);
        }
    }

    /** Returns the snapshot after the latest event. */
    EventSnapshot latest() {
        EventSlice run = held.run();
        // The snapshot lies after the last event, even if this event is evicted: without new events, retention by age
        // evicts all events.
        long last = run.isEmpty() ? evictedUpTo() : run.lastSequence();
        long upTo = gaps.lastLostAfter(last);
        boolean behindBreak = gaps.breakAfter(upTo) != null;
        if (run.isEmpty()) {
            return new EventSnapshot(this, Instant.MIN, last, upTo, null, behindBreak);
        }
        RecordedEvent event = run.floor(upTo).orElseThrow();
        return new EventSnapshot(this, event.timestamp(), event.sequence(), upTo, event, behindBreak);
    }

    /** Returns the sequence of the next event. */
    long nextSequence() {
        long last = latest().upTo();
        RecordingBreak pending = gaps.breakAfter(last);
        return pending == null ? last + 1 : pending.sequence();
    }

    /**
     * Returns whether the present state of a projection may not be computable from earlier states, because there is a
     * relevant break, or because events were evicted and no base state is known. In this case, a state that the
     * application sets now is the state before the next event.
     */
    boolean isBroken(Projection<?> projection) {
        return gapsOf(projection).hasBreaks(0, Long.MAX_VALUE)
                || (!held.complete() && !base.states().containsKey(projection));
    }

    Gaps gapsOf(Projection<?> projection) {
        return gaps.isEmpty() ? gaps : gaps.relevantTo(projection.relevant());
    }

    /**
     * Returns the snapshot after the last event at or before the given sequence. Throws {@link UnknownEventException}
     * if the sequence is after the latest event, and {@link IncompleteHistoryException} if it is before the oldest
     * retained event and older events were evicted.
     */
    EventSnapshot atSequence(long sequence) {
        if (sequence > latest().upTo()) {
            throw new UnknownEventException("sequence=" + sequence + " is after the last event; " + held.kept());
        }
        return at(sequence);
    }

    /**
     * Returns the snapshot as {@link #atSequence} does, but without checking that the sequence is not after the latest
     * event.
     */
    EventSnapshot at(long sequence) {
        RecordedEvent event = held.run().floor(sequence).orElse(null);
        if (event == null) {
            requireComplete("sequence=" + sequence);
            return new EventSnapshot(this, Instant.MIN, -1, sequence, null, false);
        }
        return new EventSnapshot(this, event.timestamp(), event.sequence(), sequence, event, false);
    }

    /**
     * Returns the snapshot after the last event, by sequence, with a timestamp at or before the given time. Throws
     * {@link IncompleteHistoryException} if there is no such event and events were evicted.
     */
    EventSnapshot atTime(Instant time) {
        RecordedEvent event = held.run().lastAtOrBefore(time).orElse(null);
        if (event == null) {
            requireComplete("time=" + time);
        }
        long sequence = event == null ? -1 : event.sequence();
        RecordingBreak next = gaps.breakAfter(sequence);
        boolean behindBreak = next != null && !time.isBefore(next.from());
        return new EventSnapshot(this, time, sequence, gaps.lastLostAfter(sequence), event, behindBreak);
    }

    private void requireComplete(String subject) {
        if (!held.complete()) {
            throw new IncompleteHistoryException(subject + " is before the oldest kept event; " + held.kept());
        }
    }

    /**
     * Throws {@link IncompleteHistoryException} if an earlier moment could answer questions about the given sequence,
     * but this moment cannot. This is the case if the history was cleared, the initial state of a projection was
     * replaced, or events up to the sequence were evicted.
     */
    @SuppressWarnings("ReferenceEquality") // identity of the moment
    void requireSameAs(Moment before, long sequence) {
        boolean same = this == before
                || (held.originSequence() == before.held.originSequence()
                        && base.epoch() == before.base.epoch()
                        && (held.complete() || sequence >= least()));
        if (!same) {
            throw new IncompleteHistoryException("sequence=" + sequence
                    + " was evicted or cleared since the snapshot was taken, and some events up to it cannot be read"
                    + " any more; " + held.kept() + "; take a new snapshot");
        }
    }

    /**
     * Returns the state after the last event at or before the given sequence. If events before the sequence are lost,
     * the state is known only if a state after the lost events was computed while these events were available, and was
     * kept.
     */
    <S> S state(Projection<S> projection, long sequence, ProgressListener watch) {
        return state(projection, sequence, false, watch);
    }

    /**
     * Returns the state after the last event at or before the given sequence.
     *
     * @param behindBreak whether the state is also after the break that follows the sequence
     */
    <S> S state(Projection<S> projection, long sequence, boolean behindBreak, ProgressListener watch) {
        Footing<S> footing = footing(projection, sequence, behindBreak);
        Baselines.Baseline<S> baseline = footing.baseline;
        if (baseline == null) {
            requireOrigin(projection);
        } else if (baseline.sequence() > sequence) {
            return baseline.state();
        }
        long least = Math.max(least(), footing.gaps.lastUpTo(sequence));
        least = baseline == null ? least : Math.max(least, baseline.sequence());
        Checkpoints<S> own = checkpoints.of(projection);
        CheckpointScope scope = scope();
        own.fetch(scope, inStore(), least, sequence, false);
        Checkpoints.Known<S> known = own.nearest(scope, least, sequence);
        if (known == null) {
            footing.gaps.requireNone(0, sequence);
        }
        Checkpoints.Known<S> from = known != null ? known : beginning(projection, baseline);
        Iterator<RecordedEvent> events = Watching.over(
                eventsAfter(from.sequence(), projection.relevant()), from.sequence() + 1, sequence, watch);
        return own.fold(scope, from, events, sequence);
    }

    private <S> Checkpoints.Known<S> beginning(Projection<S> projection, Baselines.@Nullable Baseline<S> baseline) {
        return baseline == null
                ? new Checkpoints.Known<>(origin(projection).state, least(), 0, null)
                : new Checkpoints.Known<>(baseline.state(), baseline.sequence() - 1, 0, null);
    }

    /**
     * Returns the basis of the state after the given sequence. If {@code behindBreak} is true, the state is also after
     * the break that follows the sequence.
     */
    private <S> Footing<S> footing(Projection<S> projection, long sequence, boolean behindBreak) {
        Gaps relevant = gapsOf(projection).from(least() + 1); // the base state already lies after earlier breaks
        if (relevant.isEmpty() && base.states().containsKey(projection)) {
            return new Footing<>(null, relevant);
        }
        boolean next = behindBreak || !relevant.hasBreaks(sequence + 1, sequence + 1);
        Baselines.Baseline<S> baseline =
                base.baselines().latest(projection, firstFolded(), next ? sequence + 1 : sequence, gaps);
        return new Footing<>(baseline, baseline == null ? relevant : relevant.behind(baseline.sequence()));
    }

    /**
     * Throws {@link IncompleteHistoryException} if anything is missing on which the states of a projection from {@code
     * start} to {@code upTo} depend.
     *
     * @param from the first sequence on which these states depend, apart from sequences covered by the latest baseline
     * @param start the sequence of the first state
     * @param upTo the sequence of the last state
     * @param behindBreak whether the last state is also after the break that follows it
     */
    void requireWhole(Projection<?> projection, long from, long start, long upTo, boolean behindBreak) {
        Gaps missing = footing(projection, start, behindBreak && start == upTo).gaps;
        missing.requireNone(from, upTo);
        if (behindBreak) {
            missing.requireNoBreakAt(upTo + 1);
        }
    }

    private Stored inStore() {
        return bases.stored(held);
    }

    private CheckpointScope scope() {
        return new CheckpointScope(held.originSequence(), base.epoch(), held.run());
    }

    /** Returns the sequence after which all events are held, or are evicted but not folded into the base yet. */
    private long least() {
        return (held.complete() ? held.originSequence() : base.beforeSequence()) - 1;
    }

    /** Returns the first sequence from which all events are held or are yet to be recorded. */
    private long firstFolded() {
        boolean known = held.complete() || held.firstSequence() == Long.MAX_VALUE;
        return known ? least() + 1 : Math.max(least() + 1, held.firstSequence());
    }

    /**
     * Returns the sequence of the last evicted event, according to the retired blocks and the bases; -1 if no event was
     * evicted.
     */
    long evictedUpTo() {
        List<Block> retired = held.retired();
        if (retired.isEmpty()) {
            return held.complete() ? -1 : base.beforeSequence() - 1;
        }
        Block last = retired.get(retired.size() - 1);
        return last.sequence(last.size() - 1);
    }

    <S> S partialState(Projection<S> projection, long sequence) {
        return Folding.fold(projection, projection.initial(), held.run().after(-1), sequence);
    }

    /** Returns the first sequence that questions may be about: the sequence of the oldest event that is not evicted. */
    private long oldest() {
        if (held.complete()) {
            return held.originSequence();
        }
        return held.run().isEmpty() ? evictedUpTo() + 1 : held.run().firstSequence();
    }

    /**
     * Returns the start before the first event of a range, or before the oldest retained event if the range begins
     * earlier. The iterator over the events throws {@link IncompleteHistoryException} at the first gap.
     */
    <S> Start<S> start(Projection<S> projection, SequenceRange range, ProgressListener watch) {
        long oldest = oldest();
        if (range.last() < oldest && !held.complete()) {
            throw new IncompleteHistoryException("events=" + range + " were evicted; " + held.kept());
        }
        EventSlice run = upTo(range.last());
        long first = Math.max(range.first(), oldest);
        Footing<S> footing = footing(projection, first - 1, true);
        Gaps missing = footing.gaps;
        Iterator<RecordedEvent> events =
                missing.unbroken(new EventSearcher(run).after(first - 1, projection.relevant()), first, range.last());
        if (first == oldest) {
            S state = stateBeforeOldest(projection, footing, first);
            return new Start<>(
                    state, first, Watching.over(events, run.firstSequence(), run.lastSequence(), watch), missing);
        }
        // Folding the events before the range may take longer than folding the events in the range.
        long before =
                Math.min(first, held.run().lastSequence() + 1) - held.run().firstSequence();
        long total = before + Math.max(0, run.lastSequence() - first + 1);
        S state = state(projection, first - 1, true, Watching.stage(watch, 0, before, total));
        ProgressListener rest = Watching.stage(watch, before, total, total);
        return new Start<>(state, first, Watching.over(events, first, run.lastSequence(), rest), missing);
    }

    /**
     * Returns the state before the oldest retained event, regardless of how many evicted events are already folded into
     * the base.
     */
    private <S> S stateBeforeOldest(Projection<S> projection, Footing<S> footing, long oldest) {
        footing.gaps.requireNone(0, oldest - 1);
        Baselines.Baseline<S> baseline = footing.baseline;
        Origin<S> origin = baseline == null
                ? origin(projection)
                : new Origin<>(baseline.state(), eventsAfter(baseline.sequence() - 1));
        return Folding.fold(projection, origin.state, origin.events, oldest - 1);
    }

    /**
     * Returns the retained events up to the given sequence. For {@code Long.MAX_VALUE}, returns all events without a
     * search, because a search may read a block.
     */
    EventSlice upTo(long sequence) {
        return sequence == Long.MAX_VALUE ? held.run() : held.run().upTo(sequence);
    }

    /**
     * Returns the state at which folding begins, and the events after this state. The state is the state before the
     * first event if all events of the history are held, otherwise the base state.
     */
    private <S> Origin<S> origin(Projection<S> projection) {
        requireOrigin(projection);
        if (held.complete()) {
            boolean isKnown = base.states().containsKey(projection);
            S first = isKnown ? BaseStates.cast(projection, base.states().get(projection)) : projection.initial();
            return new Origin<>(first, held.run().after(-1));
        }
        return new Origin<>(
                BaseStates.cast(projection, base.states().get(projection)), eventsAfter(base.beforeSequence() - 1));
    }

    private void requireOrigin(Projection<?> projection) {
        if (base.states().containsKey(projection)) {
            return;
        }
        if (!held.complete()) {
            throw new IncompleteHistoryException("projection=" + projection.name()
                    + " needs events that were evicted, and no base state was kept for it; " + held.kept() + "; "
                    + (bases.isRegistered(projection)
                            ? "either it threw while its base state was computed, which was reported as a problem, or"
                                    + " recording was paused before the kept events (set its state with"
                                    + " EventHistory.baseline), or events were evicted in an earlier session (register"
                                    + " it in every session, with a codec (Projection.codec) of the same version); call"
                            : "register it when the history is built (builder().projection(...)), retain more"
                                    + " events, or call")
                    + " partialState");
        }
        if (base.unknown().contains(projection.name())) {
            throw new IncompleteHistoryException("projection=" + projection.name()
                    + " began with a baseline that is unknown here: "
                    + (bases.isRegistered(projection)
                            ? "it had no codec (Projection.codec), or one of another version; set it again with"
                                    + " EventHistory.baseline,"
                            : "register it when the history is built (builder().projection(...)),")
                    + " or call partialState");
        }
    }

    /** Returns the sequences of the checkpoints of a projection from {@code least} to {@code most}, inclusive. */
    long[] sequences(Projection<?> projection, long least, long most) {
        Checkpoints<?> own = checkpoints.of(projection);
        own.fetch(scope(), inStore(), least, most, true);
        return own.sequences(scope(), least, most);
    }

    /** Returns the events after the given sequence, including evicted events that are not folded into the base. */
    Iterator<RecordedEvent> eventsAfter(long sequence) {
        return runAfterBase().after(sequence);
    }

    /**
     * Returns the relevant events after the given sequence, including evicted events that are not folded into the base.
     */
    private Iterator<RecordedEvent> eventsAfter(long sequence, EventFilter relevant) {
        EventSlice run = runAfterBase();
        boolean all = relevant.equals(EventFilter.all());
        return all ? run.after(sequence) : new EventSearcher(run).after(sequence, relevant);
    }

    private EventSlice runAfterBase() {
        if (held.retired().isEmpty()) {
            return held.run().fromBlockStart();
        }
        List<Block> blocks = new ArrayList<>(held.retired());
        blocks.addAll(held.run().blocks());
        int last = held.run().blocks().size() - 1;
        return last < 0
                ? BaseStateManager.whole(held.retired())
                : new EventSlice(blocks, 0, held.run().end(last));
    }
}

package dev.playhead.timetravel;

import dev.playhead.block.Block;
import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.block.MissingBlockException;
import dev.playhead.block.MissingBlockRetry;
import dev.playhead.block.StoredState;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the state at a moment, by folding events from the nearest state known.
 *
 * <p>For each registered projection the state just before the oldest event held (its <em>base</em>) is kept, so that
 * states stay right when old events are evicted.
 *
 * <p>While events are folded, states on the way are kept as checkpoints: of registered projections, and of some others that
 * were asked for last. They go with the blocks they lie in.
 *
 * <p><b>Threading.</b> Any number of threads; checkpoints are made on those that ask for states, under no lock. <b>Cost.</b> A
 * state is a fold from the base for the first time; then from the nearest checkpoint, or from the state asked for last if
 * that is nearer. With a {@link StateCodec} checkpoints take at most about a twentieth of what the events take for small
 * states, a quarter for others, and 64 MiB for each projection; without one there are 4,096 at most, which are let go of when
 * memory is short.
 */
public final class SnapshotManager {
    /*
     * Evicted blocks stay in the history's hands as "retired" until they are folded into the bases; only then are they let
     * go of. The order is: fold, publish the new bases, release the blocks. So whoever reads the bases, then what is held,
     * then finds the bases unchanged, knows that the blocks held begin where those bases end, or before.
     */
    /** How often to look again for what another process stores, when it went meanwhile. */
    private static final int MAX_LOOKS = 10;

    private final List<Projection<?>> registered;
    private final Supplier<BufferView> history;
    private final Consumer<FoldedBaseline> release;
    private final Consumer<ProjectionException> onFailure;
    private final Map<Projection<?>, @Nullable Object> initialStates = new HashMap<>();
    /** Reads a state of the store. */
    private Function<StoredState, Optional<byte[]>> stored = state -> Optional.empty();

    private boolean following;
    private final AtomicReference<BaseStates> bases;
    /** Held while bases are published, so that they are released in the same order. */
    private final Object publishing = new Object();

    private final CheckpointRegistry checkpoints;

    /**
     * Creates a manager.
     *
     * @param registered projections whose base is to be kept
     * @param history what is held, at each call anew
     * @param release told how far blocks are no longer needed
     * @param onFailure told that a projection threw while its base was computed, which is given up then, or that its codec
     *     did, which then is not used
     * @param nanoTime a clock of nanoseconds that never goes back, which tells how long folding takes; where there is none,
     *     a constant will do
     */
    public SnapshotManager(
            List<Projection<?>> registered,
            Supplier<BufferView> history,
            Consumer<FoldedBaseline> release,
            Consumer<ProjectionException> onFailure,
            LongSupplier nanoTime) {
        this.registered = List.copyOf(registered);
        this.history = history;
        this.release = release;
        this.onFailure = onFailure;
        registered.forEach(projection -> initialStates.put(projection, projection.initial()));
        this.checkpoints = new CheckpointRegistry(registered, nanoTime, onFailure);
        this.bases = new AtomicReference<>(initialBases(0));
    }

    /**
     * Goes on from the states in a store. Called before anything is asked.
     *
     * @param read reads one of them; empty if it is gone
     * @param complete whether the store has all events of the history
     * @param followed whether another process writes the store, and its states are looked at again and again
     */
    public void restore(Function<StoredState, Optional<byte[]>> read, boolean complete, boolean followed) {
        stored = read;
        following = followed;
        BufferView held = history.get();
        BaseStates restored = restored(held, complete);
        bases.set(restored == null ? unknownBases(held) : restored);
    }

    private @Nullable BaseStates restored(BufferView held, boolean complete) {
        return BaseStates.restored(held, complete, initialStates, stored, onFailure);
    }

    private static BaseStates unknownBases(BufferView held) {
        return new BaseStates(
                held.originSequence(), held.originSequence(), 0, Map.of(), Set.of(), Set.of(), held.states());
    }

    private BaseStates initialBases(long originSequence) {
        return new BaseStates(originSequence, originSequence, 0, initialStates);
    }

    /**
     * Whether a projection is running on the calling thread. Histories refuse to record then.
     *
     * @return whether a fold is under way
     */
    public static boolean isFolding() {
        return Folding.isActive();
    }

    /**
     * The state after one more event. Who folds by itself calls this, not the projection, which then may not record, and
     * whose failures name the event.
     *
     * @param projection how the state follows from events
     * @param state the state before the event
     * @param event the event
     * @param <S> the state
     * @return the state after it
     * @throws ProjectionException if the projection throws
     */
    public static <S> S apply(Projection<S> projection, S state, RecordedEvent event) {
        return Folding.apply(projection, state, event);
    }

    /**
     * Sets the state that an application had before recording began, from which the others follow. Until the history is
     * cleared, or this is called again.
     *
     * @param projection a registered projection
     * @param state its state before the first event
     * @param <S> the state
     * @throws IllegalArgumentException if the projection is not registered
     * @throws IllegalStateException if events have been evicted: what was folded into the base cannot be folded again
     */
    public <S> void baseline(Projection<S> projection, S state) {
        if (!registered.contains(projection)) {
            throw new IllegalArgumentException("projection=" + projection.name()
                    + " is not registered; register it when the history is built: builder().projection(...)");
        }
        boolean set = false;
        while (!set) {
            BaseStates old = knownBases();
            BufferView held = history.get();
            if (!held.complete()) {
                throw new IllegalStateException("projection=" + projection.name()
                        + " cannot get another baseline, since events were evicted; " + held.kept()
                        + "; set it before recording begins, or after clear()");
            }
            BaseStates start =
                    old.originSequence() == held.originSequence() ? old : initialBases(held.originSequence());
            // If something was evicted meanwhile, the bases are others, or will be folded from these.
            set = publish(old, start.beginning(projection, state));
        }
    }

    /** Says that the history was cleared, so that no baseline of the one before counts. */
    public void cleared() {
        boolean done = false;
        while (!done) {
            BaseStates old = knownBases();
            long origin = old.originSequence();
            done = origin != history.get().originSequence() // one that begins elsewhere has initial bases anyway
                    || publish(old, new BaseStates(origin, origin, old.epoch() + 1, initialStates));
        }
        checkpoints.clear();
    }

    /**
     * Whether checkpoints of evicted events are let go of only if somebody calls {@link #foldRetired} though no evicted block
     * waits to be folded.
     *
     * @return whether there are checkpoints, and no projection is registered
     */
    public boolean hasCheckpointsAlone() {
        return registered.isEmpty() && checkpoints.hasOthers();
    }

    /**
     * Folds evicted blocks into the bases, and lets go of them and of the checkpoints in them. Called by the history after an
     * eviction.
     */
    public void foldRetired() {
        BaseStates old = knownBases();
        BufferView held = history.get();
        if (held.retired().isEmpty()) {
            if (!held.complete()) {
                checkpoints.dropBefore(held.firstSequence()); // of projections that have no base
            }
            return;
        }
        BaseStates start = old.originSequence() == held.originSequence() ? old : initialBases(held.originSequence());
        Block last = held.retired().get(held.retired().size() - 1);
        long before = last.sequence(last.size() - 1) + 1;
        if (before <= start.beforeSequence()) {
            return;
        }
        Map<Projection<?>, @Nullable Object> states = new HashMap<>();
        List<ProjectionException> failures = new ArrayList<>();
        start.states().forEach((projection, state) -> {
            try {
                states.put(projection, foldInto(projection, state, start, held));
            } catch (ProjectionException e) {
                failures.add(e);
            } catch (PlayheadException e) { // evicted events that cannot be read from the store
                failures.add(new ProjectionException(
                        "projection=" + projection.name() + " lost its base state: " + e.getMessage(), e));
            }
        });
        if (publish(
                old, start.at(before, states))) { // of two that folded the same blocks, the first one's result counts
            // The base is the state before that, so a checkpoint there is not needed.
            checkpoints.dropBefore(before);
            failures.forEach(onFailure);
        }
    }

    private boolean publish(BaseStates old, BaseStates next) {
        synchronized (publishing) {
            if (!bases.compareAndSet(old, next)) {
                return false;
            }
            release.accept(
                    new FoldedBaseline(next.originSequence(), next.beforeSequence(), () -> next.encoded(onFailure)));
            return true;
        }
    }

    private static <S> S foldInto(Projection<S> projection, @Nullable Object state, BaseStates start, BufferView held) {
        Iterator<RecordedEvent> events = whole(held.retired()).after(start.beforeSequence() - 1);
        return Folding.fold(projection, BaseStates.cast(projection, state), events, Long.MAX_VALUE);
    }

    private static EventSlice whole(List<Block> blocks) {
        return new EventSlice(
                blocks, 0, blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).size());
    }

    /**
     * The checkpoints that a store is to get.
     *
     * @param upTo the events up to this sequence are stored
     * @param all whether checkpoints are wanted to which others will be added soon
     * @return the states
     */
    public NewStates newStates(long upTo, boolean all) {
        synchronized (publishing) { // so that the bases they follow from are released
            return checkpoints.toStore(upTo, all);
        }
    }

    /**
     * How much memory the checkpoints take: the encoded ones exactly, others count for nothing, since they are let go of
     * when memory is short.
     *
     * @return how many bytes
     */
    public long checkpointBytes() {
        return checkpoints.bytes();
    }

    private BaseStates knownBases() {
        return Objects.requireNonNull(bases.get()); // it never holds null
    }

    /** What is held, and base states that fit to it. */
    @SuppressWarnings("ReferenceEquality") // the very same bases: nothing was folded meanwhile
    private Moment now() {
        for (int looked = 1; ; looked++) {
            BaseStates before = knownBases();
            BufferView held = history.get();
            BaseStates fitting = following ? followed(before, held, looked == MAX_LOOKS) : own(before, held);
            if (fitting != null) {
                return new Moment(held, fitting);
            }
        }
    }

    /** The bases that this manager folded; null if that went on meanwhile. */
    @SuppressWarnings("ReferenceEquality") // the very same bases
    private @Nullable BaseStates own(BaseStates before, BufferView held) {
        if (knownBases() != before) {
            return null;
        }
        return before.originSequence() == held.originSequence() ? before : initialBases(held.originSequence());
    }

    /** The bases that another process stored; null if they went while this looked, unless that is to be the last look. */
    @SuppressWarnings(
            "ReferenceEquality") // the list of what is stored is the same as long as nothing of it has changed
    private @Nullable BaseStates followed(BaseStates before, BufferView held, boolean lastLook) {
        boolean wasComplete = before.beforeSequence() == before.originSequence();
        if (before.stored() == held.states()
                && before.originSequence() == held.originSequence()
                && wasComplete == held.complete()) {
            return before;
        }
        BaseStates restored = restored(held, held.complete());
        if (restored == null && lastLook) { // damaged, rather than gone
            restored = unknownBases(held);
        }
        if (restored != null) {
            bases.compareAndSet(before, restored);
        }
        return restored;
    }

    /** Asks the moment that is now; where something of it turns out to be missing, later ones, as {@link Moment#asking} does. */
    <T> T asking(Function<? super Moment, ? extends T> question) {
        return now().asking(question);
    }

    /** What is held at one moment, with the bases before it. */
    final class Moment {
        final BufferView held;
        final Gaps gaps;
        private final BaseStates base;

        Moment(BufferView held, BaseStates base) {
            this.held = held;
            this.gaps = new Gaps(held);
            this.base = base;
        }

        /**
         * Asks this moment; then later ones, where a block of the store turns out to be damaged, and is set aside, or to be
         * gone because another process has evicted it. Not for ever, since a fast one may evict faster than this one reads.
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
                moment = now();
            }
        }

        /** Refuses what a moment before this one could tell up to a place, if this one cannot. */
        @SuppressWarnings("ReferenceEquality") // the very same moment
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
         * The state after the last event at or before a place. Where events are lost before it, it is known if a state behind them
         * was kept, which was worked out while they were there.
         */
        <S> S state(Projection<S> projection, long sequence, ProgressListener watch) {
            requireOrigin(projection);
            long least = Math.max(least(), gaps.lastUpTo(sequence));
            Checkpoints<S> own = checkpoints.of(projection);
            CheckpointScope scope = scope();
            own.fetch(scope, inStore(), least, sequence, false);
            Checkpoints.Known<S> known = own.nearest(scope, least, sequence);
            if (known == null) {
                gaps.requireNone(0, sequence);
            }
            Checkpoints.Known<S> from =
                    known != null ? known : new Checkpoints.Known<>(origin(projection).state, least, 0, null);
            Iterator<RecordedEvent> events = Watching.over(
                    eventsAfter(from.sequence(), projection.relevant()), from.sequence() + 1, sequence, watch);
            return own.fold(scope, from, events, sequence);
        }

        private Stored inStore() {
            return new Stored(held.states(), stored);
        }

        private CheckpointScope scope() {
            return new CheckpointScope(held.originSequence(), base.epoch(), held.run());
        }

        /** The place after which all events are held, or waiting to be folded. */
        private long least() {
            return (held.complete() ? held.originSequence() : base.beforeSequence()) - 1;
        }

        /** The last evicted event that projections know of; -1 if nothing was evicted. */
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

        /** Where the events begin that questions are about: those that are not evicted. */
        private long oldest() {
            if (held.complete()) {
                return held.originSequence();
            }
            return held.run().isEmpty() ? evictedUpTo() + 1 : held.run().firstSequence();
        }

        /**
         * Before the first event of a range, or before the oldest kept one if the range begins earlier. The events that follow
         * refuse to go on where one is lost.
         */
        <S> Start<S> start(Projection<S> projection, SequenceRange range, ProgressListener watch) {
            long oldest = oldest();
            if (range.last() < oldest && !held.complete()) {
                throw new IncompleteHistoryException("events=" + range + " were evicted; " + held.kept());
            }
            EventSlice run = upTo(range.last());
            long first = Math.max(range.first(), oldest);
            Iterator<RecordedEvent> events =
                    gaps.unbroken(new EventSearcher(run).after(first - 1, projection.relevant()), first, range.last());
            if (first == oldest) {
                S state = stateBeforeOldest(projection, first);
                return new Start<>(state, first, Watching.over(events, run.firstSequence(), run.lastSequence(), watch));
            }
            // There may be more to fold before the range than in it.
            long before =
                    Math.min(first, held.run().lastSequence() + 1) - held.run().firstSequence();
            long total = before + Math.max(0, run.lastSequence() - first + 1);
            S state = state(projection, first - 1, Watching.stage(watch, 0, before, total));
            ProgressListener rest = Watching.stage(watch, before, total, total);
            return new Start<>(state, first, Watching.over(events, first, run.lastSequence(), rest));
        }

        /** Whichever of the evicted events are already folded into the base. */
        private <S> S stateBeforeOldest(Projection<S> projection, long oldest) {
            gaps.requireNone(0, oldest - 1);
            Origin<S> origin = origin(projection);
            return Folding.fold(projection, origin.state, origin.events, oldest - 1);
        }

        /** The kept events up to a place, which is looked for only if there is one, since that may read a block. */
        EventSlice upTo(long sequence) {
            return sequence == Long.MAX_VALUE ? held.run() : held.run().upTo(sequence);
        }

        /** Where folding begins: before the first event ever, or at the base. */
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
                        + (registered.contains(projection)
                                ? "either it threw while its base state was computed, as was reported as a problem, or"
                                        + " events were evicted in an earlier session, for which it has to be registered in"
                                        + " each one and to have a codec (Projection.codec) of one version; ask"
                                : "register it when the history is built (builder().projection(...)), keep more events, or"
                                        + " ask")
                        + " for partialState");
            }
            if (base.unknown().contains(projection.name())) {
                throw new IncompleteHistoryException("projection=" + projection.name()
                        + " began with a baseline that is not known here: "
                        + (registered.contains(projection)
                                ? "it had no codec (Projection.codec), or one of another version; tell it again by baseline,"
                                : "register it when the history is built (builder().projection(...)),")
                        + " or ask for partialState");
            }
        }

        /** The places of the checkpoints between two, inclusive. */
        long[] places(Projection<?> projection, long least, long most) {
            Checkpoints<?> own = checkpoints.of(projection);
            own.fetch(scope(), inStore(), least, most, true);
            return own.places(scope(), least, most);
        }

        /** The events after a place, evicted ones that are not folded into the base included. */
        Iterator<RecordedEvent> eventsAfter(long sequence) {
            return runAfterBase().after(sequence);
        }

        /** Of the events after a place those that matter. */
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
                    ? whole(held.retired())
                    : new EventSlice(blocks, 0, held.run().end(last));
        }
    }

    /** The state that all others follow from, and the events that follow it. */
    private record Origin<S>(S state, Iterator<RecordedEvent> events) {}

    /** The state before a sequence, and the events from there on. */
    record Start<S>(S state, long first, Iterator<RecordedEvent> events) {}

    /**
     * The state after the latest event.
     *
     * @return the snapshot
     */
    public EventSnapshot latest() {
        return asking(SnapshotManager::latest);
    }

    static EventSnapshot latest(Moment moment) {
        EventSlice run = moment.held.run();
        // After the last event, though it is not kept: age evicts all events when no new ones come.
        long last = run.isEmpty() ? moment.evictedUpTo() : run.lastSequence();
        long upTo = moment.gaps.lastLostAfter(last);
        return run.isEmpty() ? new EventSnapshot(moment, Instant.MIN, last, upTo, null) : at(moment, upTo);
    }

    /**
     * The state after an event.
     *
     * @param id the event's id
     * @return the snapshot
     * @throws UnknownEventException if no event of that id is kept
     */
    public EventSnapshot atEvent(String id) {
        return asking(moment -> at(moment, sequenceOf(id, moment.held)));
    }

    private static long sequenceOf(String id, BufferView held) {
        try {
            long sequence = Long.parseLong(id);
            if (Long.toString(sequence).equals(id) && held.run().get(sequence).isPresent()) {
                return sequence;
            }
        } catch (NumberFormatException notAnId) {
            throw new UnknownEventException(
                    "id=" + id + " is not the id of an event, which is a number; " + held.kept());
        }
        throw new UnknownEventException("id=" + id + " is not the id of a kept event; " + held.kept());
    }

    /**
     * The state after the last event at or before a place.
     *
     * @param sequence the place; -1 for the state before the first event
     * @return the snapshot
     * @throws UnknownEventException if the place is after the last event
     * @throws IncompleteHistoryException if the place is before the oldest kept event, and older ones were evicted
     */
    public EventSnapshot atSequence(long sequence) {
        return asking(moment -> atSequence(moment, sequence));
    }

    static EventSnapshot atSequence(Moment moment, long sequence) {
        if (sequence > latest(moment).upTo()) {
            throw new UnknownEventException("sequence=" + sequence + " is after the last event; " + moment.held.kept());
        }
        return at(moment, sequence);
    }

    static EventSnapshot at(Moment moment, long sequence) {
        RecordedEvent event = moment.held.run().floor(sequence).orElse(null);
        if (event == null) {
            requireComplete(moment, "sequence=" + sequence);
            return new EventSnapshot(moment, Instant.MIN, -1, sequence, null);
        }
        return new EventSnapshot(moment, event.timestamp(), event.sequence(), sequence, event);
    }

    private static void requireComplete(Moment moment, String place) {
        if (!moment.held.complete()) {
            throw new IncompleteHistoryException(place + " is before the oldest kept event; " + moment.held.kept());
        }
    }

    /**
     * The state after the last event, by sequence, that is stamped at or before a time. If the events that follow it are lost,
     * some of them may be stamped so as well, and the state is refused.
     *
     * @param time the time
     * @return the snapshot; the initial state if the history is complete and every event is stamped later
     * @throws IncompleteHistoryException if every kept event is stamped later, and older ones were evicted
     */
    public EventSnapshot atTime(Instant time) {
        return asking(moment -> {
            RecordedEvent event = moment.held.run().lastAtOrBefore(time).orElse(null);
            if (event == null) {
                requireComplete(moment, "time=" + time);
            }
            long sequence = event == null ? -1 : event.sequence();
            return new EventSnapshot(moment, time, sequence, moment.gaps.lastLostAfter(sequence), event);
        });
    }

    /** The snapshot after the next event behind a place that a filter lets pass. */
    Optional<EventSnapshot> next(long sequence, EventFilter filter) {
        return asking(moment -> {
            Iterator<RecordedEvent> next = new EventSearcher(moment.held.run()).after(sequence, filter);
            return next.hasNext() ? Optional.of(at(moment, next.next().sequence())) : Optional.empty();
        });
    }

    /** The snapshot after the last event before a place that a filter lets pass; before all events if there is none. */
    EventSnapshot previous(long sequence, EventFilter filter) {
        return asking(moment -> {
            EventSlice run = moment.held.run();
            List<RecordedEvent> found = new EventSearcher(run.upTo(sequence - 1)).latest(filter, 1);
            if (!found.isEmpty()) {
                return at(moment, found.get(0).sequence());
            }
            boolean complete = moment.held.complete(); // and the oldest event may be lost
            return at(moment, complete ? -1 : (run.isEmpty() ? sequence : Math.min(sequence, run.firstSequence())) - 1);
        });
    }

    /**
     * Goes on from a state: folds the kept events that follow a place.
     *
     * @param projection how the state follows from events
     * @param state the state at the place
     * @param afterSequence the place
     * @param toSequence where to end, inclusive
     * @param <S> the state
     * @return the state there
     * @throws IncompleteHistoryException if some of these events are not kept
     * @throws ProjectionException if the projection throws
     */
    public <S> S onward(Projection<S> projection, S state, long afterSequence, long toSequence) {
        return asking(moment -> onward(moment, projection, state, afterSequence, toSequence));
    }

    private static <S> S onward(Moment moment, Projection<S> projection, S state, long afterSequence, long toSequence) {
        moment.gaps.requireNone(afterSequence + 1, toSequence);
        BufferView held = moment.held;
        EventSlice run = held.run().fromBlockStart();
        boolean kept = run.isEmpty() ? afterSequence >= toSequence : run.firstSequence() <= afterSequence + 1;
        if (!kept && !held.complete()) {
            throw new IncompleteHistoryException(
                    "events after sequence=" + afterSequence + " were evicted; " + held.kept());
        }
        return Folding.fold(projection, state, run.after(afterSequence), toSequence);
    }
}

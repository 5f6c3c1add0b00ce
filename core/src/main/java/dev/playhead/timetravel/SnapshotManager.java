package dev.playhead.timetravel;

import dev.playhead.block.BufferView;
import dev.playhead.block.EncodedState;
import dev.playhead.block.EventSlice;
import dev.playhead.block.StoredState;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    /**
     * Lets one thread at a time do something. The platform gives it: a lock where there are threads, {@link #ofOneThread} where there
     * is one.
     *
     * <p><b>Threading.</b> What is done under one exclusion happens before what is done under it next. An action may use another
     * exclusion, and may not use this one.
     */
    public interface MutualExclusion {
        /**
         * Answers by an action, while no other one is run.
         *
         * @param action the action, which is short and calls no code of the application's
         * @param <T> the answer
         * @return what the action returns
         */
        <T extends @Nullable Object> T get(Supplier<T> action);

        /**
         * Runs an action, while no other one is run.
         *
         * @param action the action, which is short and calls no code of the application's
         */
        void run(Runnable action);

        /**
         * Gives what suffices where all is done by one thread, as in a browser.
         *
         * @return an exclusion that runs actions, and excludes nobody
         */
        static MutualExclusion ofOneThread() {
            return new MutualExclusion() {
                @Override
                public <T extends @Nullable Object> T get(Supplier<T> action) {
                    return action.get();
                }

                @Override
                public void run(Runnable action) {
                    action.run();
                }
            };
        }
    }

    /**
     * States on the way that a store is to get, so that the next session need not fold to them again.
     *
     * @param added the states, which follow from events that are stored
     * @param dropped states in the store that are of no use
     * @param isUrgent whether they are to be stored though no events are
     * @param onStored to be run when that is done
     */
    public record NewStates(List<EncodedState> added, List<StoredState> dropped, boolean isUrgent, Runnable onStored) {
        /** Nothing. */
        public static final NewStates NONE = new NewStates(List.of(), List.of(), false, () -> {});

        /**
         * Leaves out the states before a sequence, which nothing in the store follows from.
         *
         * @param sequence the sequence before which the store drops everything
         * @return the states from there on
         */
        public NewStates from(long sequence) {
            List<EncodedState> later =
                    added.stream().filter(state -> state.sequence() >= sequence).toList();
            return new NewStates(later, dropped, isUrgent, onStored);
        }
    }

    /**
     * How far evicted events are folded into base states, so that they are needed no more.
     *
     * @param originSequence where the history begins that the states belong to
     * @param beforeSequence the states are those before the event of this sequence
     * @param states encodes those that can be, by the name of their projection. Called under no lock by the thread that stores
     *     them; it does not throw for what the application's code does
     */
    public record FoldedBaseline(long originSequence, long beforeSequence, Supplier<Map<String, byte[]>> states) {}

    /** Gets what goes wrong while states are folded and kept. Called under no lock, on the thread that runs into it. */
    @FunctionalInterface
    public interface ProjectionListener {
        /**
         * Gets that a projection threw while its base was computed, which is given up then, or that its codec did, which then
         * is not used.
         *
         * @param failure what happened
         */
        void failed(ProjectionException failure);

        /**
         * Gets {@linkplain Projection#misfits what does not fit}, once for each kind.
         *
         * @param message what there is to say of it
         */
        default void misfit(String message) {}

        /**
         * Gets that states go on from one that an earlier version of their codec stored, once for each projection.
         *
         * @param message which, and what that means
         */
        default void outdated(String message) {}
    }

    private final FoldingReports reports;
    private final BaseStateManager bases;
    private final UnstoredBaselines unstoredBaselines;
    private final CheckpointRegistry checkpoints;

    /**
     * Creates a manager.
     *
     * @param registered projections whose base is to be kept
     * @param history what is held, at each call anew
     * @param release told how far blocks are no longer needed
     * @param listener gets what goes wrong
     * @param nanoTime a clock of nanoseconds that never goes back, which tells how long folding takes; where there is none,
     *     a constant will do
     * @param exclusions gives the lists of checkpoints and the publishing of bases an exclusion each
     */
    public SnapshotManager(
            List<Projection<?>> registered,
            Supplier<BufferView> history,
            Consumer<FoldedBaseline> release,
            ProjectionListener listener,
            LongSupplier nanoTime,
            Supplier<MutualExclusion> exclusions) {
        this.reports = new FoldingReports(listener, exclusions.get());
        this.unstoredBaselines = new UnstoredBaselines(reports, exclusions.get());
        this.bases = new BaseStateManager(registered, history, release, reports, exclusions.get());
        this.checkpoints = new CheckpointRegistry(registered, nanoTime, reports, exclusions);
    }

    /**
     * Goes on from the states in a store. Called before anything is asked.
     *
     * @param read reads one of them; empty if it is gone
     * @param complete whether the store has all events of the history
     * @param followed whether another process writes the store, and its states are looked at again and again
     */
    public void restore(Function<StoredState, Optional<byte[]>> read, boolean complete, boolean followed) {
        bases.restore(read, complete, followed);
        unstoredBaselines.storing(!followed);
        checkpoints.keptInStore(followed);
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
     * Sets a state that follows from no event: the one that an application had before recording began, or, if there is a break
     * that is relevant to the projection, the one that it has now, before the next event.
     *
     * @param projection a registered projection
     * @param state its state
     * @param <S> the state
     * @throws IllegalArgumentException if the projection is not registered
     * @throws IllegalStateException if events have been evicted: what was folded into the base cannot be folded again
     */
    public <S> void baseline(Projection<S> projection, S state) {
        bases.requireRegistered(projection);
        Moment now = Moment.now(bases, checkpoints);
        if (now.isBroken(projection)) {
            addBaseline(now, projection, state);
        } else {
            bases.begin(projection, state);
        }
    }

    private <S> void addBaseline(Moment now, Projection<S> projection, S state) {
        long next = now.nextSequence();
        long offered = Baselines.offered(projection, now.gaps, next);
        Baselines.Baseline<S> baseline = new Baselines.Baseline<>(next, offered, state);
        bases.addBaseline(projection, baseline);
        unstoredBaselines.add(projection, baseline);
    }

    /**
     * Sets the present state of a projection, if a sequence is still the last one.
     *
     * @param projection a projection
     * @param state its state
     * @param last the sequence after which that is the state
     * @param <S> the state
     * @return false if events were recorded since, and nothing was set
     */
    public <S> boolean baselineAfter(Projection<S> projection, S state, long last) {
        Moment now = Moment.now(bases, checkpoints);
        if (now.latest().upTo() != last) {
            return false;
        }
        addBaseline(now, projection, state);
        return true;
    }

    /**
     * Returns whether a break is held in which an event was offered that is relevant to a projection, so that {@link #baseline}
     * sets the present state.
     *
     * @param projection the projection
     * @return whether there is such a break
     */
    public boolean hasBreak(Projection<?> projection) {
        return asking(moment -> moment.gapsOf(projection).hasBreaks(0, Long.MAX_VALUE));
    }

    /** Says that the history was cleared, so that no baseline of the one before counts. */
    public void cleared() {
        bases.clear();
        unstoredBaselines.clear();
        checkpoints.clear();
    }

    /**
     * Whether checkpoints of evicted events are let go of only if somebody calls {@link #foldRetired} though no evicted block
     * waits to be folded.
     *
     * @return whether there are checkpoints, and no projection is registered
     */
    public boolean hasCheckpointsAlone() {
        return !bases.hasRegistered() && checkpoints.hasOthers();
    }

    /**
     * Folds evicted blocks into the bases, and lets go of them and of the checkpoints in them. Called by the history after an
     * eviction.
     */
    public void foldRetired() {
        bases.foldRetired(checkpoints::dropBefore);
    }

    /**
     * The checkpoints that a store is to get.
     *
     * @param upTo the events up to this sequence are stored
     * @param all whether checkpoints are wanted to which others will be added soon
     * @return the states
     */
    public NewStates newStates(long upTo, boolean all) {
        // So that the bases they follow from are released.
        return unstoredBaselines.addedTo(bases.whilePublished(() -> checkpoints.toStore(upTo, all)), upTo);
    }

    /**
     * Returns whether a stored state was set behind a break in recording, so that it follows from no state before it.
     *
     * @param state the state
     * @return whether it is a baseline of its own
     */
    public static boolean isBehindBreak(StoredState state) {
        return StateEnvelope.isBaseline(state);
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

    /** Looks at a state that was folded by who asked: what does not fit is reported. */
    <S> void folded(Projection<S> projection, S state) {
        reports.folded(projection, state);
    }

    /** Asks the moment that is now; where something of it turns out to be missing, later ones, as {@link Moment#asking} does. */
    <T> T asking(Function<? super Moment, ? extends T> question) {
        return Moment.now(bases, checkpoints).asking(question);
    }

    /**
     * The state after the latest event.
     *
     * @return the snapshot
     */
    public EventSnapshot latest() {
        return asking(Moment::latest);
    }

    /**
     * The state after an event.
     *
     * @param id the event's id
     * @return the snapshot
     * @throws UnknownEventException if no event of that id is kept
     */
    public EventSnapshot atEvent(String id) {
        return asking(moment -> moment.at(sequenceOf(id, moment.held)));
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
        return asking(moment -> moment.atSequence(sequence));
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
        return asking(moment -> moment.atTime(time));
    }

    /** The snapshot after the next event behind a place that a filter lets pass. */
    Optional<EventSnapshot> next(long sequence, EventFilter filter) {
        return asking(moment -> {
            Iterator<RecordedEvent> next = new EventSearcher(moment.held.run()).after(sequence, filter);
            return next.hasNext() ? Optional.of(moment.at(next.next().sequence())) : Optional.empty();
        });
    }

    /** The snapshot after the last event before a place that a filter lets pass; before all events if there is none. */
    EventSnapshot previous(long sequence, EventFilter filter) {
        return asking(moment -> {
            EventSlice run = moment.held.run();
            List<RecordedEvent> found = new EventSearcher(run.upTo(sequence - 1)).latest(filter, 1);
            if (!found.isEmpty()) {
                return moment.at(found.get(0).sequence());
            }
            boolean complete = moment.held.complete(); // and the oldest event may be lost
            return moment.at(complete ? -1 : (run.isEmpty() ? sequence : Math.min(sequence, run.firstSequence())) - 1);
        });
    }

    /**
     * Goes on from a state: folds the kept events that follow a place.
     *
     * @param projection how the state follows from events
     * @param state the state at the place
     * @param afterSequence the place
     * @param behindBreak whether it is also behind the break that follows the place, if there is one
     * @param to the moment at which to end
     * @param <S> the state
     * @return the state there
     * @throws IncompleteHistoryException if some events in between are not kept, or were not recorded
     * @throws ProjectionException if the projection throws
     */
    public <S> S onward(Projection<S> projection, S state, long afterSequence, boolean behindBreak, EventSnapshot to) {
        return asking(moment -> onward(moment, projection, state, afterSequence, behindBreak, to));
    }

    private static <S> S onward(
            Moment moment,
            Projection<S> projection,
            S state,
            long afterSequence,
            boolean behindBreak,
            EventSnapshot to) {
        long toSequence = to.upTo();
        Gaps gaps = moment.gapsOf(projection);
        Gaps since = behindBreak ? gaps.behind(afterSequence + 1) : gaps;
        since.requireNone(afterSequence + 1, toSequence);
        if (to.isBehindBreak(projection)) {
            since.requireNoBreakAt(toSequence + 1);
        }
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

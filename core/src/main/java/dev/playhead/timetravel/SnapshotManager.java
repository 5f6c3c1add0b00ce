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
 * A manager that computes states by folding events from the nearest known state.
 *
 * <p>For each registered projection, the manager folds evicted events into a state before the oldest retained event
 * (the <em>base</em>). So later states stay correct when old events are evicted.
 *
 * <p>While events are folded, intermediate states are kept as checkpoints. This applies to registered projections, and
 * to the few other projections that were used most recently. Checkpoints are dropped with the blocks of their events.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Checkpoints are created on the threads that request states,
 * without a lock. <b>Cost.</b> The first computation of a state is a fold from the base or, if nearer, from a
 * checkpoint in the store. Later computations begin at the nearest checkpoint or, if nearer, the last computed state.
 * With a {@link StateCodec}, checkpoints of small states take at most about a twentieth of the memory of the events.
 * Checkpoints of larger states take at most about a quarter, or half if another process writes the store. The limit for
 * each projection is 64 MiB, or a sixteenth of the maximum heap size if that is less. Without a codec, each projection
 * has at most 4,096 checkpoints, which are released when memory is short.
 */
public final class SnapshotManager {
    /**
     * Mutual exclusion of actions: a lock on platforms with threads, {@link #ofOneThread} on platforms without threads.
     *
     * <p><b>Threading.</b> An action under an exclusion happens before the next action under the same exclusion. An
     * action may use another exclusion, but must not use the same exclusion again.
     */
    public interface MutualExclusion {
        /**
         * Runs an action while no other action runs under this exclusion, and returns the action's result.
         *
         * @param action the action, which must be short and call no application code
         * @param <T> the type of the result
         * @return the result of the action
         */
        <T extends @Nullable Object> T get(Supplier<T> action);

        /**
         * Runs an action while no other action runs under this exclusion.
         *
         * @param action the action, which must be short and call no application code
         */
        void run(Runnable action);

        /** {@return an exclusion without locking, for environments with a single thread, such as a browser} */
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
     * States to be kept in a store, so that they need not be computed again when the history is next opened.
     *
     * @param added the states to store; all events before these states are stored
     * @param dropped states in the store that are no longer useful
     * @param isUrgent whether to store the states even if there are no events to store
     * @param onStored the action to run after the states are stored
     */
    public record NewStates(List<EncodedState> added, List<StoredState> dropped, boolean isUrgent, Runnable onStored) {
        /** No states. */
        public static final NewStates NONE = new NewStates(List.of(), List.of(), false, () -> {});

        /**
         * Returns these states without the states before the given sequence. No stored state depends on the removed
         * states.
         *
         * @param sequence the sequence before which the store drops everything
         * @return the states at the sequence and after it
         */
        public NewStates from(long sequence) {
            List<EncodedState> later =
                    added.stream().filter(state -> state.sequence() >= sequence).toList();
            return new NewStates(later, dropped, isUrgent, onStored);
        }
    }

    /**
     * The progress of folding evicted events into base states. Events before the base states are no longer needed.
     *
     * @param originSequence the sequence at which the history of the states begins
     * @param beforeSequence the sequence of the event that follows the base states
     * @param states supplies the encoded states by the name of their projection. Called without a lock, on the thread
     *     that stores the states. Does not throw an exception if application code fails
     */
    public record FoldedBaseline(long originSequence, long beforeSequence, Supplier<Map<String, byte[]>> states) {}

    /** A listener for failures and misfits of projections. Called without a lock, on the thread on which they occur. */
    @FunctionalInterface
    public interface ProjectionListener {
        /**
         * Receives the failure of a projection or of its codec. If the projection fails while events are folded into
         * its base, the base is no longer kept. If the codec fails, the affected states are not stored or not restored,
         * or checkpoints of the projection are no longer kept.
         *
         * @param failure the failure
         */
        void failed(ProjectionException failure);

        /**
         * Receives a message about {@linkplain Projection#misfits events that do not fit}, once for each kind.
         *
         * @param message the kind of misfit, and an example
         */
        default void misfit(String message) {}

        /**
         * Receives a message that states are computed from a state that an earlier version of their codec stored.
         * Called once for each projection.
         *
         * @param message the projection, the version and the consequence
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
     * @param registered the projections whose base is kept
     * @param history returns a view of the events that are retained at the time of the call
     * @param release receives the progress up to which blocks are no longer needed
     * @param listener receives failures and other problems
     * @param nanoTime a monotonic clock in nanoseconds that measures folding; a constant function if there is no clock
     * @param exclusions returns a new exclusion for each list of checkpoints, for publishing bases, and for other state
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
     * Restores the states from a store. Must be called before any state is requested.
     *
     * @param read reads one of the states; returns empty if the state no longer exists
     * @param complete whether the store has all events of the history
     * @param followed whether another process writes the store, so that its states are read repeatedly
     */
    public void restore(Function<StoredState, Optional<byte[]>> read, boolean complete, boolean followed) {
        bases.restore(read, complete, followed);
        unstoredBaselines.storing(!followed);
        checkpoints.keptInStore(followed);
    }

    /** {@return whether a projection is running on the calling thread; if so, histories refuse to record events} */
    public static boolean isFolding() {
        return Folding.isActive();
    }

    /**
     * Returns the state after one more event. Code that folds events itself must call this method instead of the
     * projection. The projection then cannot record events, and if the projection fails, the exception names the event.
     *
     * @param projection defines the state
     * @param state the state before the event
     * @param event the event
     * @param <S> the type of the state
     * @return the state after the event
     * @throws ProjectionException if the projection throws an exception or changes the state passed to it
     */
    public static <S> S apply(Projection<S> projection, S state, RecordedEvent event) {
        return Folding.apply(projection, state, event);
    }

    /**
     * Sets a state that does not follow from events. Usually, this is the state of an application before recording
     * began. If there is a break that is relevant to the projection, or if events were evicted and the base is unknown,
     * this is the present state of the application.
     *
     * @param projection a registered projection
     * @param state the state of the projection
     * @param <S> the type of the state
     * @throws IllegalArgumentException if the projection is not registered
     * @throws IllegalStateException if the state before recording began cannot be set, because events have been
     *     evicted: events that were folded into the base cannot be folded again
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
     * Sets the present state of a projection, if {@code last} is still the last sequence.
     *
     * @param projection a projection
     * @param state the state of the projection
     * @param last the sequence after which the projection has that state
     * @param <S> the type of the state
     * @return false if nothing was set, because events were recorded in the meantime
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
     * Returns whether the history has a break during which an event relevant to a projection was offered. In that case,
     * {@link #baseline} sets the present state.
     *
     * @param projection the projection
     * @return whether there is such a break
     */
    public boolean hasBreak(Projection<?> projection) {
        return asking(moment -> moment.gapsOf(projection).hasBreaks(0, Long.MAX_VALUE));
    }

    /** Discards all baselines and checkpoints, because they are no longer valid after the history was cleared. */
    public void cleared() {
        bases.clear();
        unstoredBaselines.clear();
        checkpoints.clear();
    }

    /**
     * Returns whether {@link #foldRetired} must be called even if no evicted block is waiting to be folded, because
     * only this call drops the checkpoints of evicted events.
     *
     * @return whether there are checkpoints, and no projection is registered
     */
    public boolean hasCheckpointsAlone() {
        return !bases.hasRegistered() && checkpoints.hasOthers();
    }

    /** Folds evicted blocks into the bases, and then releases them and their checkpoints. Called after an eviction. */
    public void foldRetired() {
        bases.foldRetired(checkpoints::dropBefore);
    }

    /**
     * Returns the checkpoints and baselines that the store does not have yet.
     *
     * @param upTo the sequence up to which events are stored
     * @param all whether to include checkpoints from a chain that still grows, or that continues after {@code upTo}
     * @return the states
     */
    public NewStates newStates(long upTo, boolean all) {
        // As no bases are published meanwhile, the bases of the checkpoints were passed to the releasing consumer.
        return unstoredBaselines.addedTo(bases.whilePublished(() -> checkpoints.toStore(upTo, all)), upTo);
    }

    /**
     * Returns whether a stored state is a baseline: the application set it, so it does not follow from earlier states.
     *
     * @param state the state
     * @return whether the state is a baseline; false for a base
     */
    public static boolean isBehindBreak(StoredState state) {
        return StateEnvelope.isBaseline(state);
    }

    /**
     * {@return the exact memory of all encoded checkpoints, in bytes} Other checkpoints are not counted, because they
     * are released when memory is short.
     */
    public long checkpointBytes() {
        return checkpoints.bytes();
    }

    /** Reports the misfits of a state that the caller folded. */
    <S> void folded(Projection<S> projection, S state) {
        reports.folded(projection, state);
    }

    /**
     * Answers a question from the current moment. If data of that moment turns out to be missing, retries with later
     * moments, as {@link Moment#asking} does.
     */
    <T> T asking(Function<? super Moment, ? extends T> question) {
        return Moment.now(bases, checkpoints).asking(question);
    }

    /** {@return the history after the latest event} */
    public EventSnapshot latest() {
        return asking(Moment::latest);
    }

    /**
     * Returns the history after an event.
     *
     * @param id the id of the event
     * @return the snapshot
     * @throws UnknownEventException if no event with that id is retained
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
                    "id=" + id + " is not the id of an event; such an id is a number; " + held.kept());
        }
        throw new UnknownEventException("id=" + id + " is not the id of a kept event; " + held.kept());
    }

    /**
     * Returns the history after the last event whose sequence is at most the given sequence.
     *
     * @param sequence the sequence; -1 for the history before the first event
     * @return the snapshot
     * @throws UnknownEventException if the sequence is after the last event
     * @throws IncompleteHistoryException if the sequence precedes the oldest retained event, and events were evicted
     */
    public EventSnapshot atSequence(long sequence) {
        return asking(moment -> moment.atSequence(sequence));
    }

    /**
     * Returns the history after the last event, by sequence, with a timestamp at or before the given time. If the
     * events right after that event are lost, some of them may also have a timestamp at or before the time, so {@link
     * EventSnapshot#state} is refused.
     *
     * @param time the time
     * @return the snapshot; the history before the first event if the history is complete and every event has a later
     *     timestamp
     * @throws IncompleteHistoryException if every retained event has a later timestamp, and older events were evicted
     */
    public EventSnapshot atTime(Instant time) {
        return asking(moment -> moment.atTime(time));
    }

    /**
     * Returns the snapshot after the first event that follows the given sequence and that the filter accepts; empty if
     * there is none.
     */
    Optional<EventSnapshot> next(long sequence, EventFilter filter) {
        return asking(moment -> {
            Iterator<RecordedEvent> next = new EventSearcher(moment.held.run()).after(sequence, filter);
            return next.hasNext() ? Optional.of(moment.at(next.next().sequence())) : Optional.empty();
        });
    }

    /**
     * Returns the snapshot after the last event that precedes the given sequence and that the filter accepts. If there
     * is none, returns the snapshot before all events, or throws {@link IncompleteHistoryException} if the history is
     * incomplete.
     */
    EventSnapshot previous(long sequence, EventFilter filter) {
        return asking(moment -> {
            EventSlice run = moment.held.run();
            List<RecordedEvent> found = new EventSearcher(run.upTo(sequence - 1)).latest(filter, 1);
            if (!found.isEmpty()) {
                return moment.at(found.get(0).sequence());
            }
            boolean complete = moment.held.complete(); // events before the run may be lost
            return moment.at(complete ? -1 : (run.isEmpty() ? sequence : Math.min(sequence, run.firstSequence())) - 1);
        });
    }

    /**
     * Continues from a state: folds the retained events after the given sequence.
     *
     * @param projection defines the state
     * @param state the state after the sequence
     * @param afterSequence the sequence
     * @param behindBreak whether the state was taken after the break that follows the sequence (if there is one)
     * @param to the snapshot at which to end
     * @param <S> the type of the state
     * @return the state at that snapshot
     * @throws IncompleteHistoryException if some events in between are not retained, or were not recorded
     * @throws ProjectionException if the projection throws an exception or changes the state passed to it
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

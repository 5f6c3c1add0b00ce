package dev.playhead.timetravel;

import dev.playhead.block.Block;
import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.block.StoredState;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.SnapshotManager.FoldedBaseline;
import dev.playhead.timetravel.SnapshotManager.MutualExclusion;
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
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The manager of the base states of a history. It folds evicted events into the base states of the registered
 * projections, publishes these states, and restores them from a store.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Folding and decoding are done without a lock.
 */
final class BaseStateManager {
    /*
     * The history holds evicted blocks as "retired" blocks until they are folded into the base states (the bases), and
     * releases them only after that. The order is: fold, publish the new bases, release the blocks. So if a thread
     * reads the bases, then the events held, and then finds the bases unchanged, the blocks held begin at or before the
     * sequence of these bases.
     */
    /**
     * The maximum number of attempts to read the states that another process stores. An attempt fails if a state is
     * removed before it is read.
     */
    private static final int MAX_LOOKS = 10;

    private final List<Projection<?>> registered;
    private final Supplier<BufferView> history;
    private final Consumer<FoldedBaseline> release;
    private final FoldingReports reports;
    private final Map<Projection<?>, @Nullable Object> initialStates = new HashMap<>();
    private final AtomicReference<BaseStates> bases;
    /**
     * Held while bases are published and their folded blocks are released, so that blocks are released in the order in
     * which the bases are published.
     */
    private final MutualExclusion publishing;
    /** Reads a state from the store. */
    private Function<StoredState, Optional<byte[]>> stored = state -> Optional.empty();

    private boolean following;

    /**
     * The events held, and the base states that match them.
     *
     * @param held the events held
     * @param base the base states
     */
    record View(BufferView held, BaseStates base) {}

    /**
     * Creates a manager with the initial states of the projections. {@code registered}, {@code history} and {@code
     * release} are those of {@link SnapshotManager}.
     */
    BaseStateManager(
            List<Projection<?>> registered,
            Supplier<BufferView> history,
            Consumer<FoldedBaseline> release,
            FoldingReports reports,
            MutualExclusion publishing) {
        this.publishing = publishing;
        this.registered = List.copyOf(registered);
        this.history = history;
        this.release = release;
        this.reports = reports;
        registered.forEach(projection -> initialStates.put(projection, projection.initial()));
        this.bases = new AtomicReference<>(initialBases(0));
    }

    boolean isRegistered(Projection<?> projection) {
        return registered.contains(projection);
    }

    boolean hasRegistered() {
        return !registered.isEmpty();
    }

    /** Returns the stored states that belong to the given events held. */
    Stored stored(BufferView held) {
        return new Stored(held.states(), stored);
    }

    /** Restores the states from a store. */
    void restore(Function<StoredState, Optional<byte[]>> read, boolean complete, boolean followed) {
        stored = read;
        following = followed;
        BufferView held = history.get();
        BaseStates restored = restored(held, complete);
        bases.set(restored == null ? unknownBases(held) : restored);
    }

    private @Nullable BaseStates restored(BufferView held, boolean complete) {
        return BaseStates.restored(held, complete, initialStates, stored, reports);
    }

    private static BaseStates unknownBases(BufferView held) {
        return new BaseStates(
                held.originSequence(),
                held.originSequence(),
                0,
                Map.of(),
                Set.of(),
                Set.of(),
                held.states(),
                Baselines.NONE);
    }

    private BaseStates initialBases(long originSequence) {
        return new BaseStates(originSequence, originSequence, 0, initialStates);
    }

    void requireRegistered(Projection<?> projection) {
        if (!registered.contains(projection)) {
            throw new IllegalArgumentException("projection=" + projection.name()
                    + " is not registered; register it when the history is built: builder().projection(...)");
        }
    }

    /** Sets the state of a projection before the first event. */
    <S> void begin(Projection<S> projection, S state) {
        boolean set = false;
        while (!set) {
            BaseStates old = knownBases();
            BufferView held = history.get();
            if (!held.complete()) {
                throw new IllegalStateException("projection=" + projection.name()
                        + " cannot be given a baseline, because events were evicted; " + held.kept()
                        + "; set it before recording begins, or after clear()");
            }
            BaseStates start =
                    old.originSequence() == held.originSequence() ? old : initialBases(held.originSequence());
            // If events were evicted in the meantime, there are two cases. If the bases have changed, this attempt
            // fails and is repeated. Otherwise, the evicted events will be folded into the bases that are published
            // here.
            set = publish(old, start.beginning(projection, state));
        }
    }

    /** Adds a baseline of a projection. The state of the baseline does not follow from any earlier state. */
    <S> void addBaseline(Projection<S> projection, Baselines.Baseline<S> baseline) {
        boolean set = false;
        while (!set) {
            BaseStates old = knownBases();
            long origin = history.get().originSequence();
            BaseStates start = old.originSequence() == origin ? old : initialBases(origin);
            BaseStates next = start.with(projection, baseline);
            set = publishing.get(() -> bases.compareAndSet(old, next));
        }
    }

    /** Resets the bases to the initial states. */
    void clear() {
        boolean done = false;
        while (!done) {
            BaseStates old = knownBases();
            long origin = old.originSequence();
            done = origin != history.get().originSequence() // a history with another origin has initial bases anyway
                    || publish(old, new BaseStates(origin, origin, old.epoch() + 1, initialStates));
        }
    }

    /**
     * Folds evicted blocks into the bases, and releases them.
     *
     * @param unneeded receives a sequence before which states are no longer needed
     */
    void foldRetired(LongConsumer unneeded) {
        BaseStates old = knownBases();
        BufferView held = history.get();
        if (held.retired().isEmpty()) {
            if (!held.complete()) {
                // Checkpoints before the first event held are not needed, because the events after such a checkpoint
                // were evicted.
                unneeded.accept(held.firstSequence());
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
        Gaps gaps = new Gaps(held);
        registered.forEach(projection -> {
            try {
                foldInto(projection, start, before, held, gaps, states);
            } catch (ProjectionException e) {
                failures.add(e);
            } catch (PlayheadException e) { // the evicted events cannot be read from the store
                failures.add(new ProjectionException(
                        "projection=" + projection.name() + " lost its base state: " + e.getMessage(), e));
            }
        });
        // If two threads folded the same blocks, only the result of the first thread is published.
        if (publish(old, start.at(before, states))) {
            states.forEach(this::report);
            // The bases are the states before this sequence, so earlier checkpoints are no longer needed.
            unneeded.accept(before);
            failures.forEach(reports::failed);
        }
    }

    private <S> void report(Projection<S> projection, @Nullable Object state) {
        reports.folded(projection, BaseStates.cast(projection, state));
    }

    /**
     * Adds the base state of a projection before the given sequence to {@code states}. Adds nothing if no earlier state
     * is known, or if a break that is relevant to the projection lies between the latest known state and the sequence.
     */
    private <S> void foldInto(
            Projection<S> projection,
            BaseStates start,
            long before,
            BufferView held,
            Gaps gaps,
            Map<Projection<?>, @Nullable Object> states) {
        long first = start.beforeSequence();
        Gaps relevant = gaps.relevantTo(projection.relevant());
        Baselines.Baseline<S> baseline = start.baselines().latest(projection, first, before - 1, gaps);
        long from = baseline == null ? first : baseline.sequence();
        boolean isKnown = baseline != null || start.states().containsKey(projection);
        if (!isKnown || (baseline == null ? relevant : relevant.behind(from)).hasBreaks(from, before - 1)) {
            return;
        }
        S state = baseline != null
                ? baseline.state()
                : BaseStates.cast(projection, start.states().get(projection));
        Iterator<RecordedEvent> events = whole(held.retired()).after(from - 1);
        states.put(projection, Folding.fold(projection, state, events, Long.MAX_VALUE));
    }

    static EventSlice whole(List<Block> blocks) {
        return new EventSlice(
                blocks, 0, blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).size());
    }

    private boolean publish(BaseStates old, BaseStates next) {
        return publishing.get(() -> {
            if (!bases.compareAndSet(old, next)) {
                return false;
            }
            release.accept(
                    new FoldedBaseline(next.originSequence(), next.beforeSequence(), () -> next.encoded(reports)));
            return true;
        });
    }

    /** Runs an action while no bases are published. */
    <T> T whilePublished(Supplier<T> action) {
        return publishing.get(action);
    }

    private BaseStates knownBases() {
        return Objects.requireNonNull(bases.get()); // the reference is never null
    }

    /** Returns the events held, and the base states that match them. */
    View view() {
        for (int looked = 1; ; looked++) {
            BaseStates before = knownBases();
            BufferView held = history.get();
            BaseStates fitting = following ? followed(before, held, looked == MAX_LOOKS) : own(before, held);
            if (fitting != null) {
                return new View(held, fitting);
            }
        }
    }

    /** Returns the bases that this manager folded; null if the bases have changed since {@code before} was read. */
    @SuppressWarnings("ReferenceEquality") // identity of the bases
    private @Nullable BaseStates own(BaseStates before, BufferView held) {
        if (knownBases() != before) {
            return null;
        }
        return before.originSequence() == held.originSequence() ? before : initialBases(held.originSequence());
    }

    /**
     * Returns the bases that another process stored. If stored states were removed during the attempt, returns null or,
     * on the last attempt, unknown bases.
     */
    @SuppressWarnings(
            "ReferenceEquality") // the list of stored states stays the same object as long as no state in it changes
    private @Nullable BaseStates followed(BaseStates before, BufferView held, boolean lastLook) {
        boolean wasComplete = before.beforeSequence() == before.originSequence();
        if (before.stored() == held.states()
                && before.originSequence() == held.originSequence()
                && wasComplete == held.complete()) {
            return before;
        }
        BaseStates restored = restored(held, held.complete());
        if (restored == null && lastLook) { // after this many attempts, the state is damaged rather than removed
            restored = unknownBases(held);
        }
        if (restored != null) {
            bases.compareAndSet(before, restored);
        }
        return restored;
    }
}

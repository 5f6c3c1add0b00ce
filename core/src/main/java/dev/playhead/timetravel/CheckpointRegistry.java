package dev.playhead.timetravel;

import dev.playhead.block.EncodedState;
import dev.playhead.block.StoredState;
import dev.playhead.timetravel.SnapshotManager.MutualExclusion;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of each registered projection, and of the few other projections that were used most recently.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class CheckpointRegistry {
    private static final int MAX_OTHERS = 4;

    private final LongSupplier nanoTime;
    private final FoldingReports reports;
    private final List<Checkpoints<?>> registered = new ArrayList<>();
    private final Supplier<MutualExclusion> exclusions;
    private final MutualExclusion exclusion;
    /** The most recently used projection is first. Guarded by the exclusion. */
    private final Deque<Checkpoints<?>> others = new ArrayDeque<>();

    CheckpointRegistry(
            List<Projection<?>> projections,
            LongSupplier nanoTime,
            FoldingReports reports,
            Supplier<MutualExclusion> exclusions) {
        this.nanoTime = nanoTime;
        this.exclusions = exclusions;
        this.exclusion = exclusions.get();
        this.reports = reports;
        projections.forEach(projection -> registered.add(none(projection)));
    }

    private <S> Checkpoints<S> none(Projection<S> projection) {
        return new Checkpoints<>(projection, nanoTime, reports, exclusions.get());
    }

    <S> Checkpoints<S> of(Projection<S> projection) {
        Checkpoints<S> known = among(registered, projection);
        return known != null ? known : exclusion.get(() -> other(projection));
    }

    private <S> Checkpoints<S> other(Projection<S> projection) {
        Checkpoints<S> other = among(others, projection);
        if (other == null) {
            other = none(projection);
        } else {
            others.remove(other);
        }
        others.addFirst(other);
        if (others.size() > MAX_OTHERS) {
            others.removeLast();
        }
        return other;
    }

    @SuppressWarnings("unchecked") // checkpoints of the same projection
    private static <S> @Nullable Checkpoints<S> among(Iterable<Checkpoints<?>> some, Projection<S> projection) {
        for (Checkpoints<?> checkpoints : some) {
            if (checkpoints.isOf(projection)) {
                return (Checkpoints<S>) checkpoints;
            }
        }
        return null;
    }

    /**
     * Marks the checkpoints of registered projections as kept in a store. If {@code reader} is true, another process
     * writes the store, and this process only reads it.
     */
    void keptInStore(boolean reader) {
        registered.forEach(checkpoints -> checkpoints.keptInStore(reader));
    }

    private List<Checkpoints<?>> all() {
        List<Checkpoints<?>> all = new ArrayList<>(registered);
        exclusion.run(() -> all.addAll(others));
        return all;
    }

    /** Drops the states before the given sequence. */
    void dropBefore(long sequence) {
        all().forEach(checkpoints -> checkpoints.dropBefore(sequence));
    }

    /**
     * Returns the states of registered projections that are to be added to the store, and the stored states that are to
     * be dropped from it. States after {@code upTo} are not added. If {@code all} is false, no state is added from a
     * {@link DeltaChain} that still grows or that continues after {@code upTo}.
     */
    NewStates toStore(long upTo, boolean all) {
        List<EncodedState> added = new ArrayList<>();
        List<StoredState> dropped = new ArrayList<>();
        List<Runnable> onStored = new ArrayList<>();
        for (Checkpoints<?> checkpoints : registered) {
            NewStates states = checkpoints.toStore(upTo, all);
            added.addAll(states.added());
            dropped.addAll(states.dropped());
            onStored.add(states.onStored());
        }
        return new NewStates(added, dropped, false, () -> onStored.forEach(Runnable::run));
    }

    /** Drops all states. */
    void clear() {
        registered.forEach(Checkpoints::clear);
        exclusion.run(others::clear);
    }

    /** Returns whether there may be states of projections that are not registered. */
    boolean hasOthers() {
        return exclusion.get(() -> !others.isEmpty());
    }

    long bytes() {
        return all().stream().mapToLong(Checkpoints::bytes).sum();
    }
}

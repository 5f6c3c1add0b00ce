package dev.playhead.timetravel;

import dev.playhead.block.EncodedState;
import dev.playhead.timetravel.Baselines.Baseline;
import dev.playhead.timetravel.SnapshotManager.MutualExclusion;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The queue of {@linkplain Baselines baselines} that are not in the store yet.
 *
 * <p><b>Threading.</b> Safe for any number of threads. States are encoded without a lock.
 */
final class UnstoredBaselines {
    private final FoldingReports reports;
    private final MutualExclusion exclusion;
    // Both fields are guarded by the exclusion.
    private final List<Unstored<?>> unstored = new ArrayList<>();
    private boolean storing;

    /**
     * Not a record, because {@code equals} of a record would call {@code equals} of states and projections. That is
     * application code, which must not run under a lock.
     */
    private static final class Unstored<S> {
        final Projection<S> projection;
        final Baseline<S> baseline;

        Unstored(Projection<S> projection, Baseline<S> baseline) {
            this.projection = projection;
            this.baseline = baseline;
        }

        @Nullable
        EncodedState encoded(FoldingReports reports) {
            Optional<StateCodec<S>> codec = projection.codec();
            if (codec.isEmpty()) {
                return null;
            }
            try {
                return new EncodedState(
                        StateEnvelope.baselineName(projection),
                        baseline.sequence(),
                        StateEnvelope.seal(codec.get(), baseline.offered(), baseline.state()));
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (Throwable e) { // the open history does not need the stored baseline
                reports.failed(new ProjectionException(
                        "projection=" + projection.name() + " has no baseline in the store before id="
                                + baseline.sequence() + " because its codec cannot encode it: " + e,
                        e));
                return null;
            }
        }
    }

    UnstoredBaselines(FoldingReports reports, MutualExclusion exclusion) {
        this.reports = reports;
        this.exclusion = exclusion;
    }

    /** Sets whether the history has a store for the baselines. */
    void storing(boolean isStoring) {
        exclusion.run(() -> storing = isStoring);
    }

    /**
     * Adds a baseline, if the history has a store for the baselines. A baseline is added even if events after it are
     * already evicted: the base state in the store may still be that of an earlier sequence, and events alone do not
     * lead from there to a state after the baseline.
     */
    @SuppressWarnings("ReferenceEquality") // equal projections may both be queued; the store keeps the later baseline
    <S> void add(Projection<S> projection, Baseline<S> baseline) {
        exclusion.run(() -> {
            if (!storing) {
                return;
            }
            unstored.removeIf(
                    other -> other.projection == projection && other.baseline.sequence() == baseline.sequence());
            unstored.add(new Unstored<>(projection, baseline));
        });
    }

    /**
     * Returns the states to store: the given states, and the baselines before which all events are stored. A baseline
     * that cannot be encoded is removed from the queue instead. {@code upTo} is the sequence up to which events are
     * stored.
     */
    NewStates addedTo(NewStates others, long upTo) {
        List<Unstored<?>> stored = new ArrayList<>();
        List<EncodedState> added = new ArrayList<>(others.added());
        for (Unstored<?> one : exclusion.get(() -> List.copyOf(unstored))) {
            EncodedState encoded = one.baseline.sequence() > upTo + 1 ? null : one.encoded(reports);
            if (encoded != null) {
                added.add(encoded);
                stored.add(one);
            } else if (one.baseline.sequence() <= upTo + 1) {
                exclusion.run(() -> unstored.remove(one));
            }
        }
        return stored.isEmpty()
                ? others
                : new NewStates(added, others.dropped(), true, () -> {
                    others.onStored().run();
                    exclusion.run(() -> unstored.removeAll(stored));
                });
    }

    void clear() {
        exclusion.run(unstored::clear);
    }
}

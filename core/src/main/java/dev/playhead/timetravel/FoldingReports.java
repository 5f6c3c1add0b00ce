package dev.playhead.timetravel;

import dev.playhead.timetravel.SnapshotManager.MutualExclusion;
import dev.playhead.timetravel.SnapshotManager.ProjectionListener;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A reporter of problems that occur while states are folded and kept. Each kind of {@linkplain Projection#misfits
 * misfit} is reported once.
 *
 * <p><b>Threading.</b> Safe for any number of threads. The listener and projections are called without a lock.
 */
final class FoldingReports {
    private final ProjectionListener listener;
    private final MutualExclusion exclusion;
    /** Guarded by the exclusion. */
    private final Set<String> reported = new HashSet<>();

    FoldingReports(ProjectionListener listener, MutualExclusion exclusion) {
        this.listener = listener;
        this.exclusion = exclusion;
    }

    void failed(ProjectionException failure) {
        listener.failed(failure);
    }

    /** Reports the misfits of a folded state. */
    <S> void folded(Projection<S> projection, S state) {
        Map<String, String> misfits;
        try {
            misfits = projection.misfits(state);
        } catch (RuntimeException e) { // the state is correct nevertheless
            if (isNew("misfits of " + projection.name())) {
                failed(new ProjectionException(
                        "projection=" + projection.name() + " cannot describe its misfits: " + e, e));
            }
            return;
        }
        misfits.forEach((kind, message) -> {
            if (isNew("misfit " + kind)) {
                listener.misfit(message);
            }
        });
    }

    /** Reports that the states of a projection continue from a state that an earlier version of its codec stored. */
    void outdated(Projection<?> projection, String version, long before) {
        if (isNew("version " + projection.name())) {
            listener.outdated("projection=" + projection.name() + " continues from its state before id=" + before
                    + ", which version=" + version
                    + " of its codec stored; the effects of earlier events are as that version computed them");
        }
    }

    private boolean isNew(String key) {
        return exclusion.get(() -> reported.add(key));
    }
}

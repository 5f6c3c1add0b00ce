package dev.playhead;

import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.SnapshotManager;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes the state of an application's model as a baseline, where a break in recording makes it unknown.
 *
 * <p>The baseline counts from when the captured state arrives: on the thread that completes the stage, or, if it is complete
 * already, on the one that resumes. What was recorded until then is taken to be in it. The states between the break and the
 * baseline remain unknown.
 */
record ModelBaseline<S>(
        Projection<S> projection, StateAdapter<S> adapter, SnapshotManager snapshots, Problems problems) {
    void take() {
        if (!snapshots.hasBreak(projection)) {
            return;
        }
        CompletionStage<? extends @Nullable S> captured;
        try {
            captured = Objects.requireNonNull(adapter.capture(), "StateAdapter.capture returned null");
        } catch (RuntimeException | Error e) {
            captured = CompletableFuture.failedFuture(e);
        }
        var unused = captured.thenAccept(this::set).whenComplete((nothing, thrown) -> {
            if (thrown != null) {
                Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
                report(String.valueOf(cause), cause);
            }
        });
    }

    private void set(@Nullable S state) {
        if (state == null) {
            report("the adapter captures none (StateAdapter.capture)", null);
        } else {
            snapshots.baseline(projection, state);
        }
    }

    private void report(String why, @Nullable Throwable cause) {
        problems.report(
                HistoryProblem.Kind.RESTORE_FAILED,
                "states of projection=" + projection.name() + " behind the pause are not known, since the state of the"
                        + " application could not be captured: " + why + "; set it by EventHistory.baseline",
                cause);
    }
}

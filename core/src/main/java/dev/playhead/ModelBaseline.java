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
 * <p>The baseline counts from when the state is captured, on the thread that does so: what was recorded until then is in it, and
 * the states between the break and it remain unknown.
 */
record ModelBaseline<S>(
        Projection<S> projection, StateAdapter<S> adapter, SnapshotManager snapshots, Problems problems) {
    void take() {
        if (!snapshots.isBrokenNow(projection)) {
            return;
        }
        CompletionStage<? extends @Nullable S> captured;
        try {
            captured = Objects.requireNonNull(adapter.capture(), "what the adapter's capture gives");
        } catch (RuntimeException | Error e) {
            captured = CompletableFuture.failedFuture(e);
        }
        var unused = captured.thenAccept(this::set).whenComplete((nothing, thrown) -> {
            if (thrown != null) {
                report(thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown);
            }
        });
    }

    private void set(@Nullable S state) {
        snapshots.baseline(projection, Objects.requireNonNull(state, "the adapter captures no state"));
    }

    private void report(Throwable thrown) {
        problems.report(
                HistoryProblem.Kind.RESTORE_FAILED,
                "states of projection=" + projection.name() + " behind the pause are not known, since the application's"
                        + " could not be taken: " + thrown + "; set one by EventHistory.baseline",
                thrown);
    }
}

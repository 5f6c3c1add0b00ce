package dev.playhead;

import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.SnapshotManager;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A baseline for the states of a projection, taken from the application's model when these states are unknown because
 * of a break in recording.
 *
 * <p>A state is accepted only if no event was recorded during the capture, because it is unknown whether the state
 * includes the effect of such an event. Otherwise the state is captured again, up to {@value #MAX_ATTEMPTS} times in
 * all. The states between the break and the baseline remain unknown.
 */
record ModelBaseline<S>(
        Projection<S> projection, StateAdapter<S> adapter, SnapshotManager snapshots, Problems problems) {
    private static final int MAX_ATTEMPTS = 10;

    void take() {
        take(1);
    }

    private void take(int attempt) {
        if (!snapshots.hasBreak(projection)) {
            return;
        }
        CompletionStage<? extends @Nullable S> captured;
        long last = snapshots.latest().upTo();
        try {
            captured = Objects.requireNonNull(adapter.capture(), "StateAdapter.capture returned null");
        } catch (RuntimeException | Error e) {
            captured = CompletableFuture.failedFuture(e);
        }
        var unused = captured.thenAccept(state -> set(state, last, attempt)).whenComplete((nothing, thrown) -> {
            if (thrown != null) {
                Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
                report(String.valueOf(cause), cause);
            }
        });
    }

    private void set(@Nullable S state, long last, int attempt) {
        if (state == null) {
            report("the adapter does not capture states (StateAdapter.capture)", null);
        } else if (!snapshots.baselineAfter(projection, state, last)) {
            if (attempt == MAX_ATTEMPTS) {
                report("events were recorded during the capture, " + MAX_ATTEMPTS + " times in a row", null);
            } else {
                take(attempt + 1);
            }
        }
    }

    private void report(String why, @Nullable Throwable cause) {
        problems.report(
                HistoryProblem.Kind.RESTORE_FAILED,
                "states of projection=" + projection.name() + " after the pause are unknown because the state of the"
                        + " application could not be captured: " + why + "; set it with EventHistory.baseline",
                cause);
    }
}

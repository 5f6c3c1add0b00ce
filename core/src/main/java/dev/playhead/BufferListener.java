package dev.playhead;

import dev.playhead.event.SequenceRange;
import dev.playhead.internal.recording.BufferOwner;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A listener that forwards the callbacks of a history's buffer to the parts of the history.
 *
 * <p>The reporter of problems is known from the start. The other parts read the buffer. Therefore they are created
 * after the buffer, and {@linkplain #connect connected} before the buffer is started.
 */
final class BufferListener implements BufferOwner {
    private final Problems problems;
    private final boolean readOnly;
    private volatile @Nullable Parts parts;

    private record Parts(BaseFolding folding, SnapshotManager snapshots, LiveFeed feed) {}

    BufferListener(Problems problems, boolean readOnly) {
        this.problems = problems;
        this.readOnly = readOnly;
    }

    /** Connects the parts that react to the buffer. Called before the buffer is started. */
    void connect(BaseFolding folding, SnapshotManager snapshots, LiveFeed feed) {
        parts = new Parts(folding, snapshots, feed);
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, "the buffer was started before its listener was connected");
    }

    @Override
    public void rolled() {
        parts().folding().foldSome();
    }

    @Override
    public void retired() {
        parts().folding().foldLater();
    }

    @Override
    public NewStates newStates(long upTo, boolean last) {
        Parts connected = parts; // null if the history could not be built
        return connected == null ? NewStates.NONE : connected.snapshots().newStates(upTo, last);
    }

    @Override
    public void refreshed() {
        parts().feed().wake();
    }

    @Override
    public void storeFailed(Throwable failure) {
        problems.report(
                HistoryProblem.Kind.STORE_FAILED,
                (readOnly
                                ? "the store cannot be read; retrying: "
                                : "the store failed; recording continues, and unstored events are kept in memory and"
                                        + " retried: ")
                        + failure.getMessage(),
                failure);
    }

    @Override
    public void storeResumed() {
        problems.report(HistoryProblem.Kind.STORE_RESUMED, "the store works again", null);
    }

    @Override
    public void lost(SequenceRange range, String why, @Nullable Throwable cause) {
        problems.report(HistoryProblem.Kind.EVENTS_LOST, "events=" + range + " are lost: " + why, cause);
    }

    @Override
    public void sealingFailed(Throwable failure) {
        problems.report(
                HistoryProblem.Kind.SEALING_FAILED,
                "a block could not be encoded; its events stay readable and take more memory",
                failure);
    }

    @Override
    public void shed(long events) {
        problems.report(
                HistoryProblem.Kind.MEMORY_SHORT,
                "the heap was too full, so the oldest events were evicted: events=" + events
                        + "; give the application more memory, or retain fewer events",
                null);
    }
}

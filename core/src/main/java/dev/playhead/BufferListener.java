package dev.playhead;

import dev.playhead.event.SequenceRange;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what happens in the buffer of a history to the parts that it concerns.
 *
 * <p>Problems are reported from the beginning. The other parts ask the buffer, so they are made after it, and {@linkplain #start
 * start} to be told when all of them are there.
 */
final class BufferListener implements CircularBuffer.Owner {
    private final Problems problems;
    private final boolean readOnly;
    private volatile Audience audience = new Nobody();

    /** Who is told what is no problem. */
    private sealed interface Audience {
        void rolled();

        void retired();

        NewStates newStates(long upTo, boolean last);

        void refreshed();
    }

    /** There is no state yet, nobody listens, and evicted blocks wait in the buffer. */
    private record Nobody() implements Audience {
        @Override
        public void rolled() {}

        @Override
        public void retired() {}

        @Override
        public NewStates newStates(long upTo, boolean last) {
            return NewStates.NONE;
        }

        @Override
        public void refreshed() {}
    }

    private record Parts(BaseFolding folding, SnapshotManager snapshots, LiveFeed feed) implements Audience {
        @Override
        public void rolled() {
            folding.foldSome();
        }

        @Override
        public void retired() {
            folding.foldLater();
        }

        @Override
        public NewStates newStates(long upTo, boolean last) {
            return snapshots.newStates(upTo, last);
        }

        @Override
        public void refreshed() {
            feed.wake();
        }
    }

    BufferListener(Problems problems, boolean readOnly) {
        this.problems = problems;
        this.readOnly = readOnly;
    }

    /** Tells these from now on. */
    void start(BaseFolding folding, SnapshotManager snapshots, LiveFeed feed) {
        audience = new Parts(folding, snapshots, feed);
    }

    @Override
    public void rolled() {
        audience.rolled();
    }

    @Override
    public void retired() {
        audience.retired();
    }

    @Override
    public NewStates newStates(long upTo, boolean last) {
        return audience.newStates(upTo, last);
    }

    @Override
    public void refreshed() {
        audience.refreshed();
    }

    @Override
    public void storeFailed(Throwable failure) {
        problems.report(
                HistoryProblem.Kind.STORE_FAILED,
                (readOnly
                                ? "the store cannot be read, which is tried again: "
                                : "the store failed; recording goes on, and what is not stored is kept in memory and"
                                        + " tried again: ")
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
                "the heap was too full, so the oldest events were let go of: events=" + events
                        + "; give the application more memory, or keep less",
                null);
    }
}

package dev.playhead;

import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.timetravel.SnapshotManager;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Folds evicted blocks into the base states. */
final class BaseFolding {
    /** Beyond this many evicted blocks, the thread that records folds them itself. */
    private static final int MAX_RETIRED_BLOCKS = 8;

    private final CircularBuffer buffer;
    private final SnapshotManager snapshots;
    private final Executor executor;
    /** Whether folding on the executor is under way, or waits for it. */
    private final AtomicBoolean folding = new AtomicBoolean();

    BaseFolding(CircularBuffer buffer, SnapshotManager snapshots, Executor executor) {
        this.buffer = buffer;
        this.snapshots = snapshots;
        this.executor = executor;
    }

    /** Folds what there is to fold: on the executor, or here when too much waits. */
    void foldSome() {
        int retired = buffer.retiredBlocks();
        if (retired > MAX_RETIRED_BLOCKS) {
            fold();
        } else if (retired > 0 || snapshots.hasCheckpointsAlone()) {
            foldLater();
        }
    }

    /** Folds on the executor. */
    void foldLater() {
        if (!folding.compareAndSet(false, true)) {
            return;
        }
        AtomicBoolean started = new AtomicBoolean();
        try {
            executor.execute(() -> {
                if (started.compareAndSet(false, true)) {
                    foldInBackground();
                }
            });
        } catch (Throwable refused) { // then there is no background, and no harm in that
            if (started.compareAndSet(false, true)) {
                foldInBackground();
            }
        }
    }

    private void foldInBackground() {
        try {
            fold();
        } finally {
            folding.set(false);
        }
    }

    /** Folds on the calling thread. */
    void fold() {
        try {
            snapshots.foldRetired();
        } catch (HistoryClosedException closedMeanwhile) {
            // Nobody will ask for a state any more.
        }
    }
}

package dev.playhead;

import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.timetravel.SnapshotManager;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** The folding of evicted blocks into the base states. */
final class BaseFolding {
    /**
     * The maximum number of evicted blocks that wait to be folded by the executor. If more blocks wait, the thread that
     * calls {@link #foldSome} folds them.
     */
    private static final int MAX_RETIRED_BLOCKS = 8;

    private final CircularBuffer buffer;
    private final SnapshotManager snapshots;
    private final Executor executor;
    /** Whether folding on the executor is pending or in progress. */
    private final AtomicBoolean folding = new AtomicBoolean();

    BaseFolding(CircularBuffer buffer, SnapshotManager snapshots, Executor executor) {
        this.buffer = buffer;
        this.snapshots = snapshots;
        this.executor = executor;
    }

    /**
     * Folds the evicted blocks, if there are any: on the executor, or on the calling thread if too many are pending. If
     * no projection is registered, but there are checkpoints, folding drops the checkpoints of evicted events.
     */
    void foldSome() {
        int retired = buffer.retiredBlocks();
        if (retired > MAX_RETIRED_BLOCKS) {
            fold();
        } else if (retired > 0 || snapshots.hasCheckpointsAlone()) {
            foldLater();
        }
    }

    /**
     * Folds on the executor, or on the calling thread if the executor refuses the task. Does nothing if folding on the
     * executor is pending or in progress.
     */
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
        } catch (Throwable refused) { // if the executor refuses the task, fold on the calling thread
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
            // A closed history returns no states, so nothing needs to be folded.
        }
    }
}

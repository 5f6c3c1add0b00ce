package dev.playhead;

import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.timetravel.SnapshotManager;

/**
 * The end of a history: the parts are closed in the order of {@link #run}.
 *
 * <p><b>Threading.</b> Any thread may close the history. Only the first call closes it.
 */
final class Closing {
    private final Lifecycle lifecycle;
    private final CircularBuffer buffer;
    private final BaseFolding folding;
    private final Attachments attachments;
    private final Replays replays;

    Closing(Lifecycle lifecycle, CircularBuffer buffer, BaseFolding folding, Attachments attachments, Replays replays) {
        this.lifecycle = lifecycle;
        this.buffer = buffer;
        this.folding = folding;
        this.attachments = attachments;
        this.replays = replays;
    }

    /** Closes the history. If another thread is closing it, waits until it is closed. */
    void run() {
        if (!lifecycle.beginClosing()) {
            // Code that runs as part of the closing would wait for itself.
            if (!buffer.isStoringThread() && !SnapshotManager.isFolding()) {
                lifecycle.awaitEnd();
            }
            return;
        }
        try {
            folding.fold(); // so that the store need not retain evicted events for folding
            lifecycle.close();
            attachments.close();
            replays.cancel();
        } finally {
            lifecycle.close(); // also if an earlier step threw an exception
            try {
                buffer.close();
            } finally {
                lifecycle.end();
            }
        }
    }
}

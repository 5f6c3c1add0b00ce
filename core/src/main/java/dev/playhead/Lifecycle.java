package dev.playhead;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The life of a history: whether it records, is paused, or is closed.
 *
 * <p><b>Threading.</b> Any number of threads. The first one that closes the history does so, others wait for it.
 */
final class Lifecycle {
    private final boolean enabled;
    private final boolean readOnly;
    /** The thread that closes the history, or has. */
    private final AtomicReference<@Nullable Thread> closer = new AtomicReference<>();

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean recording;
    private volatile boolean closed;

    Lifecycle(boolean enabled, boolean readOnly) {
        this.enabled = enabled && !readOnly;
        this.readOnly = readOnly;
        this.recording = this.enabled;
    }

    boolean isRecording() {
        return recording;
    }

    /** Returns whether events are recorded but for pauses: the history is enabled and not being closed. */
    boolean canRecord() {
        return enabled && closer.get() == null;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    boolean isClosed() {
        return closed;
    }

    void pause() {
        recording = false;
    }

    void resume() {
        recording = enabled && !closed;
        if (closed) { // closed meanwhile
            recording = false;
        }
    }

    void requireOpen() {
        if (closed) {
            throw new HistoryClosedException();
        }
    }

    void requireWritable() {
        requireOpen();
        if (readOnly) {
            throw new IllegalStateException(
                    "the history was opened to be read; open it by EventHistory.open to change it");
        }
    }

    /** Ends the recording. Returns whether the caller is to close the history, as the first one that wants to. */
    boolean beginClosing() {
        if (!closer.compareAndSet(null, Thread.currentThread())) {
            return false;
        }
        recording = false;
        return true;
    }

    /** Refuses all questions from now on. */
    void close() {
        closed = true;
    }

    /** Lets go of those who wait for the end. */
    void end() {
        ended.countDown();
    }

    /** Waits until another thread has closed the history. Returns at once on that thread, which would wait for itself. */
    void awaitEnd() {
        if (closer.get() == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                interrupted = true; // first the events, then the caller's business
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.playhead;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle of a history: recording, paused or closed.
 *
 * <p><b>Threading.</b> Safe for use by any number of threads. If several threads close the history, the first of them
 * closes it, and the others wait until it is closed.
 */
final class Lifecycle {
    private final boolean enabled;
    private final boolean readOnly;
    /** The thread that is closing or has closed the history; null as long as no thread has begun to close it. */
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

    /**
     * Returns whether events would be recorded if recording were not paused. This is true if the history is enabled, is
     * not read-only, and is neither closed nor being closed.
     */
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
        if (closed) { // closed in the meantime
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
                    "the history was opened read-only; open it with EventHistory.open to change it");
        }
    }

    /** Stops recording. Returns whether this is the first call. If so, the caller must close the history. */
    boolean beginClosing() {
        if (!closer.compareAndSet(null, Thread.currentThread())) {
            return false;
        }
        recording = false;
        return true;
    }

    /** Refuses all queries from now on. */
    void close() {
        closed = true;
    }

    /** Releases the threads that wait until the history is closed. */
    void end() {
        ended.countDown();
    }

    /**
     * Waits until another thread has closed the history. Returns immediately on the thread that closes the history,
     * because this thread would wait for itself.
     */
    void awaitEnd() {
        if (closer.get() == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                interrupted = true; // keep waiting; the interrupt status is restored below
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.playhead.internal.recording;

import java.lang.ref.WeakReference;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The background maintenance of a buffer. It seals closed blocks and evicts expired events. One daemon thread serves
 * all histories. This thread references histories weakly, so that a history that was never closed can be
 * garbage-collected. The thread ends when it has nothing to do.
 */
final class Maintenance {
    /** An object to maintain. */
    interface Target {
        /** Performs the pending maintenance. Called by the maintenance thread. */
        void maintain();
    }

    private static final long IDLE_SECONDS = 2;
    /**
     * The delay of requested maintenance. Waking the maintenance thread takes some microseconds on the recording
     * thread, so the maintenance thread is not woken for each closed block.
     */
    private static final long DELAY_MILLIS = 20;

    private static final ScheduledThreadPoolExecutor THREAD = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "playhead-maintenance");
        thread.setDaemon(true);
        return thread;
    });

    static {
        THREAD.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        THREAD.allowCoreThreadTimeOut(true);
        THREAD.setRemoveOnCancelPolicy(true);
    }

    private final WeakReference<Target> buffer;
    private final AtomicBoolean requested = new AtomicBoolean();
    private final AtomicBoolean urgent = new AtomicBoolean();
    private volatile @Nullable Future<?> ticking;

    Maintenance(Target buffer) {
        this.buffer = new WeakReference<>(buffer);
    }

    /** Requests maintenance of the buffer, either after a short delay or immediately. */
    void request(boolean atOnce) {
        if (atOnce && urgent.compareAndSet(false, true)) {
            THREAD.execute(this::run);
        } else if (!atOnce && requested.compareAndSet(false, true)) {
            Future<?> unused = THREAD.schedule(this::run, DELAY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        requested.set(false);
        urgent.set(false);
        Target target = buffer.get();
        if (target == null) {
            return;
        }
        try {
            target.maintain();
        } catch (Throwable e) { // the application's time source may throw; the next run reads it again
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /**
     * Maintains the buffer at a fixed interval, until {@link #stop} is called or the buffer has been garbage-collected.
     */
    void every(long millis) {
        ticking = THREAD.scheduleWithFixedDelay(
                () -> {
                    if (buffer.refersTo(null)) {
                        throw new java.util.concurrent.CancellationException("the history is gone");
                    }
                    run();
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** Stops the periodic maintenance. {@linkplain #request Requested} maintenance still runs. */
    void stop() {
        Future<?> started = ticking;
        if (started != null) {
            started.cancel(false);
        }
    }
}

package dev.playhead.internal.recording;

import java.lang.ref.WeakReference;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The one daemon thread that seals blocks and lets them expire, for all histories. It holds them weakly, so that a history
 * which nobody closed can be collected, and ends when there is nothing to do.
 */
final class Maintenance {
    /** What is maintained. */
    interface Target {
        /** Does what there is to do. Called by the maintenance thread. */
        void maintain();
    }

    private static final long IDLE_SECONDS = 2;
    /**
     * How long a closed block waits. Waking the thread takes some microseconds of the thread that records, so it is not done
     * for each block.
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

    /** Asks for the buffer to be maintained soon, or at once. */
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
        } catch (Throwable e) { // a clock of the application's may throw; it is asked again next time
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Asks for the buffer to be maintained again and again, until stopped or the buffer is gone. */
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

    /** Ends that. What was {@linkplain #request asked for} is still done. */
    void stop() {
        Future<?> started = ticking;
        if (started != null) {
            started.cancel(false);
        }
    }
}

package dev.playhead.replay;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A handover of deliveries to an executor, early enough that most of them start on time.
 *
 * <p>Each delivery is handed over some time before it is due. This lead is estimated from the observed delays before
 * the executor starts a delivery: only one delivery in ten has a longer delay, unless the lead has reached its maximum.
 * A delivery that starts before it is due waits on the executor's thread, at most for the lead.
 *
 * <p><b>Threading.</b> Confined to the replay's thread.
 */
final class Handover {
    /** The maximum time for which the thread of a user interface may be kept waiting. */
    static final long MAX_LEAD_NANOS = 500_000;

    private static final double EXCEEDED = 0.1;

    private final Executor executor;
    private final ReplayClock clock;
    private final DelayEstimate delay = new DelayEstimate(EXCEEDED, 0, MAX_LEAD_NANOS);

    Handover(Executor executor, ReplayClock clock) {
        this.executor = executor;
        this.clock = clock;
    }

    long leadNanos() {
        return delay.nanos();
    }

    /**
     * Runs work on the executor at the given time, or immediately if the time is {@link Long#MIN_VALUE}, and returns
     * the result when the work is done. Exceptions of the work propagate unchanged.
     *
     * @throws CancellationException if the thread was interrupted while it waited
     */
    <T> T call(long dueNanos, Supplier<T> work) {
        long handedOver = clock.nanoTime();
        long[] delayNanos = {-1};
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                long begun = clock.nanoTime();
                                delayNanos[0] = begun - handedOver;
                                for (long now = begun; now < dueNanos; now = clock.nanoTime()) {
                                    clock.await(dueNanos - now);
                                }
                                return work.get();
                            },
                            executor)
                    .get();
        } catch (InterruptedException e) {
            throw new CancellationException("the replay was canceled before the executor delivered the event");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause()); // a supplier throws no checked exception
        } finally {
            // The call of get() makes the value visible to this thread; if get() was interrupted, the value no longer
            // matters.
            if (delayNanos[0] >= 0) {
                delay.add(delayNanos[0]);
            }
        }
    }
}

package dev.playhead.replay;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Hands deliveries to an executor, so early that they begin on time there.
 *
 * <p>How long the executor takes to begin is measured; what is exceeded by one delivery in ten is the lead of the next one.
 * A delivery whose time has not come when it gets its turn waits for it there, for the lead at most.
 *
 * <p><b>Threading.</b> For the replay's thread.
 */
final class Handover {
    /** So long a user interface's thread may be kept waiting. */
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
     * Has something done at a time, {@link Long#MIN_VALUE} for at once, and returns when that is done. What it throws comes out as it is.
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
            throw new CancellationException("the replay was cancelled while the executor had not delivered");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause()); // a supplier throws nothing else
        } finally {
            if (delayNanos[0] >= 0) { // after get(), which orders it, or of no use any more
                delay.add(delayNanos[0]);
            }
        }
    }
}

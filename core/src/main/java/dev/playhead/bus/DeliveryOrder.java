package dev.playhead.bus;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs deliveries one after the other in the order in which they were submitted, whatever the threads, and without a lock
 * or a thread of its own: who submits while nothing runs, runs its own delivery and all that arrive meanwhile.
 */
/*
 * A delivery is added to the queue before it is counted, so the queue holds at least as many as are counted and not yet
 * taken: poll() after a count never finds it empty. The thread that raises the count from 0 is the only one that delivers,
 * until it lowers it to 0 again, which happens only when every counted delivery was run. A delivery submitted from inside
 * another raises a count that is not 0, and so waits in the queue: nothing recurses. This is the queue-drain loop known
 * from Reactive Streams implementations.
 */
final class DeliveryOrder {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger undelivered = new AtomicInteger();
    private volatile @Nullable Thread deliverer;

    /**
     * Runs a delivery now, or leaves it to the thread that is delivering. Deliveries isolate what they call, so it takes a
     * {@code VirtualMachineError} for one to throw; the first that does so here is thrown on, after all others were run.
     */
    void submit(Runnable delivery) {
        waiting.add(delivery);
        if (undelivered.getAndIncrement() == 0) {
            drain();
        }
    }

    /** Whether the current thread is inside a delivery. */
    boolean isDelivering() {
        return deliverer == Thread.currentThread();
    }

    private void drain() {
        Throwable first = null;
        do {
            deliverer = Thread.currentThread();
            try {
                waiting.remove().run();
            } catch (RuntimeException | Error escaped) {
                if (first == null) {
                    first = escaped;
                } else if (first != escaped) {
                    first.addSuppressed(escaped);
                }
            }
            // Before the count is lowered, as another thread may deliver at once afterwards.
            deliverer = null;
        } while (undelivered.decrementAndGet() != 0);
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }
}

package dev.playhead.bus;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A queue that runs deliveries one at a time, in the order of submission, without a lock or a thread of its own. If no
 * delivery is running, the submitting thread runs its own delivery and all other deliveries that arrive in the
 * meantime.
 */
/*
 * A delivery is added to the queue before it is counted. So when the delivering thread removes a delivery, which it
 * does only while the count is at least 1, the queue is never empty.
 *
 * The thread that raises the count from 0 is the only one that delivers, until it lowers the count to 0 again. That
 * happens only after every counted delivery was run.
 *
 * A delivery submitted from inside another delivery raises a count that is not 0, so it waits in the queue: there is no
 * recursion. This is the queue-drain loop known from Reactive Streams implementations.
 */
final class DeliveryOrder {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger undelivered = new AtomicInteger();
    private volatile @Nullable Thread deliverer;

    /**
     * Runs a delivery now, or leaves it to the thread that is delivering. Deliveries isolate the code that they call,
     * so only a {@code VirtualMachineError} escapes from a delivery. The first error that escapes is rethrown after all
     * other deliveries were run.
     */
    void submit(Runnable delivery) {
        waiting.add(delivery);
        if (undelivered.getAndIncrement() == 0) {
            drain();
        }
    }

    /** Returns whether the current thread is inside a delivery. */
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
            // Precedes the decrement, because another thread may deliver immediately after the decrement.
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

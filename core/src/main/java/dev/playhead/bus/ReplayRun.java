package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The replay of one event: what happens to nested events, and what is counted.
 *
 * <p><b>Threading.</b> The counts may rise on any thread to which the context was carried, also after the outcome was
 * taken.
 */
final class ReplayRun {
    private final EventBus bus;
    private final NestedEvents nested;
    private final Consumer<? super GridEvent> listener;
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger suppressed = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();
    private final CompletableFuture<Void> delivered = new CompletableFuture<>();

    ReplayRun(EventBus bus, NestedEvents nested, Consumer<? super GridEvent> listener) {
        this.bus = bus;
        this.nested = nested;
        this.listener = listener;
    }

    /** Whether a nested event is to be dropped; counts it if so. */
    boolean suppresses() {
        if (nested != NestedEvents.SUPPRESS) {
            return false;
        }
        suppressed.incrementAndGet();
        return true;
    }

    /** Tells the listener of a nested event, if it is one that it wants to know. */
    void nested(EventBus publishedOn, GridEvent event, ErrorReporter errors) {
        if (nested != NestedEvents.ROOTS_ONLY || publishedOn != bus) {
            return;
        }
        try {
            listener.accept(event);
        } catch (Throwable error) {
            countFailure();
            errors.report(event, "replay listener " + listener.getClass().getName(), error);
        }
    }

    void countFailure() {
        failed.incrementAndGet();
    }

    /** A delivery that {@link #awaitDeliveries} waits for from now on, if it is one of the replayed bus. */
    Runnable tracked(EventBus publishedOn, Runnable delivery) {
        if (publishedOn != bus) {
            return delivery;
        }
        pending.incrementAndGet();
        return () -> {
            try {
                delivery.run();
            } finally {
                if (pending.decrementAndGet() == 0) {
                    delivered.complete(null);
                }
            }
        };
    }

    /**
     * Waits until nothing tracked is left. A nested event is tracked when it is published, inside the delivery of what led
     * to it, so the count reaches 0 only after the whole tree. An interrupt does not end the wait; it is kept.
     */
    void awaitDeliveries() {
        delivered.join();
    }

    ReplayOutcome outcome() {
        return new ReplayOutcome(failed.get(), suppressed.get());
    }
}

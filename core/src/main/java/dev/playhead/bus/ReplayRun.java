package dev.playhead.bus;

import dev.playhead.bus.EventBus.ReplayOutcome;
import dev.playhead.event.GridEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The replay of one event: what happens to nested events, and what is counted.
 *
 * <p><b>Threading.</b> The counts may rise on any thread to which the context was carried, also after the outcome was
 * taken.
 */
final class ReplayRun {
    private static final AtomicIntegerFieldUpdater<ReplayRun> FAILED =
            AtomicIntegerFieldUpdater.newUpdater(ReplayRun.class, "failed");
    private static final AtomicIntegerFieldUpdater<ReplayRun> SUPPRESSED =
            AtomicIntegerFieldUpdater.newUpdater(ReplayRun.class, "suppressed");
    private static final AtomicIntegerFieldUpdater<ReplayRun> PENDING =
            AtomicIntegerFieldUpdater.newUpdater(ReplayRun.class, "pending");

    private final EventBus bus;
    private final NestedEvents nested;
    private final Consumer<? super GridEvent> listener;
    /** Null where everything is delivered before {@link EventBus#replay} goes on, which has nothing to wait for. */
    private final @Nullable CompletableFuture<Void> delivered;

    // Counted in fields, since there is a run for each event of millions.
    private volatile int failed;
    private volatile int suppressed;

    @SuppressWarnings("UnusedVariable") // read by its updater
    private volatile int pending;

    ReplayRun(EventBus bus, NestedEvents nested, Consumer<? super GridEvent> listener, boolean queued) {
        this.bus = bus;
        this.nested = nested;
        this.listener = listener;
        this.delivered = queued ? new CompletableFuture<>() : null;
    }

    /** Whether a nested event is to be dropped; counts it if so. */
    boolean suppresses() {
        if (nested != NestedEvents.SUPPRESS) {
            return false;
        }
        SUPPRESSED.incrementAndGet(this);
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
        FAILED.incrementAndGet(this);
    }

    /** A delivery that {@link #awaitDeliveries} waits for from now on, if it is one of the replayed bus. */
    Runnable tracked(EventBus publishedOn, Runnable delivery) {
        CompletableFuture<Void> end = delivered;
        if (publishedOn != bus || end == null) {
            return delivery;
        }
        PENDING.incrementAndGet(this);
        return () -> {
            try {
                delivery.run();
            } finally {
                if (PENDING.decrementAndGet(this) == 0) {
                    end.complete(null);
                }
            }
        };
    }

    /**
     * Waits until nothing tracked is left. A nested event is tracked when it is published, inside the delivery of what led
     * to it, so the count reaches 0 only after the whole tree. An interrupt does not end the wait; it is kept.
     */
    void awaitDeliveries() {
        if (delivered != null) {
            delivered.join();
        }
    }

    ReplayOutcome outcome() {
        return new ReplayOutcome(failed, suppressed);
    }
}

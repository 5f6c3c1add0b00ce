package dev.playhead.bus;

import dev.playhead.bus.EventBus.ReplayOutcome;
import dev.playhead.event.GridEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The replay of one event. It determines the treatment of nested events, and counts the failures and the suppressed
 * events. During a past view or when it ends, handlers may receive an event as if it were replayed; such an event also
 * has a run.
 *
 * <p><b>Threading.</b> If {@link CauseScope} carried the context of the replay to other threads, these threads may
 * increase the counts, even after the outcome was returned.
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
    /**
     * Completed when all deliveries have ended; null if no caller waits for this, because {@link EventBus#replay}
     * itself runs all deliveries, or because the run belongs to a past view.
     */
    private final @Nullable CompletableFuture<Void> delivered;

    // Fields instead of atomic objects, because there may be millions of runs, one for each event.
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

    /** Returns whether a nested event must be dropped, and counts it if so. */
    boolean suppresses() {
        if (nested != NestedEvents.SUPPRESS) {
            return false;
        }
        SUPPRESSED.incrementAndGet(this);
        return true;
    }

    /**
     * Passes a nested event to the listener, if the mode is {@code ROOTS_ONLY} and the event was published on the bus
     * of this run.
     */
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

    /**
     * If the delivery is on the bus of this run, and a caller waits for the deliveries of this run, wraps the delivery
     * so that {@link #awaitDeliveries} waits for it. Otherwise, returns the delivery unchanged.
     */
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
     * Waits until all tracked deliveries have ended. A nested event is tracked when it is published, inside the
     * delivery of its cause. So the count reaches 0 only after the whole tree of nested events was delivered. An
     * interrupt does not end the wait; the interrupt status is kept.
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

package dev.playhead.replay;

import dev.playhead.block.EventRun;
import dev.playhead.bus.ReplayOutcome;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.timetravel.UnknownEventException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A running replay.
 *
 * <p><b>Threading.</b> The controls may be used from any thread, handlers included; they take effect before the next event.
 * No lock is held while events are delivered.
 */
public final class Replay {
    /*
     * The controls write their wishes under the monitor and wake the replay's thread; that thread takes them over between
     * two events and while it waits. The schedule and the iterator belong to that thread alone.
     */
    private final EventRun run;
    private final EventSearcher searcher;
    private final EventFilter toPublish;
    /** What to publish, and what is only compared with what is derived. */
    private final EventFilter toPlay;

    private final ReplayOptions options;
    private final Delivery delivery;
    private final Pacer pacer;
    private final @Nullable Derivation derivation;
    private final Schedule schedule;
    private final LatenessHistogram lateness = new LatenessHistogram();
    private final CompletableFuture<ReplayReport> completion = new CompletableFuture<>();
    private final Thread thread;
    private Iterator<RecordedEvent> events;
    private long published;
    private long failed;
    private long suppressed;

    // Guarded by the monitor: what the controls want.
    private boolean paused;
    private int steps;
    private boolean cancelled;
    private @Nullable Double newSpeed;
    private @Nullable Long seekTo;
    /** Changes with every wish, so that a waiting thread notices without taking the monitor. */
    private volatile int wishes;

    Replay(
            EventRun run,
            EventFilter filter,
            ReplayOptions options,
            Delivery delivery,
            @Nullable Derivation derivation,
            Pacer pacer) {
        this.run = run;
        this.searcher = new EventSearcher(run);
        this.toPublish = derivation == null ? filter : filter.and(EventFilter.matching(Derivation::isRoot));
        this.toPlay = derivation == null ? filter : derivation.rootsAndEffects(filter);
        this.options = options;
        this.delivery = delivery;
        this.pacer = pacer;
        this.derivation = derivation;
        this.schedule = new Schedule(options.maxGap(), options.speed());
        this.events = searcher.after(-1, toPlay);
        this.paused = options.startPaused();
        this.thread = new Thread(this::play, "playhead-replay");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * The end of the replay.
     *
     * @return a future of its own for each call: completing or cancelling it does nothing to the replay. It fails with a
     *     {@link ReplayException} if an event failed and the options said to stop
     */
    public CompletableFuture<ReplayReport> completion() {
        return completion.copy();
    }

    /** Stands still before the next event. */
    public synchronized void pause() {
        paused = true;
        wish();
    }

    /** Goes on after a pause; the next event is due as long after the one before as it was in the recording. */
    public synchronized void resume() {
        paused = false;
        steps = 0;
        wish();
    }

    /** Publishes the next event at once and stands still behind it. */
    public synchronized void step() {
        paused = true;
        steps++;
        wish();
    }

    /**
     * Changes the speed.
     *
     * @param speed how many times faster than it happened; {@link Double#POSITIVE_INFINITY} for as fast as possible
     * @throws IllegalArgumentException if the speed is not positive
     */
    public synchronized void setSpeed(double speed) {
        ReplayOptions.requireSpeed(speed);
        newSpeed = speed;
        wish();
    }

    /**
     * Goes on with an event, before or behind; it is due at once. Does nothing if the replay has ended.
     *
     * @param eventId the event's id; if the replay's filter leaves it out, the next one that it lets pass
     * @throws UnknownEventException if the replayed history has no such event
     */
    public void seek(String eventId) {
        long sequence;
        try {
            sequence = Long.parseLong(eventId);
        } catch (NumberFormatException e) {
            throw new UnknownEventException("id=" + eventId + " is not the id of an event, which is a number");
        }
        if (run.get(sequence).filter(event -> event.id().equals(eventId)).isEmpty()) {
            throw new UnknownEventException(
                    "id=" + eventId + " is not in the replayed run " + run.firstSequence() + ".." + run.lastSequence());
        }
        synchronized (this) {
            seekTo = sequence;
            wish();
        }
    }

    /** Ends the replay before the next event. Does nothing if it has ended. */
    public synchronized void cancel() {
        cancelled = true;
        wish();
        if (options.executor() != null) {
            thread.interrupt(); // it may be waiting for an executor that runs nothing any more
        }
    }

    // Called under the monitor, where alone the counter is written.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void wish() {
        wishes++;
        LockSupport.unpark(thread);
    }

    private void play() {
        long startNanos = pacer.nanoTime();
        try {
            boolean wasCancelled = playAll();
            Optional<Difference> difference =
                    derivation == null || wasCancelled ? Optional.empty() : derivation.firstDifference();
            completion.complete(new ReplayReport(
                    published,
                    failed,
                    suppressed,
                    Duration.ofNanos(pacer.nanoTime() - startNanos),
                    lateness.lateness(),
                    wasCancelled,
                    difference));
        } catch (Throwable e) { // whatever ended the replay reaches those who wait for it
            completion.completeExceptionally(e);
        }
    }

    /** What the replay's thread is to do next. */
    private enum Next {
        PUBLISH_WHEN_DUE,
        PUBLISH_NOW,
        WAIT,
        SEEK,
        END
    }

    /** Plays to the end; returns whether it was cancelled before. */
    private boolean playAll() {
        long total = options.onProgress() == null ? 0 : searcher.count(toPublish);
        schedule.restart(pacer.nanoTime());
        RecordedEvent event = null;
        boolean waiting = false;
        while (true) {
            int seen = wishes;
            if (event == null && events.hasNext()) {
                event = events.next();
                schedule.advance(event.timestamp());
            }
            Next next = next(event != null);
            if (next == Next.END) {
                return event != null;
            }
            if (next == Next.SEEK || event == null) {
                event = null; // the iterator stands elsewhere now
                continue;
            }
            if (waiting != (next == Next.WAIT)) {
                waiting = !waiting;
                if (waiting) {
                    schedule.hold(pacer.nanoTime());
                } else {
                    schedule.resume(pacer.nanoTime());
                }
            }
            if (next == Next.WAIT) {
                if (wishes == seen) {
                    LockSupport.park(this);
                }
            } else if (next == Next.PUBLISH_NOW) {
                schedule.skipTo(pacer.nanoTime());
                publish(event, total);
                event = null;
            } else if (awaitDue(seen)) {
                publish(event, total);
                event = null;
            }
        }
    }

    /** Takes over what the controls want. */
    private synchronized Next next(boolean hasEvent) {
        if (cancelled) {
            return Next.END;
        }
        if (seekTo != null) {
            events = searcher.after(seekTo - 1, toPlay);
            if (derivation != null) {
                derivation.forget(); // what was derived no longer meets what was recorded
            }
            schedule.restart(pacer.nanoTime());
            seekTo = null;
            return Next.SEEK;
        }
        if (newSpeed != null) {
            schedule.setSpeed(newSpeed, pacer.nanoTime());
            newSpeed = null;
        }
        if (!hasEvent) {
            return Next.END;
        }
        if (steps > 0) {
            steps--;
            return Next.PUBLISH_NOW;
        }
        return paused ? Next.WAIT : Next.PUBLISH_WHEN_DUE;
    }

    /** Waits for the event's time; returns false if the controls want something else first. */
    private boolean awaitDue(int seen) {
        while (wishes == seen) {
            long left = schedule.nanosLeft(pacer.nanoTime());
            if (left <= 0) {
                lateness.add(schedule.isPaced() ? -left : 0);
                return true;
            }
            pacer.await(left);
        }
        return false;
    }

    private void publish(RecordedEvent event, long total) {
        if (derivation != null) {
            if (!Derivation.isRoot(event)) {
                derivation.expect(event);
                return;
            }
            derivation.begin(event);
        }
        Throwable thrown = null;
        ReplayOutcome outcome;
        try {
            outcome = delivery.deliver(event);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (CancellationException e) {
            return; // what was under way may still be delivered, and nobody knows
        } catch (Throwable e) {
            thrown = e;
            outcome = new ReplayOutcome(1, 0);
        }
        // The thread is ours, and an interrupt that somebody left would keep it from parking.
        Thread.interrupted();
        published++;
        failed += outcome.failed();
        suppressed += outcome.suppressed();
        if (outcome.failed() > 0 && options.onError() == ErrorAction.STOP) {
            throw new ReplayException(
                    "the replay stopped at event id=" + event.id() + " type=" + event.type()
                            + (thrown == null ? ": failedHandlers=" + outcome.failed() : ": " + thrown),
                    thrown);
        }
        if (options.onProgress() != null) {
            options.onProgress().accept(new ReplayProgress(published, total, event.timestamp()));
        }
    }
}

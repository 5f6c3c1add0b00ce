package dev.playhead.replay;

import dev.playhead.block.EventSlice;
import dev.playhead.bus.EventBus.ReplayOutcome;
import dev.playhead.bus.Subscription;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.replay.ReplayOptions.ErrorAction;
import dev.playhead.replay.ReplayReport.EventMismatch;
import dev.playhead.timetravel.UnknownEventException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A running replay.
 *
 * <p><b>Threading.</b> The controls may be used from any thread, including in handlers. They take effect before the
 * next event. No lock is held while events are delivered.
 */
public final class Replay {
    /*
     * The controls write requests under the monitor and wake the replay's thread. That thread applies the requests
     * between two events and while it waits. Only that thread changes the schedule and the playlist.
     */
    private final EventReplayer.Source source;
    private final Playlist playlist;
    private final ReplayOptions options;
    private final Delivery delivery;
    private final @Nullable Handover handover;
    private final @Nullable Derivation derivation;
    private final @Nullable StateCheck<?> check;
    private final ReplayClock clock;
    private final Schedule schedule;
    private final LatenessHistogram lateness = new LatenessHistogram();
    private final CompletableFuture<ReplayReport> completion = new CompletableFuture<>();
    private final Thread thread;
    private long published;
    private long failed;
    private long suppressed;
    private long lastPublished = -1;
    private long dueNanos;
    /** Whether the next event sets the anchor of the schedule. */
    private boolean atStart = true;
    /** Whether events are published when they are due. Valid while {@code wishes} equals {@code seen}. */
    private boolean running;

    private int seen;

    // Guarded by the monitor: the requests of the controls.
    private boolean paused;
    private int steps;
    private boolean cancelled;
    private @Nullable Double newSpeed;
    private @Nullable Long seekTo;
    /**
     * A counter that changes with every request, so that a waiting thread notices a request without taking the monitor.
     */
    private volatile int wishes;
    /** Whether the thread waits for new events or is about to do so. */
    private volatile boolean idle;

    Replay(
            EventReplayer.Source source,
            Playlist playlist,
            ReplayOptions options,
            Delivery delivery,
            @Nullable Derivation derivation,
            @Nullable StateCheck<?> check) {
        this.source = source;
        this.playlist = playlist;
        this.options = options;
        this.delivery = delivery;
        this.derivation = derivation;
        this.check = check;
        this.clock = options.clock();
        Executor executor = options.executor();
        this.handover = executor == null ? null : new Handover(executor, clock);
        this.schedule = new Schedule(options.maxGap(), options.speed());
        this.paused = options.startPaused();
        this.thread = new Thread(this::play, "playhead-replay");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Returns a future for the end of the replay. A replay that {@linkplain ReplayOptions#thenLive continues live} ends
     * when it is canceled or its history is closed.
     *
     * @return a new future for each call; completing or canceling it does not affect the replay. The future fails with
     *     a {@link ReplayException} if an event failed and the options require the replay to stop, or if the
     *     application failed to return the state to compare
     */
    public CompletableFuture<ReplayReport> completion() {
        return completion.copy();
    }

    /** Pauses the replay before the next event. */
    public synchronized void pause() {
        paused = true;
        wish();
    }

    /**
     * Resumes the replay after a pause. The duration of the pause does not count towards the time between the previous
     * event and the next event.
     */
    public synchronized void resume() {
        paused = false;
        steps = 0;
        wish();
    }

    /** Publishes the next event immediately and pauses after it. */
    public void step() {
        step(1);
    }

    /**
     * Publishes the next events immediately and pauses after them.
     *
     * @param count the number of events, in addition to the pending events of earlier steps
     * @throws IllegalArgumentException if the count is not positive
     */
    public synchronized void step(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count=" + count + " is not positive");
        }
        paused = true;
        steps = (int) Math.min(Integer.MAX_VALUE, (long) steps + count);
        wish();
    }

    /**
     * Changes the speed.
     *
     * @param speed the factor by which the replay is faster than the recording; {@link Double#POSITIVE_INFINITY} for as
     *     fast as possible
     * @throws IllegalArgumentException if the speed is not positive
     */
    public synchronized void setSpeed(double speed) {
        ReplayOptions.requireSpeed(speed);
        newSpeed = speed;
        wish();
    }

    /**
     * Continues with an earlier or later event. This event is due immediately. Does nothing if the replay has ended.
     * States are no longer compared, because the application does not receive the events in the recorded order. Derived
     * events are compared only for roots published later.
     *
     * @param eventId the event's id; if the replay's filter excludes the event, the replay continues with the next
     *     matching event
     * @throws UnknownEventException if no event with this id is among the events from which the filter of the replay
     *     selects
     */
    public void seek(String eventId) {
        long sequence;
        try {
            sequence = Long.parseLong(eventId);
        } catch (NumberFormatException e) {
            throw new UnknownEventException("id=" + eventId + " is not the id of an event; such an id is a number");
        }
        if (playlist.get(sequence).filter(event -> event.id().equals(eventId)).isEmpty()) {
            EventSlice run = playlist.run();
            throw new UnknownEventException("id=" + eventId + " is not among the replayed events " + run.firstSequence()
                    + ".." + run.lastSequence());
        }
        synchronized (this) {
            seekTo = sequence;
            wish();
        }
    }

    /** Cancels the replay before the next event. Does nothing if the replay has ended. */
    public synchronized void cancel() {
        cancelled = true;
        wish();
        if (handover != null) {
            thread.interrupt(); // the thread may be waiting for an executor that no longer runs tasks
        }
    }

    // Called with the monitor held, which guards all writes to the counter.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void wish() {
        wishes++;
        LockSupport.unpark(thread);
    }

    /**
     * Wakes the replay's thread if it waits for events. Usually called on recording threads. No event is missed,
     * because the replay's thread checks for events again after setting {@code idle}.
     */
    private void recorded() {
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    private void play() {
        Subscription following = () -> {};
        try {
            long startNanos = clock.nanoTime(); // this may throw, because the application may have supplied the clock
            if (playlist.isLive()) {
                following = source.onRecorded(this::recorded);
            }
            boolean wasCancelled = playAll();
            Optional<EventMismatch> difference =
                    derivation == null || wasCancelled ? Optional.empty() : derivation.firstDifference();
            completion.complete(new ReplayReport(
                    published,
                    failed,
                    suppressed,
                    Duration.ofNanos(clock.nanoTime() - startNanos),
                    lateness.lateness(),
                    wasCancelled,
                    difference,
                    check == null ? Optional.empty() : check.found(),
                    playlist.missed(),
                    playlist.omissions().breaks(),
                    playlist.omissions().gaps()));
        } catch (Throwable e) { // the future passes any exception to the threads that wait for it
            completion.completeExceptionally(e);
        } finally {
            following.close();
        }
    }

    /** The next action of the replay's thread. */
    private enum Next {
        PUBLISH_WHEN_DUE,
        PUBLISH_NOW,
        WAIT,
        SEEK,
        END
    }

    /** Plays to the end. Returns whether the replay was canceled before the end. */
    private boolean playAll() {
        long total = options.onProgress() == null ? 0 : playlist.count();
        RecordedEvent event = null;
        boolean waiting = false;
        while (true) {
            if (event == null) {
                event = fetch();
            }
            Next next = event != null && running && wishes == seen ? Next.PUBLISH_WHEN_DUE : takeOver(event);
            if (next == Next.END) {
                return event != null || playlist.isLive();
            }
            if (next == Next.SEEK) {
                event = null; // the playlist has moved
                continue;
            }
            if (waiting != (next == Next.WAIT)) {
                waiting = !waiting;
                if (waiting) {
                    schedule.hold(clock.nanoTime());
                } else {
                    schedule.resume(clock.nanoTime());
                }
            }
            if (next == Next.WAIT || event == null) {
                standStill(event == null);
            } else if (next == Next.PUBLISH_NOW) {
                dueNanos = clock.nanoTime();
                schedule.skipTo(dueNanos);
                publish(event, false, total);
                event = null;
            } else if (!schedule.isPaced() || playlist.isLive(event)) {
                dueNanos = Long.MIN_VALUE;
                publish(event, false, total);
                event = null;
            } else if (awaitDue()) {
                publish(event, true, total);
                event = null;
            }
        }
    }

    private @Nullable RecordedEvent fetch() {
        long missed = playlist.missed();
        RecordedEvent event = playlist.next();
        if (check != null && playlist.missed() != missed) {
            check.stop(); // the recorded states include events that the application does not receive
        } else if (check != null && event != null && playlist.omissions().breaksOff(check.relevant())) {
            compareStates(check, () -> check.lookBefore(event));
            check.stop(); // it is unknown which changes the recorded states lack
        }
        if (event == null) {
            endCheck();
        } else if (!playlist.isLive(event)) {
            if (atStart) {
                schedule.restart(clock.nanoTime()); // after the search, so that the search delays no event
                atStart = false;
            }
            schedule.advance(event.timestamp());
            if (check != null && check.isDue()) {
                RecordedEvent next = event;
                compareStates(check, () -> check.lookBefore(next));
            }
        }
        return event;
    }

    /** Applies the requests of the controls, and returns the next action. */
    private Next takeOver(@Nullable RecordedEvent event) {
        Long target;
        long now = clock.nanoTime(); // without the monitor, because the application may have supplied the clock
        synchronized (this) {
            seen = wishes;
            running = false;
            if (cancelled) {
                return Next.END;
            }
            target = seekTo;
            seekTo = null;
            if (target == null) {
                return takeOver(event != null, now);
            }
        }
        playlist.seek(target);
        atStart = true;
        if (check != null) {
            check.stop();
        }
        return Next.SEEK;
    }

    // Called with the monitor held.
    private Next takeOver(boolean hasEvent, long now) {
        if (newSpeed != null) {
            schedule.setSpeed(newSpeed, now);
            newSpeed = null;
        }
        if (!hasEvent) {
            return playlist.isLive() ? Next.WAIT : Next.END;
        }
        if (steps > 0) {
            steps--;
            return Next.PUBLISH_NOW;
        }
        running = !paused;
        return paused ? Next.WAIT : Next.PUBLISH_WHEN_DUE;
    }

    /** Waits for a request of a control or, if {@code forEvents} is true, also for new events. May return early. */
    private void standStill(boolean forEvents) {
        if (!forEvents) {
            if (wishes == seen) {
                clock.await(Long.MAX_VALUE);
            }
            return;
        }
        idle = true;
        if (!playlist.more() && wishes == seen) {
            clock.await(source.lookAfterNanos());
        }
        idle = false;
    }

    /** Waits until it is time to hand over the event. Returns false if a request of a control must be applied first. */
    private boolean awaitDue() {
        long leadNanos = handover == null ? 0 : handover.leadNanos();
        while (wishes == seen) {
            long now = clock.nanoTime();
            long left = schedule.nanosLeft(now);
            if (left <= leadNanos) {
                dueNanos = now + left;
                if (handover == null) {
                    lateness.add(-left);
                }
                return true;
            }
            clock.await(left - leadNanos);
        }
        return false;
    }

    private void publish(RecordedEvent event, boolean isTimed, long total) {
        if (derivation != null) {
            derivation.begin(event);
        }
        Throwable thrown = null;
        ReplayOutcome outcome;
        try {
            outcome = handover == null
                    ? deliver(event)
                    : handover.call(dueNanos, () -> {
                        if (isTimed) {
                            lateness.add(clock.nanoTime() - dueNanos);
                        }
                        return deliver(event);
                    });
        } catch (VirtualMachineError e) {
            throw e;
        } catch (CancellationException e) {
            return; // it is unknown whether the event will still be delivered
        } catch (Throwable e) {
            thrown = e;
            outcome = new ReplayOutcome(1, 0);
        }
        // The replay owns this thread. If other code left the interrupt status set, the thread could not park.
        Thread.interrupted();
        published++;
        failed += outcome.failed();
        suppressed += outcome.suppressed();
        lastPublished = event.sequence();
        if (check != null) {
            check.requireLooked();
        }
        if (outcome.failed() > 0 && options.onError() == ErrorAction.STOP) {
            throw new ReplayException(
                    "the replay stopped at event id=" + event.id() + " type=" + event.type()
                            + (thrown == null ? ": failedHandlers=" + outcome.failed() : ": " + thrown),
                    thrown);
        }
        if (outcome.failed() > 0 && options.onError() == ErrorAction.PAUSE) {
            standStillBehindFailure();
        }
        if (options.onProgress() != null) {
            options.onProgress().accept(new ReplayOptions.Progress(published, total, event.timestamp()));
        }
    }

    private synchronized void standStillBehindFailure() {
        paused = true;
        steps = 0;
        wish();
    }

    private ReplayOutcome deliver(RecordedEvent event) {
        if (check != null) {
            check.lookBefore(event);
        }
        return delivery.deliver(event);
    }

    /** Compares the states after the last event that existed when the replay began, and ends the comparison. */
    private void endCheck() {
        if (check == null || check.hasEnded()) {
            return;
        }
        if (published > 0) {
            long sequence = Math.max(lastPublished, playlist.lastDerived());
            compareStates(check, () -> check.lookAfter(sequence));
        }
        check.stop();
    }

    /**
     * Captures the application's state on the delivering thread. Compares it with the recorded state on the replay's
     * thread.
     */
    private void compareStates(StateCheck<?> states, Runnable look) {
        if (handover == null) {
            look.run();
        } else {
            try {
                Object unused = handover.call(Long.MIN_VALUE, () -> {
                    look.run();
                    return look;
                });
            } catch (CancellationException e) {
                return; // the replay ends next
            }
        }
        states.compare();
        RecordingBreak unknownBehind = states.unknownBehind();
        if (unknownBehind != null) {
            playlist.omissions().add(unknownBehind);
        }
    }
}

package dev.playhead.replay;

import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A clock for which waiting takes no time: whoever waits until a moment finds that it has come. So a replay of hours ends at
 * once, and always in the same way, which is what a test needs.
 *
 * <pre>{@code
 * VirtualClock clock = new VirtualClock();
 * Replay replay = history.replay(filter, ReplayOptions.defaults().clock(clock).startPaused(true));
 * clock.at(Duration.ofSeconds(90), replay::pause);
 * clock.at(Duration.ofSeconds(95), () -> replay.seek("17"));
 * clock.at(Duration.ofMinutes(10), replay::resume);
 * replay.resume();
 * ReplayReport report = replay.completion().join();   // elapsed() says ten minutes and more
 * }</pre>
 *
 * <p>What is planned by {@link #at} happens on the replay's thread when the replay waits past that time, for its next event
 * or, standing still, for a control. A replay that stands still while nothing is planned waits, really, until somebody
 * plans something or uses a control. So does one that was started paused, whatever is planned, until it is resumed: by then
 * all plans can be made.
 *
 * <p><b>Threading.</b> Any thread may ask and plan. <b>Limits.</b> For one replay at a time.
 */
public final class VirtualClock implements ReplayClock {
    private record Plan(long atNanos, long order, Runnable action) {}

    // Guarded by the monitor.
    private final Queue<Plan> plans =
            new PriorityQueue<>(Comparator.comparingLong(Plan::atNanos).thenComparingLong(Plan::order));
    private long planned;
    private long nowNanos;
    /** Whether anybody has waited for a time. */
    private boolean started;

    private @Nullable Thread waiting;

    /** A clock at time zero. */
    public VirtualClock() {}

    @Override
    public synchronized long nanoTime() {
        return nowNanos;
    }

    /**
     * The time.
     *
     * @return how much time has passed since this clock was made
     */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime());
    }

    /**
     * Lets time pass, as if something had taken so long: a handler that is slow, or a person who thinks.
     *
     * @param duration how long
     * @throws IllegalArgumentException if it is negative
     */
    public synchronized void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration=" + duration + " is negative");
        }
        nowNanos = Math.addExact(nowNanos, duration.toNanos());
    }

    /**
     * Plans something. Plans for the same time are carried out in the order in which they were made; those for a time that
     * has passed, at the next wait.
     *
     * @param time when, from when this clock was made
     * @param action what is to happen; what it throws ends the replay
     */
    public void at(Duration time, Runnable action) {
        Objects.requireNonNull(action, "action");
        Thread waker;
        synchronized (this) {
            plans.add(new Plan(time.toNanos(), planned++, action));
            waker = waiting;
        }
        LockSupport.unpark(waker);
    }

    @Override
    public void await(long nanos) {
        Plan due;
        synchronized (this) {
            started |= nanos < Long.MAX_VALUE;
            long until = nowNanos + nanos < 0 ? Long.MAX_VALUE : nowNanos + nanos;
            Plan first = plans.peek();
            due = started && first != null && first.atNanos <= until ? plans.poll() : null;
            if (due != null) {
                nowNanos = Math.max(nowNanos, due.atNanos);
            } else if (nanos < Long.MAX_VALUE) {
                nowNanos = until;
            }
            // Set before the look at the plans ends: who plans after it wakes the thread.
            waiting = due == null && nanos == Long.MAX_VALUE ? Thread.currentThread() : null;
        }
        if (due != null) {
            due.action.run();
        } else if (nanos == Long.MAX_VALUE) {
            LockSupport.park(this);
        }
    }

    /** Whether a replay stands still, and nothing is planned. */
    synchronized boolean isIdle() {
        return waiting != null && waiting.getState() == Thread.State.WAITING;
    }
}

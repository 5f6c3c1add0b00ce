package dev.playhead.replay;

import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A clock whose waits take no time. A wait until a given time advances the clock to that time and returns. So a replay
 * of hours ends immediately and is deterministic, as tests require.
 *
 * <pre>{@code
 * VirtualClock clock = new VirtualClock();
 * Replay replay = history.replay(filter, ReplayOptions.defaults().clock(clock).startPaused(true));
 * clock.at(Duration.ofSeconds(90), replay::pause);
 * clock.at(Duration.ofSeconds(95), () -> replay.seek("17"));
 * clock.at(Duration.ofMinutes(10), replay::resume);
 * replay.resume();
 * ReplayReport report = replay.completion().join();   // elapsed() is at least ten minutes
 * }</pre>
 *
 * <p>An action scheduled by {@link #at} runs on the replay's thread when the replay waits until the action's time or
 * longer. A replay waits for the next event or, when paused, for a control such as {@link Replay#resume}. A paused
 * replay without scheduled actions waits in real time until an action is scheduled or a control is used. A replay that
 * was started paused also waits in real time until it is resumed, even if actions are scheduled. So all actions can be
 * scheduled before the replay starts.
 *
 * <p><b>Threading.</b> Any thread may read the time and schedule actions. <b>Limits.</b> For one replay at a time.
 */
public final class VirtualClock implements ReplayClock {
    private record Plan(long atNanos, long order, Runnable action) {}

    // Guarded by the monitor.
    private final Queue<Plan> plans =
            new PriorityQueue<>(Comparator.comparingLong(Plan::atNanos).thenComparingLong(Plan::order));
    private long planned;
    private long nowNanos;
    /** Whether a thread has waited for a limited time. */
    private boolean started;

    private @Nullable Thread waiting;

    /** Creates a clock at time zero. */
    public VirtualClock() {}

    @Override
    public synchronized long nanoTime() {
        return nowNanos;
    }

    /** {@return the time that has elapsed since this clock was created} */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime());
    }

    /**
     * Advances the time, to simulate a delay such as a slow handler or a user's pause.
     *
     * @param duration the duration
     * @throws IllegalArgumentException if the duration is negative
     */
    public synchronized void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration=" + duration + " is negative");
        }
        nowNanos = Math.addExact(nowNanos, duration.toNanos());
    }

    /**
     * Schedules an action. Actions for the same time run in the order in which they were scheduled. Actions for a time
     * in the past run at the next wait.
     *
     * @param time the time, from the creation of this clock
     * @param action the action; an exception that the action throws ends the replay
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
            // Set in the critical section that reads the plans, so a thread that adds a plan later wakes this thread.
            waiting = due == null && nanos == Long.MAX_VALUE ? Thread.currentThread() : null;
        }
        if (due != null) {
            due.action.run();
        } else if (nanos == Long.MAX_VALUE) {
            LockSupport.park(this);
        }
    }

    /** Returns whether a replay waits in real time, until another thread wakes it. */
    synchronized boolean isIdle() {
        return waiting != null && waiting.getState() == Thread.State.WAITING;
    }
}

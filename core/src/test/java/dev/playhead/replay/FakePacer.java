package dev.playhead.replay;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A clock of a replay for which waiting takes no time. What is planned for a moment runs on the replay's thread when the
 * replay waits past it.
 */
final class FakePacer implements Pacer {
    private final NavigableMap<Long, Runnable> plans = new ConcurrentSkipListMap<>();
    private final AtomicLong nowNanos = new AtomicLong();
    private volatile @Nullable Thread thread;

    @Override
    public long nanoTime() {
        thread = Thread.currentThread();
        return nowNanos.get();
    }

    @Override
    public void await(long nanos) {
        long until = nowNanos.get() + nanos;
        Map.Entry<Long, Runnable> plan = plans.firstEntry();
        if (plan != null && plan.getKey() <= until) {
            plans.remove(plan.getKey());
            nowNanos.accumulateAndGet(plan.getKey(), Math::max);
            plan.getValue().run();
        } else {
            nowNanos.set(until);
        }
    }

    void at(long millis, Runnable action) {
        plans.put(Duration.ofMillis(millis).toNanos(), action);
    }

    void advance(long millis) {
        nowNanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    long millis() {
        return Duration.ofNanos(nowNanos.get()).toMillis();
    }

    /** Whether the replay's thread is parked. */
    boolean isParked() {
        Thread replaying = thread;
        return replaying != null && replaying.getState() == Thread.State.WAITING;
    }
}

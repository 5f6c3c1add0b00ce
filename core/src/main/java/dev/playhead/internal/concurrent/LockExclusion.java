package dev.playhead.internal.concurrent;

import dev.playhead.timetravel.SnapshotManager.MutualExclusion;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion by a lock.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
public final class LockExclusion implements MutualExclusion {
    private final ReentrantLock lock = new ReentrantLock();

    /** Creates a lock that nobody holds. */
    public LockExclusion() {}

    @Override
    public <T extends @Nullable Object> T get(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}

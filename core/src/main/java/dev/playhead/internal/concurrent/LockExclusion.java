package dev.playhead.internal.concurrent;

import dev.playhead.timetravel.SnapshotManager.MutualExclusion;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mutual exclusion that uses a lock.
 *
 * <p><b>Threading.</b> Safe for use by any number of threads.
 */
public final class LockExclusion implements MutualExclusion {
    private final ReentrantLock lock = new ReentrantLock();

    /** Creates an unlocked instance. */
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

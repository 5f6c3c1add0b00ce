package dev.playhead;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An executor that queues tasks. They run on the thread that calls {@link #runOne} or {@link #runAll}. */
final class QueueingExecutor implements Executor {
    final Deque<Runnable> tasks = new ArrayDeque<>();
    boolean refusing;

    @Override
    public void execute(Runnable task) {
        if (refusing) {
            throw new RejectedExecutionException("the executor refuses tasks");
        }
        tasks.add(task);
    }

    /** Runs the oldest task. */
    void runOne() {
        tasks.remove().run();
    }

    /** Runs all queued tasks, including those that are queued meanwhile. */
    void runAll() {
        while (!tasks.isEmpty()) {
            runOne();
        }
    }
}

package dev.playhead;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An executor that runs tasks only when the test requests it, on the test's thread. */
final class QueueingExecutor implements Executor {
    final Deque<Runnable> tasks = new ArrayDeque<>();
    boolean refusing;

    @Override
    public void execute(Runnable task) {
        if (refusing) {
            throw new RejectedExecutionException("closing time");
        }
        tasks.add(task);
    }

    /** Runs the oldest task. */
    void runOne() {
        tasks.remove().run();
    }

    /** Runs all tasks, including tasks that they submit. */
    void runAll() {
        while (!tasks.isEmpty()) {
            runOne();
        }
    }
}

package dev.playhead;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs tasks when the test says so, on its thread. */
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

    /** Runs the task that waits longest. */
    void runOne() {
        tasks.remove().run();
    }

    /** Runs all tasks, and those that they submit. */
    void runAll() {
        while (!tasks.isEmpty()) {
            runOne();
        }
    }
}

package dev.playhead.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A group of threads, called members, that begin a task at the same time. Members are numbered from 0. A number always
 * denotes the same thread.
 */
public final class Crew implements AutoCloseable {
    private final List<ExecutorService> members;

    /** A task that each member runs. */
    public interface Task {
        public void run(int member);
    }

    public Crew(int size) {
        members =
                Stream.generate(Executors::newSingleThreadExecutor).limit(size).toList();
    }

    public int size() {
        return members.size();
    }

    /** Runs a task on all members at the same time, and returns when all members have finished the task. */
    public void run(Task task) {
        AtomicInteger ready = new AtomicInteger();
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            int member = i;
            done.add(members.get(i).submit(() -> {
                ready.incrementAndGet();
                awaitAll(ready);
                task.run(member);
            }));
        }
        try {
            for (Future<?> one : done) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a measuring thread failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // there may be more members than processors
    private void awaitAll(AtomicInteger ready) {
        while (ready.get() < size()) {
            Thread.yield();
        }
    }

    @Override
    public void close() {
        members.forEach(ExecutorService::shutdown);
    }
}

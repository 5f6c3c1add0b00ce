package dev.playhead.bus;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * Notes what caused an event, and carries that over executors.
 *
 * <p>While handlers of an event run, what they publish on the same bus gets two entries of metadata, before it is recorded:
 *
 * <ul>
 *   <li>{@value #CAUSATION_ID}: the id of the event that is being handled; if that was not recorded, of the nearest one
 *       before it in the chain of causes that was.
 *   <li>{@value #CORRELATION_ID}: the same for all events of a chain: that of the event being handled if it has one, else
 *       the id of the event that the chain began with.
 * </ul>
 *
 * <p>An entry that the application gave the event itself is kept. Where nothing in the chain was recorded, there is nothing
 * to name, and the entries are left out.
 *
 * <p>The scope is confined to the thread. Work that a handler hands to another thread takes it along if it is wrapped
 * here:
 *
 * <pre>{@code
 * Executor background = CauseScope.propagating(pool);
 * bus.subscribe("order:placed", order -> background.execute(() -> bus.publish(GridEvent.of("stock:reserved", null))));
 * }</pre>
 *
 * <p>The context of a replay ({@link ReplayContext}) is carried along with it.
 *
 * <p><b>Threading.</b> Any thread may call these methods, and any may run what they return, any number of times.
 *
 * <p><b>Limits.</b> A wrapped task keeps the event that was being handled reachable as long as the task is.
 */
public final class CauseScope {
    /** The key of the metadata that names the event which led to this one. */
    public static final String CAUSATION_ID = "causationId";

    /** The key of the metadata that all events of one chain of causes share. */
    public static final String CORRELATION_ID = "correlationId";

    private CauseScope() {}

    /**
     * An executor that runs each task in the scope of the thread that submitted it.
     *
     * @param executor what runs the tasks
     * @return the executor
     */
    public static Executor propagating(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return task -> executor.execute(wrap(task));
    }

    /**
     * A task that runs in the scope in which this method was called; also if that is none.
     *
     * @param task the task
     * @return the wrapped task
     */
    public static Runnable wrap(Runnable task) {
        Objects.requireNonNull(task, "task");
        Frame captured = ThreadScope.current().capture();
        return () -> {
            ThreadScope scope = ThreadScope.current();
            Frame before = scope.swap(captured);
            try {
                task.run();
            } finally {
                scope.swap(before);
            }
        };
    }

    /**
     * A task with a result that runs in the scope in which this method was called; also if that is none.
     *
     * @param task the task
     * @param <T> what it returns
     * @return the wrapped task
     */
    public static <T> Callable<T> wrap(Callable<T> task) {
        Objects.requireNonNull(task, "task");
        Frame captured = ThreadScope.current().capture();
        return () -> {
            ThreadScope scope = ThreadScope.current();
            Frame before = scope.swap(captured);
            try {
                return task.call();
            } finally {
                scope.swap(before);
            }
        };
    }
}

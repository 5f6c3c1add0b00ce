package dev.playhead.bus;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * The metadata about the causes of events, and its propagation to other threads.
 *
 * <p>While handlers of an event run, the events that they publish on the same bus receive two entries of metadata
 * before they are recorded:
 *
 * <ul>
 *   <li>{@value #CAUSATION_ID}: the id of the event that is being handled. If that event was not recorded, the id of
 *       its nearest recorded ancestor in the chain of causes.
 *   <li>{@value #CORRELATION_ID}: an id that all events of a chain share. It is the correlation id of the event being
 *       handled if that event has one, otherwise the id of the event at the start of the chain.
 * </ul>
 *
 * <p>If the application sets an entry itself, the bus keeps the application's value. If neither the event being handled
 * nor an ancestor of it was recorded, {@value #CAUSATION_ID} is left out, and so is {@value #CORRELATION_ID} unless the
 * event being handled has one.
 *
 * <p>The scope, in which events have a known cause, is confined to the thread that runs the handlers. To carry the
 * scope to another thread, a handler wraps the work with a method of this class:
 *
 * <pre>{@code
 * Executor background = CauseScope.propagating(pool);
 * bus.subscribe("order:placed", order -> background.execute(() -> bus.publish(GridEvent.of("stock:reserved", null))));
 * }</pre>
 *
 * <p>The context of a replay ({@link ReplayContext}) is carried along with the scope.
 *
 * <p><b>Threading.</b> Any thread may call these methods. Any thread may run the wrapped tasks, any number of times.
 *
 * <p><b>Limits.</b> A wrapped task keeps the event that was being handled reachable as long as the task is reachable.
 */
public final class CauseScope {
    /** The metadata key for the id of the event that caused an event. */
    public static final String CAUSATION_ID = "causationId";

    /** The metadata key for the id that all events of one chain of causes share. */
    public static final String CORRELATION_ID = "correlationId";

    private CauseScope() {}

    /**
     * Returns an executor that runs each task in the scope of the thread that submitted it.
     *
     * @param executor runs the tasks
     * @return the executor
     */
    public static Executor propagating(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return task -> executor.execute(wrap(task));
    }

    /**
     * Returns a task that runs in the scope of the thread that calls this method, or outside any scope if that thread
     * has none.
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
     * Wraps a task that returns a result. The wrapped task runs in the scope of the thread that calls this method, or
     * outside any scope if that thread has none.
     *
     * @param task the task
     * @param <T> the type of the result
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

package dev.playhead;

import dev.playhead.bus.Subscription;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the listeners of a history what went wrong, each one in order; or the log while there are none. */
final class Problems {
    /** Beyond this many that a listener has not been told yet, problems go to the log. */
    static final int MAX_WAITING = 1_000;

    private static final System.Logger LOG = System.getLogger("dev.playhead");

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Executor executor;

    Problems(Executor executor) {
        this.executor = executor;
    }

    Subscription listen(Consumer<? super HistoryProblem> consumer) {
        Listener listener = new Listener(consumer);
        listeners.add(listener);
        return () -> {
            listener.ended = true;
            listeners.remove(listener);
        };
    }

    void report(HistoryProblem.Kind kind, String message, @Nullable Throwable cause) {
        HistoryProblem problem = new HistoryProblem(kind, message, Optional.ofNullable(cause));
        if (listeners.isEmpty()) {
            log(problem);
        }
        listeners.forEach(listener -> listener.add(problem));
    }

    private static void log(HistoryProblem problem) {
        LOG.log(
                Level.WARNING,
                problem.kind() + ": " + problem.message(),
                problem.cause().orElse(null));
    }

    private final class Listener {
        private final Consumer<? super HistoryProblem> consumer;
        private final Queue<HistoryProblem> waiting = new ConcurrentLinkedQueue<>();
        /** How many problems wait. Who raises it from 0 sees to it that all are told until it is 0 again. */
        private final AtomicInteger untold = new AtomicInteger();

        private volatile boolean ended;

        Listener(Consumer<? super HistoryProblem> consumer) {
            this.consumer = consumer;
        }

        void add(HistoryProblem problem) {
            if (untold.get() >= MAX_WAITING) {
                log(problem);
                return;
            }
            waiting.add(problem);
            if (untold.getAndIncrement() == 0) {
                try {
                    executor.execute(() -> forEachWaiting(this::tell));
                } catch (RuntimeException refused) {
                    LOG.log(Level.WARNING, "the executor refused to tell a listener of problems", refused);
                    forEachWaiting(Problems::log);
                }
            }
        }

        private void forEachWaiting(Consumer<HistoryProblem> action) {
            do {
                action.accept(waiting.remove());
            } while (untold.decrementAndGet() != 0);
        }

        private void tell(HistoryProblem problem) {
            if (ended) {
                return;
            }
            try {
                consumer.accept(problem);
            } catch (Throwable e) {
                LOG.log(Level.WARNING, "a listener to problems threw when told of: " + problem.message(), e);
            }
        }
    }
}

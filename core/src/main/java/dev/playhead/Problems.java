package dev.playhead;

import dev.playhead.bus.Subscription;
import dev.playhead.timetravel.ProjectionException;
import dev.playhead.timetravel.SnapshotManager.ProjectionListener;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The problems of a history, reported to each listener in order, or to the log if there is no listener. */
final class Problems {
    /** The maximum number of problems that wait for a listener. Further problems are logged. */
    static final int MAX_WAITING = 1_000;

    private static final System.Logger LOG = System.getLogger("dev.playhead");

    private final Executor executor;

    private final Object lock = new Object();
    // The fields below are guarded by the lock.
    private final List<Listener> listeners = new ArrayList<>();
    /** The report of the failure of the store; null if the store works. */
    private @Nullable HistoryProblem inForce;
    /**
     * The reports of outdated states: base states and baselines in the store that an earlier version of their codec
     * encoded. There is one report for each projection that has such a state.
     */
    private final List<HistoryProblem> outdated = new ArrayList<>();

    Problems(Executor executor) {
        this.executor = executor;
    }

    /**
     * Adds a listener. The listener first receives the current failure of the store, if there is one, and the reports
     * of outdated states.
     */
    Subscription listen(Consumer<? super HistoryProblem> consumer) {
        Listener listener = new Listener(consumer);
        boolean begins;
        synchronized (lock) {
            begins = inForce != null && listener.put(inForce);
            for (HistoryProblem found : outdated) {
                begins |= listener.put(found);
            }
            listeners.add(listener);
        }
        if (begins) {
            listener.begin();
        }
        return () -> {
            listener.ended = true;
            synchronized (lock) {
                listeners.remove(listener);
            }
        };
    }

    void report(HistoryProblem.Kind kind, String message, @Nullable Throwable cause) {
        HistoryProblem problem = new HistoryProblem(kind, message, Optional.ofNullable(cause));
        List<Listener> receivers;
        synchronized (lock) {
            if (kind == HistoryProblem.Kind.STORE_FAILED) {
                inForce = problem;
            } else if (kind == HistoryProblem.Kind.STORE_RESUMED) {
                inForce = null;
            } else if (kind == HistoryProblem.Kind.STATE_OUTDATED) {
                outdated.add(problem);
            }
            receivers = List.copyOf(listeners);
        }
        if (receivers.isEmpty()) {
            log(problem);
        }
        receivers.forEach(listener -> listener.add(problem));
    }

    /** {@return a listener that reports problems found while states are folded} */
    ProjectionListener ofProjections() {
        return new ProjectionListener() {
            @Override
            public void failed(ProjectionException failure) {
                report(HistoryProblem.Kind.PROJECTION_FAILED, String.valueOf(failure.getMessage()), failure);
            }

            @Override
            public void misfit(String message) {
                report(HistoryProblem.Kind.EVENT_MISFITS, message, null);
            }

            @Override
            public void outdated(String message) {
                report(HistoryProblem.Kind.STATE_OUTDATED, message, null);
            }
        };
    }

    /** {@return the current failure of the store, if there is one} */
    Optional<String> storeFailure() {
        synchronized (lock) {
            return Optional.ofNullable(inForce).map(HistoryProblem::message);
        }
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
        /**
         * The number of waiting problems. The caller that raises the number from 0 starts the delivery. The delivery
         * ends when the number is 0 again.
         */
        private final AtomicInteger waitingCount = new AtomicInteger();

        private volatile boolean ended;

        Listener(Consumer<? super HistoryProblem> consumer) {
            this.consumer = consumer;
        }

        void add(HistoryProblem problem) {
            if (waitingCount.get() >= MAX_WAITING) {
                log(problem);
                return;
            }
            if (put(problem)) {
                begin();
            }
        }

        /** Adds a problem to the queue. Returns whether the caller must start delivery. */
        boolean put(HistoryProblem problem) {
            waiting.add(problem);
            return waitingCount.getAndIncrement() == 0;
        }

        void begin() {
            try {
                executor.execute(() -> forEachWaiting(this::deliver));
            } catch (RuntimeException refused) {
                LOG.log(Level.WARNING, "the executor refused to run a problem listener", refused);
                forEachWaiting(Problems::log);
            }
        }

        private void forEachWaiting(Consumer<HistoryProblem> action) {
            do {
                action.accept(waiting.remove());
            } while (waitingCount.decrementAndGet() != 0);
        }

        private void deliver(HistoryProblem problem) {
            if (ended) {
                return;
            }
            try {
                consumer.accept(problem);
            } catch (Throwable e) {
                LOG.log(Level.WARNING, "a problem listener threw when it received: " + problem.message(), e);
            }
        }
    }
}

package dev.playhead;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.bus.Subscription;
import dev.playhead.event.RecordedEvent;
import dev.playhead.internal.recording.CircularBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Hands recorded events to listeners, in order, on an executor.
 *
 * <p>A listener is a place in the history, not a queue: a slow one holds on to what was kept when its turn began, and to no
 * more. If retention evicts events before it got them, it misses them and is told so as a problem.
 */
final class LiveFeed {
    private final CircularBuffer buffer;
    private final Executor executor;
    private final Problems problems;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> signals = new CopyOnWriteArrayList<>();

    LiveFeed(CircularBuffer buffer, Executor executor, Problems problems) {
        this.buffer = buffer;
        this.executor = executor;
        this.problems = problems;
    }

    Subscription listen(Consumer<? super RecordedEvent> consumer) {
        Listener listener = new Listener(consumer, lastRecorded());
        listeners.add(listener);
        listener.wake(); // what was recorded since its place was taken
        return () -> {
            listener.ended = true;
            listeners.remove(listener);
        };
    }

    /** Has something called on the threads that record, which only wakes another one. */
    Subscription signal(Runnable signal) {
        signals.add(signal);
        return () -> signals.remove(signal);
    }

    /** Called after an event was recorded. */
    void wake() {
        if (!signals.isEmpty()) {
            signals.forEach(Runnable::run);
        }
        if (!listeners.isEmpty()) {
            listeners.forEach(Listener::wake);
        }
    }

    private long lastRecorded() {
        return buffer.counts().nextSequence() - 1;
    }

    private final class Listener {
        private final Consumer<? super RecordedEvent> consumer;
        /** Whether it has a turn, waiting or under way. Who sets it is to deliver, or to have it done. */
        private final AtomicBoolean awake = new AtomicBoolean();

        private volatile long delivered;
        private volatile boolean ended;
        private volatile boolean refused;

        Listener(Consumer<? super RecordedEvent> consumer, long delivered) {
            this.consumer = consumer;
            this.delivered = delivered;
        }

        void wake() {
            if (isBehind() && awake.compareAndSet(false, true)) {
                execute(this::deliver);
            }
        }

        private boolean isBehind() {
            return !ended && lastRecorded() > delivered;
        }

        private void execute(Runnable turn) {
            try {
                executor.execute(turn);
                refused = false;
            } catch (Throwable e) { // also that no thread can be made
                awake.set(false); // the next event tries again
                if (!refused) {
                    refused = true;
                    problems.report(
                            HistoryProblem.Kind.LISTENER_FAILED, "the executor refused to run a listener: " + e, e);
                }
            }
        }

        private void deliver() {
            do {
                try {
                    deliverKept();
                } catch (Throwable e) { // events that cannot be read; the next one wakes it again
                    awake.set(false);
                    problems.report(
                            HistoryProblem.Kind.LISTENER_FAILED,
                            "events after sequence=" + delivered + " could not be read for a listener: " + e,
                            e);
                    return;
                }
                awake.set(false);
                // It looks for more after it has given up being awake: what is recorded meanwhile is seen here, or
                // wakes it.
            } while (isBehind() && awake.compareAndSet(false, true) && !leaveToExecutor());
        }

        /**
         * Lets others that wait for the executor go first. Returns false for an executor that runs tasks at once: it would
         * nest one turn in another until the stack is full.
         */
        private boolean leaveToExecutor() {
            Thread here = Thread.currentThread();
            boolean[] submitted = {false};
            boolean[] atOnce = {false};
            execute(() -> {
                if (Thread.currentThread() == here && !submitted[0]) {
                    atOnce[0] = true;
                } else {
                    deliver();
                }
            });
            submitted[0] = true;
            return !atOnce[0];
        }

        private void deliverKept() {
            long last = lastRecorded(); // before the look at what is held: what is recorded in between is there
            BufferView held = buffer.held();
            EventSlice run = held.run();
            reportMissed(held, run.isEmpty() ? last : run.firstSequence() - 1);
            Iterator<RecordedEvent> events = run.after(delivered);
            while (events.hasNext() && !ended) {
                RecordedEvent event = events.next();
                try {
                    consumer.accept(event);
                } catch (Throwable e) {
                    problems.report(
                            HistoryProblem.Kind.LISTENER_FAILED, "a listener threw at event id=" + event.id(), e);
                }
                delivered = event.sequence();
            }
            // Events evicted or cleared since are no reason to stay behind.
            delivered = Math.max(Math.max(delivered, last), run.lastSequence());
        }

        private void reportMissed(BufferView held, long lastGone) {
            long first = Math.max(delivered + 1, held.originSequence()); // what was cleared before was not evicted
            if (!held.complete() && first <= lastGone) {
                problems.report(
                        HistoryProblem.Kind.LISTENER_TOO_SLOW,
                        "events were evicted before a listener got them: first=" + first + " last=" + lastGone
                                + "; keep more events or listen faster",
                        null);
            }
        }
    }
}

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
 * A feed that passes recorded events to listeners, in order, on an executor.
 *
 * <p>A listener has no queue. It only remembers the sequence of the last event that it received. A slow listener keeps
 * in memory at most the events that were retained when the current delivery to this listener began. If retention evicts
 * events before the listener receives them, the listener misses these events, and a problem is reported.
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
        listener.wake(); // for events recorded since the call of lastRecorded
        return () -> {
            listener.ended = true;
            listeners.remove(listener);
        };
    }

    /**
     * Registers a signal that {@link #wake} calls, usually on a recording thread. The signal must only wake another
     * thread.
     */
    Subscription signal(Runnable signal) {
        signals.add(signal);
        return () -> signals.remove(signal);
    }

    /**
     * Calls the signals and wakes the listeners. Called after an event was recorded by this history or found in its
     * store.
     */
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
        /**
         * Whether a turn, that is, a delivery of events, is pending or in progress. The thread that sets this flag
         * submits the turn to the executor, or runs it.
         */
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
            } catch (Throwable e) { // also if no thread can be created
                awake.set(false); // the next event submits a turn again
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
                } catch (Throwable e) { // if events cannot be read; the next event wakes the listener again
                    awake.set(false);
                    problems.report(
                            HistoryProblem.Kind.LISTENER_FAILED,
                            "events after sequence=" + delivered + " could not be read for a listener: " + e,
                            e);
                    return;
                }
                awake.set(false);
                // Checks for more events after clearing the flag. An event recorded before the flag was cleared is seen
                // by this check; an event recorded later wakes the listener.
            } while (isBehind() && awake.compareAndSet(false, true) && !leaveToExecutor());
        }

        /**
         * Submits the next turn to the executor, so that other tasks can run first. Returns false, without having run
         * the turn, if the executor runs tasks on the calling thread, because nested turns would overflow the stack.
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
            long last = lastRecorded(); // before held(), whose result then includes this event
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
                            HistoryProblem.Kind.LISTENER_FAILED,
                            "a listener threw an exception for the event with id=" + event.id(),
                            e);
                }
                delivered = event.sequence();
            }
            // Events that were evicted or cleared in the meantime count as delivered.
            delivered = Math.max(Math.max(delivered, last), run.lastSequence());
        }

        private void reportMissed(BufferView held, long lastGone) {
            long first = Math.max(delivered + 1, held.originSequence()); // earlier events were cleared, not evicted
            if (!held.complete() && first <= lastGone) {
                problems.report(
                        HistoryProblem.Kind.LISTENER_TOO_SLOW,
                        "events were evicted before a listener received them: first=" + first + " last=" + lastGone
                                + "; retain more events or process them faster",
                        null);
            }
        }
    }
}

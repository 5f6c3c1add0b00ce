package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The time during which what an application shows is not what its events have led to by now, since a past state was put
 * into it. {@link EventBus#beginPastView} begins one.
 *
 * <p>Meanwhile the bus keeps the two apart:
 *
 * <ul>
 *   <li>What is published {@linkplain #restoring while a state is put in}, by the thread that does so, is an echo of that: it
 *       is dropped, and no handler gets it.
 *   <li>What else is published is taken for a part of the past state: it is not recorded, and handlers get it as if it were
 *       replayed, those that are {@link SubscribeOption#liveOnly()} not at all.
 *   <li>What is published {@link PublishOption#asLive() as live} is recorded, and only handlers that are {@code liveOnly()}
 *       get it: the others make up the state, which is not the present one.
 * </ul>
 *
 * <p><b>Threading.</b> Any thread.
 */
public final class PastView {
    /*
     * No event published as live is missed or doubled by the state that is put back in the end. That state has the events
     * up to some sequence, known after collect(). Publishers tell after they have recorded. Who tells before collect() has
     * recorded before that sequence was known. What is told from then on is collected, and end() hands on what the state
     * lacks. Who tells after end() is told in turn whether the state has the event, and if not lets all handlers have it: the
     * bus is on its course by then. So nobody waits for anybody, such as for a publisher that waits for the disk, or that is
     * further out on the stack of the thread that calls end().
     */
    private final EventBus bus;
    private final Predicate<? super GridEvent> admits;

    // Guarded by this object, under which no code of the application's runs.
    private List<Missed> missed = new ArrayList<>();
    private boolean collecting;
    private boolean ended;
    private long endSequence;

    /** An event that the handlers which make up the state did not get. */
    record Missed(GridEvent event, long sequence) {}

    PastView(EventBus bus, Predicate<? super GridEvent> admits) {
        this.bus = bus;
        this.admits = admits;
    }

    /**
     * Runs what puts a state into an application. What the calling thread publishes meanwhile on a bus that has a past view is
     * dropped, unless it is published {@link PublishOption#asLive() as live}; other threads, and other buses, are as always.
     *
     * @param action puts the state in
     * @param <T> the result
     * @return what the action returns
     */
    public static <T> T restoring(Supplier<T> action) {
        ThreadScope scope = ThreadScope.current();
        boolean before = scope.restoring(true);
        try {
            return action.get();
        } finally {
            boolean unused = scope.restoring(before);
        }
    }

    boolean admits(GridEvent event) {
        return admits.test(event);
    }

    /** Tells of an event published as live that is recorded now. Returns whether handlers that make up the state do not get it. */
    synchronized boolean keepsApart(GridEvent event, long sequence) {
        if (ended) {
            return hasState(sequence);
        }
        if (collecting) {
            missed.add(new Missed(event, sequence));
        }
        return true;
    }

    /** Whether the state that was put back has an event. */
    private boolean hasState(long sequence) {
        return sequence >= 0 && sequence <= endSequence;
    }

    /**
     * Remembers, from now on, what is published as live. Call this before the state that is to be put back is worked out.
     */
    public synchronized void collect() {
        missed.clear();
        collecting = true;
    }

    /** Ends what {@link #collect} began: the state was not put back after all. */
    public synchronized void forget() {
        missed.clear();
        collecting = false;
    }

    /**
     * Sets the bus back to its course. Handlers get what was published as live since {@link #collect()} and is not in the
     * state that was put back, as if it were replayed; those that are {@code liveOnly()} have got it. Ending again does nothing.
     *
     * @param stateSequence the last sequence that the state has which was put back
     */
    public void end(long stateSequence) {
        bus.end(this);
        List<Missed> later;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            endSequence = stateSequence;
            later = missed;
            later.removeIf(one -> hasState(one.sequence()));
            missed = new ArrayList<>();
        }
        later.forEach(bus::catchUp);
    }
}

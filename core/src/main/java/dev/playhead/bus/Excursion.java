package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The time during which what an application shows is not what its events have led to by now, since a past state was put
 * into it. {@link EventBus#beginExcursion} begins one.
 *
 * <p>Meanwhile the bus keeps the two apart:
 *
 * <ul>
 *   <li>What is published is taken for a part of the past state, mostly an echo of restoring it: it is not recorded, and
 *       handlers get it as if it were replayed, those that are {@link SubscribeOption#liveOnly()} not at all.
 *   <li>What is published {@link PublishOption#asLive() as live} is recorded, and only handlers that are {@code liveOnly()}
 *       get it: the others make up the state, which is not the present one.
 * </ul>
 *
 * <p><b>Threading.</b> Any thread.
 */
public final class Excursion {
    /*
     * No event published as live is missed or doubled by the state that is put back in the end. That state has the events
     * up to some sequence, known after collect(). What is recorded later is collected: publishers look whether to collect
     * after they have recorded, so whoever sees no need has recorded before that sequence was known. When the bus has been
     * set back to its course, publishers that did not see it are waited for, and what was collected is handed on.
     */
    private final EventBus bus;
    private final Predicate<? super GridEvent> admits;
    private final AtomicInteger recording = new AtomicInteger();
    private final Queue<Missed> missed = new ConcurrentLinkedQueue<>();
    private volatile boolean collecting;

    /** An event that the handlers which make up the state did not get. */
    record Missed(GridEvent event, long sequence) {}

    Excursion(EventBus bus, Predicate<? super GridEvent> admits) {
        this.bus = bus;
        this.admits = admits;
    }

    boolean admits(GridEvent event) {
        return admits.test(event);
    }

    /** Begins to record an event published as live; not if the excursion has ended. */
    boolean enter() {
        recording.incrementAndGet();
        if (bus.isOn(this)) {
            return true;
        }
        recording.decrementAndGet();
        return false;
    }

    /** Tells that the event could be missed. */
    void recorded(GridEvent event, long sequence) {
        if (collecting) {
            missed.add(new Missed(event, sequence));
        }
    }

    void leave() {
        recording.decrementAndGet();
    }

    /**
     * Remembers, from now on, what is published as live. Call this before the state that is to be put back is worked out.
     */
    public void collect() {
        missed.clear();
        collecting = true;
    }

    /** Ends what {@link #collect} began: the state was not put back after all. */
    public void forget() {
        collecting = false;
        missed.clear();
    }

    /**
     * Sets the bus back to its course. Handlers get what was published as live since {@link #collect()} and is not in the
     * state that was put back, as if it were replayed; those that are {@code liveOnly()} have got it.
     *
     * <p><b>Cost.</b> Waits for threads that are just recording an event published as live.
     *
     * @param stateSequence the last sequence that the state has which was put back
     */
    public void end(long stateSequence) {
        bus.end(this);
        while (recording.get() > 0) {
            Thread.onSpinWait();
        }
        List<Missed> later = new ArrayList<>();
        for (Missed one = missed.poll(); one != null; one = missed.poll()) {
            if (one.sequence() < 0 || one.sequence() > stateSequence) {
                later.add(one);
            }
        }
        later.forEach(bus::catchUp);
    }
}

package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The period in which an application shows a past state instead of its present state. {@link EventBus#beginPastView}
 * begins such a period.
 *
 * <p>During this period, the bus keeps past and present apart:
 *
 * <ul>
 *   <li>Events that a thread publishes {@linkplain #restoring while it restores a state}, but not as live, are echoes
 *       of that state. They are dropped, and no handler receives them.
 *   <li>Other events that are not published as live are canceled if the predicate of the past view rejects them. The
 *       remaining events count as part of the past state. They are not recorded. Handlers receive them as if they were
 *       replayed; handlers that are {@link SubscribeOption#liveOnly()} do not receive them.
 *   <li>Events published {@link PublishOption#asLive() as live} are recorded, and only handlers that are {@code
 *       liveOnly()} receive them. The other handlers build the application's state, which is not the present state
 *       during this period.
 * </ul>
 *
 * <p><b>Threading.</b> Any thread may call any method.
 */
public final class PastView {
    /*
     * Claim: the state that is put back at the end neither misses nor duplicates an event published as live.
     *
     * That state contains the events up to some sequence S, which is determined after collect(). A publisher calls
     * keepsApart() after it has recorded its event.
     *
     * - A call before collect(): the event was recorded before S was determined, so the state contains it.
     *
     * - A call between collect() and end(): the event is collected, and end() delivers it if the state lacks it.
     *
     * - A call after end(): the publisher learns whether the state contains the event. If not, it calls all handlers,
     * because the bus has left the past view by then.
     *
     * Because of this, end() need not wait for publishers. Waiting could take long if a publisher waits for the disk,
     * and would be a deadlock if a handler calls end() while its own thread is publishing.
     */
    private final EventBus bus;
    private final Predicate<? super GridEvent> admits;

    // Guarded by this object. No application code runs while it is locked.
    private List<Missed> missed = new ArrayList<>();
    private boolean collecting;
    private boolean ended;
    private long endSequence;

    /** An event that was not delivered to the handlers that build the state. */
    record Missed(GridEvent event, long sequence) {}

    PastView(EventBus bus, Predicate<? super GridEvent> admits) {
        this.bus = bus;
        this.admits = admits;
    }

    /**
     * Runs an action that puts a state into an application. Events that the calling thread publishes during the action
     * on a bus that has a past view are dropped, unless they are published {@link PublishOption#asLive() as live}.
     * Other threads, and other buses, are not affected.
     *
     * @param action puts the state into the application
     * @param <T> the type of the result
     * @return the result of the action
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

    /**
     * Handles an event that was published as live and has already been passed to the recorders. Returns whether the
     * handlers that build the state must not receive the event now.
     */
    synchronized boolean keepsApart(GridEvent event, long sequence) {
        if (ended) {
            return hasState(sequence);
        }
        if (collecting) {
            missed.add(new Missed(event, sequence));
        }
        return true;
    }

    /** Returns whether the state that was put back contains the event with the given sequence. */
    private boolean hasState(long sequence) {
        return sequence >= 0 && sequence <= endSequence;
    }

    /**
     * Begins to collect the events that are published as live. Call this before the state that will be put back is
     * computed.
     */
    public synchronized void collect() {
        missed.clear();
        collecting = true;
    }

    /**
     * Discards the events collected since {@link #collect}, and stops collecting. Call this if the state was not put
     * back.
     */
    public synchronized void forget() {
        missed.clear();
        collecting = false;
    }

    /**
     * Ends the past view. Handlers receive, as if replayed, the events that were published as live since {@link
     * #collect()} and that the state lacks. Handlers that are {@code liveOnly()} received these events before. Further
     * calls have no effect.
     *
     * @param stateSequence the last sequence in the state that was put back
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

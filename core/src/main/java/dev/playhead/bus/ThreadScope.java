package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import org.jspecify.annotations.Nullable;

/**
 * What one thread is in the middle of.
 *
 * <p>A frame that nobody captured is filled anew for the next delivery, so that publishing allocates none.
 */
final class ThreadScope {
    private static final ThreadLocal<ThreadScope> CURRENT = ThreadLocal.withInitial(ThreadScope::new);

    private @Nullable Frame top;
    private @Nullable Frame spare;
    private boolean restoring;

    private ThreadScope() {}

    static ThreadScope current() {
        return CURRENT.get();
    }

    @Nullable
    Frame top() {
        return top;
    }

    @Nullable
    ReplayRun replay() {
        Frame frame = top;
        return frame == null ? null : frame.replay();
    }

    /** Whether a state is being put into the application by this thread. */
    boolean isRestoring() {
        return restoring;
    }

    /** Says whether one is. Returns what was the case before. */
    boolean restoring(boolean now) {
        boolean before = restoring;
        restoring = now;
        return before;
    }

    /** Begins a delivery. Returns what the thread was in before, for {@link #exit}. */
    @Nullable
    Frame enter(EventBus bus, GridEvent event, long sequence, @Nullable ReplayRun replay) {
        Frame outer = top;
        Frame frame = spare;
        spare = null;
        if (frame == null) {
            frame = new Frame();
        }
        frame.fill(bus, event, sequence, replay, outer);
        top = frame;
        return outer;
    }

    /** Ends the delivery that began last. */
    void exit(@Nullable Frame outer) {
        Frame done = top;
        top = outer;
        if (done != null && !done.isCaptured()) {
            done.clear();
            spare = done;
        }
    }

    /** What the thread is in, to be handed to another one; null if it is in nothing. */
    @Nullable
    Frame capture() {
        Frame frame = top;
        if (frame != null) {
            frame.capture();
        }
        return frame;
    }

    /** Puts the thread into what was captured. Returns what it was in, to be put back by another swap. */
    @Nullable
    Frame swap(@Nullable Frame captured) {
        Frame before = top;
        top = captured;
        return before;
    }
}

package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import org.jspecify.annotations.Nullable;

/**
 * The current context of one thread.
 *
 * <p>A frame that was not captured is reused for the next delivery, so that publishing usually allocates no frame.
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

    /** Returns whether this thread is restoring a state of the application. */
    boolean isRestoring() {
        return restoring;
    }

    /** Sets whether this thread is restoring a state. Returns the previous value. */
    boolean restoring(boolean now) {
        boolean before = restoring;
        restoring = now;
        return before;
    }

    /** Begins a delivery. Returns the previous frame, for {@link #exit}. */
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

    /** Ends the delivery that began last. The given frame becomes the current frame again. */
    void exit(@Nullable Frame outer) {
        Frame done = top;
        top = outer;
        if (done != null && !done.isCaptured()) {
            done.clear();
            spare = done;
        }
    }

    /** Captures the current frame for another thread. Returns null if there is none. */
    @Nullable
    Frame capture() {
        Frame frame = top;
        if (frame != null) {
            frame.capture();
        }
        return frame;
    }

    /**
     * Replaces the current frame with a captured frame. Returns the previous frame, which the caller restores with
     * another call.
     */
    @Nullable
    Frame swap(@Nullable Frame captured) {
        Frame before = top;
        top = captured;
        return before;
    }
}

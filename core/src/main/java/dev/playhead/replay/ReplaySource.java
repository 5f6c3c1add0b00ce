package dev.playhead.replay;

import dev.playhead.block.BufferView;
import dev.playhead.bus.Subscription;

/** The history that is replayed. Each history makes one of itself. */
public interface ReplaySource {
    /**
     * What is held.
     *
     * @return what is held now
     */
    BufferView held();

    /**
     * Follows what is recorded.
     *
     * @param signal called after events were recorded, on whichever thread; it only wakes another one
     * @return ends the following
     */
    Subscription onRecorded(Runnable signal);

    /**
     * How long a replay that has caught up waits for a signal before it looks by itself.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} where every event is signalled
     */
    long lookAfterNanos();
}

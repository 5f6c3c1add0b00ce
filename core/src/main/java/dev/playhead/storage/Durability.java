package dev.playhead.storage;

/** The point at which a recorded event is guaranteed to be in the store. */
public enum Durability {
    /**
     * When {@code recordEvent} returns, regardless of later failures. If the event cannot be stored, {@code
     * recordEvent} throws a {@link NotDurableException}. The event is recorded nevertheless, and storing it is retried
     * as long as the history is open.
     */
    EVERY_EVENT,
    /**
     * Within 50 ms, as long as the store keeps up. If the process ends, at most the events recorded since the last
     * commit are lost. If the power fails, at most the commits that the operating system had not yet written to disk
     * are lost.
     */
    INTERVAL,
    /**
     * When {@code flush} returns or the history has been closed. Full blocks are written to the store earlier, but at
     * no guaranteed time.
     */
    ON_FLUSH
}

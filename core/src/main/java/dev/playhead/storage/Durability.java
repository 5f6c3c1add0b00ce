package dev.playhead.storage;

/** When an event that is recorded is in the store as well. */
public enum Durability {
    /**
     * When {@code recordEvent} returns, whatever fails then. If the event cannot be stored, a {@link NotDurableException}
     * is thrown; the event is recorded all the same, and storing it is tried again.
     */
    EVERY_EVENT,
    /**
     * Within 50 ms, as long as the store keeps up. The end of the process loses at most what was recorded since the last
     * commit; a failure of power at most the commits that the system had not yet written to the disk.
     */
    INTERVAL,
    /** When {@code flush} returns. Full blocks go to the store before, with no promise when. */
    ON_FLUSH
}

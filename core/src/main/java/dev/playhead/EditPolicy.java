package dev.playhead;

/**
 * What becomes of an edit, that is an event of the source {@code user}, while an application shows a past state. In no case
 * does it change the past.
 */
public enum EditPolicy {
    /** It is cancelled: not recorded, and no handler gets it. {@link ModelBinding#onRefused} tells of it. */
    REFUSE,

    /** The travel ends: the timeline goes live, the present state is put back, and the event is published again on top of it. */
    END_TRAVEL
}

package dev.playhead.bus;

/**
 * What becomes of the events that handlers publish while they are called by a replay. None of them is ever recorded.
 *
 * <p>Where they are delivered, they pass the middleware first, as they would live.
 */
public enum NestedEvents {
    /** They are dropped and counted, on whichever bus they are published: the recorded ones follow in the replay anyway. */
    SUPPRESS,

    /** They are delivered, as part of the replay. */
    DELIVER,

    /**
     * They are delivered, and each that is published on the replayed bus is first handed to the replay's listener. For a
     * replay that dispatches only what came from outside, lets the application derive the rest, and compares. As nested
     * events have no id here, they all name the replayed event as their cause, also those that it caused indirectly.
     */
    ROOTS_ONLY
}

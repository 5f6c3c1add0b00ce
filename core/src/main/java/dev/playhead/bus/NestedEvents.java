package dev.playhead.bus;

/**
 * The treatment of events that handlers publish while a replay calls them. None of them is ever recorded.
 *
 * <p>If they are delivered, they pass the middleware first, as live events do.
 */
public enum NestedEvents {
    /** They are dropped and counted, on every bus: the recorded ones follow in the replay anyway. */
    SUPPRESS,

    /** They are delivered, as part of the replay. */
    DELIVER,

    /**
     * They are delivered, and each that is published on the replayed bus is first passed to the replay's listener.
     * For a replay that dispatches only events from outside, lets the application derive the rest, and compares.
     * Nested events have no id here, so they all name the replayed event as their cause, even those that it caused
     * indirectly.
     */
    ROOTS_ONLY
}

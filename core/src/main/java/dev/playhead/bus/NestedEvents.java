package dev.playhead.bus;

/**
 * The treatment of events that handlers publish while a replay calls these handlers. None of these events is ever
 * recorded.
 *
 * <p>If these events are delivered, they pass the middleware first, as live events do.
 */
public enum NestedEvents {
    /** Nested events are dropped and counted, on every bus, because the recorded events follow in the replay anyway. */
    SUPPRESS,

    /** Nested events are delivered, as part of the replay. */
    DELIVER,

    /**
     * Nested events are delivered. A nested event on the replayed bus is first passed to the replay's listener. This
     * mode is for a replay that dispatches only the events from outside, lets the application derive the other events,
     * and compares these with the recording. Nested events have no id, so all nested events on the replayed bus name
     * the replayed event as their cause, even if it caused them only indirectly.
     */
    ROOTS_ONLY
}

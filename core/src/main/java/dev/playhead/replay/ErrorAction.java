package dev.playhead.replay;

/** What a replay does when an event could not be delivered, or a handler of it threw. */
public enum ErrorAction {
    /** Counts it and goes on. */
    CONTINUE,
    /** Ends the replay with a {@link ReplayException}. */
    STOP
}

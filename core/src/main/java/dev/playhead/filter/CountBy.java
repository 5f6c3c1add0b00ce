package dev.playhead.filter;

/** What the events of an {@link EventCounts} are divided by. */
public enum CountBy {
    /** Nothing; only all matching events together are counted. */
    NOTHING,
    /** The type of the events. */
    TYPE,
    /** The source of the events. */
    SOURCE
}

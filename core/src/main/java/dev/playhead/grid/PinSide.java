package dev.playhead.grid;

/**
 * The edge to which a column is pinned while the other columns scroll. In plain data, the name of a constant may be in
 * upper or lower case.
 */
public enum PinSide {
    /** Pinned to the left edge. */
    LEFT,
    /** Pinned to the right edge. */
    RIGHT,
    /** Not pinned; scrolls with the other columns. */
    NONE
}

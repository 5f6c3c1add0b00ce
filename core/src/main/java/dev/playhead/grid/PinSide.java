package dev.playhead.grid;

/** The edge that a column is held at while the others scroll. In plain data its name counts, in capitals or not. */
public enum PinSide {
    /** Held at the left edge. */
    LEFT,
    /** Held at the right edge. */
    RIGHT,
    /** Scrolls with the others. */
    NONE
}

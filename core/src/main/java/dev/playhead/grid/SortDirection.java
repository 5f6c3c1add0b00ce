package dev.playhead.grid;

/** How a column is sorted. In plain data its name counts, in capitals or not. */
public enum SortDirection {
    /** Smallest first. */
    ASC,
    /** Largest first. */
    DESC,
    /** Not sorted. */
    NONE
}

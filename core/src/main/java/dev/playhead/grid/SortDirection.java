package dev.playhead.grid;

/** The direction in which a column is sorted. In plain data, the name of a constant may be in upper or lower case. */
public enum SortDirection {
    /** Smallest first. */
    ASC,
    /** Largest first. */
    DESC,
    /** Not sorted. */
    NONE
}

package dev.playhead.grid;

/** The direction in which a column is sorted. In plain data, its name may be in upper or lower case. */
public enum SortDirection {
    /** Smallest first. */
    ASC,
    /** Largest first. */
    DESC,
    /** Not sorted. */
    NONE
}

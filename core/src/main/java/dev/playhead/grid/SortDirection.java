package dev.playhead.grid;

/**
 * The direction in which rows are sorted by a column. In plain data, the name of a constant may be in upper or lower
 * case.
 */
public enum SortDirection {
    /** Smallest first. */
    ASC,
    /** Largest first. */
    DESC,
    /** Not sorted. */
    NONE
}

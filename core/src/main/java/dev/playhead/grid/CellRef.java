package dev.playhead.grid;

/**
 * Which cell.
 *
 * @param rowId the row
 * @param columnId the column
 */
public record CellRef(String rowId, String columnId) {}

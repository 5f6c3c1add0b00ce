package dev.playhead.grid;

/**
 * A reference to a cell.
 *
 * @param rowId the row
 * @param columnId the column
 */
public record CellRef(String rowId, String columnId) {}

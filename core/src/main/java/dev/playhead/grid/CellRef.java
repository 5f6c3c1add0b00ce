package dev.playhead.grid;

/**
 * A reference to a cell.
 *
 * @param rowId the id of the row
 * @param columnId the id of the column
 */
public record CellRef(String rowId, String columnId) {}

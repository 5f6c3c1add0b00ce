package dev.playhead.grid;

import dev.playhead.event.PlainData;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The marks of rows and cells of a grid: selection, expansion, focus, hover and validation errors. Immutable. An id
 * need not name a known row. Removing a row or a column removes its marks. The ids in sets and maps are sorted, so that
 * equal marks result in the same plain data.
 */
record Marks(
        PSortedSet<String> selectedRows,
        PSortedMap<String, PSortedSet<String>> selectedCells,
        PSortedSet<String> expandedRows,
        @Nullable CellRef focus,
        @Nullable CellRef hover,
        PSortedMap<String, PSortedMap<String, String>> errors) {

    static final Marks NONE =
            new Marks(TreePSet.empty(), TreePMap.empty(), TreePSet.empty(), null, null, TreePMap.empty());

    Marks withFocus(@Nullable CellRef cell) {
        return new Marks(selectedRows, selectedCells, expandedRows, cell, hover, errors);
    }

    Marks withHover(@Nullable CellRef cell) {
        return new Marks(selectedRows, selectedCells, expandedRows, focus, cell, errors);
    }

    Marks withSelectedRows(List<String> rowIds, boolean selected, boolean replace) {
        PSortedSet<String> rows = replace ? TreePSet.empty() : selectedRows;
        return new Marks(marked(rows, rowIds, selected), selectedCells, expandedRows, focus, hover, errors);
    }

    Marks withExpanded(String rowId, boolean expanded) {
        PSortedSet<String> rows = expanded ? expandedRows.plus(rowId) : expandedRows.minus(rowId);
        return new Marks(selectedRows, selectedCells, rows, focus, hover, errors);
    }

    Marks withExpandedRows(List<String> rowIds, boolean expanded, boolean replace) {
        PSortedSet<String> rows = replace ? TreePSet.empty() : expandedRows;
        return new Marks(selectedRows, selectedCells, marked(rows, rowIds, expanded), focus, hover, errors);
    }

    Marks withSelectedCells(List<String> rowIds, List<String> columnIds, boolean selected, boolean replace) {
        PSortedMap<String, PSortedSet<String>> cells = replace ? TreePMap.empty() : selectedCells;
        // Rows that had no selected cells share one set.
        PSortedSet<String> fresh = marked(TreePSet.empty(), columnIds, selected);
        for (String rowId : rowIds) {
            PSortedSet<String> columns = cells.get(rowId);
            cells = withColumns(cells, rowId, columns == null ? fresh : marked(columns, columnIds, selected));
        }
        return new Marks(selectedRows, cells, expandedRows, focus, hover, errors);
    }

    private static PSortedSet<String> marked(PSortedSet<String> set, Collection<String> ids, boolean selected) {
        return selected ? set.plusAll(ids) : set.minusAll(ids);
    }

    private static PSortedMap<String, PSortedSet<String>> withColumns(
            PSortedMap<String, PSortedSet<String>> cells, String rowId, PSortedSet<String> columns) {
        return columns.isEmpty() ? cells.minus(rowId) : cells.plus(rowId, columns);
    }

    Marks withError(String rowId, String columnId, @Nullable String message) {
        PSortedMap<String, String> ofRow = errors.getOrDefault(rowId, TreePMap.empty());
        ofRow = message == null ? ofRow.minus(columnId) : ofRow.plus(columnId, message);
        return new Marks(selectedRows, selectedCells, expandedRows, focus, hover, withErrors(errors, rowId, ofRow));
    }

    private static PSortedMap<String, PSortedMap<String, String>> withErrors(
            PSortedMap<String, PSortedMap<String, String>> errors, String rowId, PSortedMap<String, String> ofRow) {
        return ofRow.isEmpty() ? errors.minus(rowId) : errors.plus(rowId, ofRow);
    }

    Marks withoutRow(String rowId) {
        return new Marks(
                selectedRows.minus(rowId),
                selectedCells.minus(rowId),
                expandedRows.minus(rowId),
                focus != null && focus.rowId().equals(rowId) ? null : focus,
                hover != null && hover.rowId().equals(rowId) ? null : hover,
                errors.minus(rowId));
    }

    Marks withoutColumn(String columnId) {
        PSortedMap<String, PSortedSet<String>> cells = selectedCells;
        for (Map.Entry<String, PSortedSet<String>> row : selectedCells.entrySet()) {
            cells = withColumns(cells, row.getKey(), row.getValue().minus(columnId));
        }
        PSortedMap<String, PSortedMap<String, String>> remaining = errors;
        for (Map.Entry<String, PSortedMap<String, String>> row : errors.entrySet()) {
            remaining = withErrors(remaining, row.getKey(), row.getValue().minus(columnId));
        }
        return new Marks(
                selectedRows,
                cells,
                expandedRows,
                focus != null && focus.columnId().equals(columnId) ? null : focus,
                hover != null && hover.columnId().equals(columnId) ? null : hover,
                remaining);
    }

    void addTo(Map<String, @Nullable Object> data) {
        data.put("selectedRows", PlainData.of(selectedRows));
        data.put("selectedCells", PlainData.of(selectedCells));
        data.put("expandedRows", PlainData.of(expandedRows));
        data.put("focus", data(focus));
        data.put("hover", data(hover));
        data.put("validationErrors", PlainData.of(errors));
    }

    private static @Nullable Object data(@Nullable CellRef cell) {
        return cell == null
                ? null
                : PlainData.ofPlain(new String[] {"rowId", "columnId"}, new Object[] {cell.rowId(), cell.columnId()});
    }
}

package dev.playhead.grid;

import dev.playhead.event.PlainData;
import dev.playhead.timetravel.StateDifference.Inspectable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One grid of a {@link GridState}: its columns and rows in order, the marks of rows and cells (such as selection and
 * focus), the attributes, and the free-form state. Values and attributes are plain data.
 *
 * <p><b>Threading.</b> Immutable. The results of the methods are immutable too, and never change.
 *
 * <p><b>Cost.</b> Finding a row by its id takes O(log n). Finding a cell also takes a linear search in the fields of
 * its row. Rows, selections and errors are returned without copying them.
 */
public final class Grid implements Inspectable {
    private final String gridId;
    private final boolean ready;
    private final Map<String, @Nullable Object> attributes;
    private final Columns columns;
    private final Rows rows;
    private final Marks marks;
    private final Map<?, ?> state;

    private Grid(
            String gridId,
            boolean ready,
            Map<String, @Nullable Object> attributes,
            Columns columns,
            Rows rows,
            Marks marks,
            Map<?, ?> state) {
        this.gridId = gridId;
        this.ready = ready;
        this.attributes = attributes;
        this.columns = columns;
        this.rows = rows;
        this.marks = marks;
        this.state = state;
    }

    static Grid empty(String gridId) {
        return new Grid(
                gridId, false, PlainData.emptyMap(), Columns.EMPTY, Rows.EMPTY, Marks.NONE, PlainData.emptyMap());
    }

    static Grid of(
            String gridId,
            boolean ready,
            Map<String, @Nullable Object> attributes,
            Columns columns,
            Rows rows,
            Marks marks,
            Map<?, ?> state) {
        return new Grid(gridId, ready, attributes, columns, rows, marks, state);
    }

    Grid withReady() {
        return new Grid(gridId, true, attributes, columns, rows, marks, state);
    }

    Grid withAttributes(Map<String, @Nullable Object> newAttributes) {
        return new Grid(gridId, ready, newAttributes, columns, rows, marks, state);
    }

    Grid with(Columns newColumns) {
        return new Grid(gridId, ready, attributes, newColumns, rows, marks, state);
    }

    Grid with(Rows newRows) {
        return new Grid(gridId, ready, attributes, columns, newRows, marks, state);
    }

    Grid with(Marks newMarks) {
        return new Grid(gridId, ready, attributes, columns, rows, newMarks, state);
    }

    Grid withState(Map<?, ?> newState) {
        return new Grid(gridId, ready, attributes, columns, rows, marks, newState);
    }

    Columns columnTable() {
        return columns;
    }

    Rows rows() {
        return rows;
    }

    Marks marks() {
        return marks;
    }

    /** {@return the id of this grid} */
    public String gridId() {
        return gridId;
    }

    /**
     * Returns whether {@code grid:ready} was recorded since the grid was created.
     *
     * @return whether it is ready
     */
    public boolean ready() {
        return ready;
    }

    /**
     * Returns the attributes that {@code grid:state-change} sets for the grid as a whole.
     *
     * @return the attributes by name
     */
    public Map<String, @Nullable Object> attributes() {
        return attributes;
    }

    /** {@return the number of rows} */
    public int rowCount() {
        return rows.size();
    }

    /**
     * Returns the ids of the rows in the order in which they were added and moved. Sorts and filters do not affect
     * this order.
     *
     * <p><b>Cost.</b> The list is a view. Iterating takes O(n), and {@code get} takes O(log n).
     *
     * @return the ids
     */
    public List<String> rowIds() {
        return rows.ids();
    }

    /**
     * Returns the values of a row.
     *
     * @param rowId the row
     * @return its values by field, in the order in which the fields were added; empty if there is no such row
     */
    public Optional<Map<String, @Nullable Object>> row(String rowId) {
        return Optional.ofNullable(rows.get(rowId)).map(Row::values);
    }

    /**
     * Returns the value of a cell.
     *
     * @param rowId the row
     * @param columnId the column
     * @return the value; null also if there is no such row, or if the row has no value in that column
     */
    public @Nullable Object cell(String rowId, String columnId) {
        Row row = rows.get(rowId);
        return row == null ? null : row.value(columnId);
    }

    /**
     * Returns the attributes that {@code row:state-change} sets for a row.
     *
     * @param rowId the row
     * @return the attributes by name; empty also if there is no such row
     */
    public Map<String, @Nullable Object> rowAttributes(String rowId) {
        Row row = rows.get(rowId);
        return row == null ? PlainData.emptyMap() : row.attributes;
    }

    /**
     * Returns the columns in order, including hidden columns.
     *
     * @return the columns
     */
    public List<Column> columns() {
        return Collections.unmodifiableList(columns.inOrder());
    }

    /**
     * Returns a column.
     *
     * @param columnId the column
     * @return the column; empty if no column has that id
     */
    public Optional<Column> column(String columnId) {
        return Optional.ofNullable(columns.get(columnId));
    }

    /**
     * Returns the columns by which the rows are sorted.
     *
     * @return the columns, in order of priority
     */
    public List<Column> sortedColumns() {
        return Collections.unmodifiableList(columns.sorted());
    }

    /**
     * Returns the ids of the selected rows. The ids may include those of unknown rows, such as rows that existed before
     * recording began. The same is true of the selected cells, the expanded rows, the focus, the cell under the
     * pointer, and the errors.
     *
     * @return their ids, sorted
     */
    public Set<String> selectedRows() {
        return marks.selectedRows();
    }

    /**
     * Returns the selected cells.
     *
     * @return the ids of columns by the id of the row, sorted; rows without a selected cell are left out
     */
    public Map<String, Set<String>> selectedCells() {
        return Collections.unmodifiableMap(marks.selectedCells());
    }

    /**
     * Returns the ids of the expanded rows.
     *
     * @return their ids, sorted
     */
    public Set<String> expandedRows() {
        return marks.expandedRows();
    }

    /**
     * Returns the cell that has the focus.
     *
     * @return the cell; empty if there is none
     */
    public Optional<CellRef> focus() {
        return Optional.ofNullable(marks.focus());
    }

    /**
     * Returns the cell under the pointer.
     *
     * @return the cell; empty if there is none
     */
    public Optional<CellRef> hover() {
        return Optional.ofNullable(marks.hover());
    }

    /**
     * Returns the validation errors of cells.
     *
     * @return messages by the id of the row, then by the id of the column, sorted; rows without an error are left out
     */
    public Map<String, Map<String, String>> validationErrors() {
        return Collections.unmodifiableMap(marks.errors());
    }

    /**
     * Returns the free-form state, which {@code state:update}, {@code state:reset} and {@code state:patch} set.
     *
     * @return plain data by key
     */
    public Map<String, @Nullable Object> state() {
        // Safe, because maps of plain data have text keys and are immutable.
        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> plain = (Map<String, @Nullable Object>) state;
        return plain;
    }

    /**
     * Returns the whole grid as plain data, to print or to compare. The map always has the same entries in the same
     * order. Rows and columns are listed by id; separate lists of ids specify their order.
     *
     * <p><b>Cost.</b> O(rows).
     *
     * @return an immutable map
     */
    @Override
    public Map<String, @Nullable Object> toData() {
        Map<String, @Nullable Object> rowData = new LinkedHashMap<>();
        Map<String, @Nullable Object> rowAttributes = new LinkedHashMap<>();
        for (String rowId : rows.ids()) {
            Row row = Objects.requireNonNull(rows.get(rowId));
            rowData.put(rowId, row.values());
            if (!row.attributes.isEmpty()) {
                rowAttributes.put(rowId, row.attributes);
            }
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("ready", ready);
        data.put("attributes", attributes);
        data.put("columns", columns.toData());
        data.put("columnOrder", PlainData.ofPlain(columns.ids()));
        data.put("rows", PlainData.ofPlain(rowData));
        data.put("rowOrder", PlainData.ofPlain(new ArrayList<>(rowData.keySet())));
        data.put("rowAttributes", PlainData.ofPlain(rowAttributes));
        marks.addTo(data);
        data.put("state", state);
        return PlainData.ofPlain(data);
    }

    /**
     * Returns whether two grids have the same id, and are equal in everything that {@link #toData} contains. Numbers
     * are compared by mathematical value.
     *
     * <p><b>Cost.</b> Skips the parts that the two grids share. Grids in states of the same history share most parts.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Grid that
                        && gridId.equals(that.gridId)
                        && ready == that.ready
                        && PlainData.equal(attributes, that.attributes)
                        && PlainData.equal(state, that.state)
                        && columns.sameAs(that.columns)
                        && marks.equals(that.marks)
                        && rows.sameAs(that.rows));
    }

    @Override
    public int hashCode() {
        return gridId.hashCode() * 31 + rows.size();
    }

    @Override
    public String toString() {
        return "Grid[" + gridId + " rows=" + rows.size() + " columns=" + columns.ids() + "]";
    }
}

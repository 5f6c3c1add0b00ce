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
 * One grid of a {@link GridState}: its columns and rows in order, what is selected, focused and expanded, and its
 * free-form state. Values and attributes are plain data.
 *
 * <p><b>Threading.</b> Immutable. What the methods return is immutable too, and never changes.
 *
 * <p><b>Cost.</b> A row or cell is found by its id in O(log n), with a walk along the fields of the row. Methods that
 * return rows, selections and errors return views.
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

    /**
     * Which grid this is.
     *
     * @return its id
     */
    public String gridId() {
        return gridId;
    }

    /**
     * Whether {@code grid:ready} was recorded since the grid began.
     *
     * @return whether it is ready
     */
    public boolean ready() {
        return ready;
    }

    /**
     * What {@code grid:state-change} told of the grid as a whole.
     *
     * @return the attributes by name
     */
    public Map<String, @Nullable Object> attributes() {
        return attributes;
    }

    /**
     * How many rows there are.
     *
     * @return the number
     */
    public int rowCount() {
        return rows.size();
    }

    /**
     * The rows' ids in order: as they were added and moved, whatever they are sorted or filtered by.
     *
     * <p><b>Cost.</b> A view. Walking it is O(n), {@code get} is O(log n).
     *
     * @return the ids
     */
    public List<String> rowIds() {
        return rows.ids();
    }

    /**
     * The values of a row.
     *
     * @param rowId the row
     * @return its values by field, in the order in which the fields came; empty if there is no such row
     */
    public Optional<Map<String, @Nullable Object>> row(String rowId) {
        return Optional.ofNullable(rows.get(rowId)).map(Row::values);
    }

    /**
     * The value of a cell.
     *
     * @param rowId the row
     * @param columnId the column
     * @return the value; null also if there is no such row, or if it has no value in that column
     */
    public @Nullable Object cell(String rowId, String columnId) {
        Row row = rows.get(rowId);
        return row == null ? null : row.value(columnId);
    }

    /**
     * What {@code row:state-change} told of a row.
     *
     * @param rowId the row
     * @return the attributes by name; empty also if there is no such row
     */
    public Map<String, @Nullable Object> rowAttributes(String rowId) {
        Row row = rows.get(rowId);
        return row == null ? PlainData.emptyMap() : row.attributes;
    }

    /**
     * The columns in order, those that are hidden included.
     *
     * @return the columns
     */
    public List<Column> columns() {
        return Collections.unmodifiableList(columns.inOrder());
    }

    /**
     * A column.
     *
     * @param columnId the column
     * @return the column; empty if there is none of that id
     */
    public Optional<Column> column(String columnId) {
        return Optional.ofNullable(columns.get(columnId));
    }

    /**
     * The columns that the rows are sorted by.
     *
     * @return the columns, the one that counts most first
     */
    public List<Column> sortedColumns() {
        return Collections.unmodifiableList(columns.sorted());
    }

    /**
     * The rows that are selected. Ids that name no known row are among them: their rows were there before recording
     * began. So it is with cells, expansion, focus, hover and errors.
     *
     * @return their ids, sorted
     */
    public Set<String> selectedRows() {
        return marks.selectedRows();
    }

    /**
     * The cells that are selected.
     *
     * @return the ids of columns by the id of the row, sorted; rows without a selected cell are left out
     */
    public Map<String, Set<String>> selectedCells() {
        return Collections.unmodifiableMap(marks.selectedCells());
    }

    /**
     * The rows that are expanded.
     *
     * @return their ids, sorted
     */
    public Set<String> expandedRows() {
        return marks.expandedRows();
    }

    /**
     * The cell that has the focus.
     *
     * @return the cell; empty if none has
     */
    public Optional<CellRef> focus() {
        return Optional.ofNullable(marks.focus());
    }

    /**
     * The cell that the pointer is over.
     *
     * @return the cell; empty if it is over none
     */
    public Optional<CellRef> hover() {
        return Optional.ofNullable(marks.hover());
    }

    /**
     * What is wrong with the values of cells.
     *
     * @return messages by the id of the column, by the id of the row, sorted; rows without an error are left out
     */
    public Map<String, Map<String, String>> validationErrors() {
        return Collections.unmodifiableMap(marks.errors());
    }

    /**
     * The free-form state that {@code state:update}, {@code state:reset} and {@code state:patch} made.
     *
     * @return plain data by key
     */
    public Map<String, @Nullable Object> state() {
        // Plain maps have keys of text and are immutable, so reading one as a map of nullable values is safe.
        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> plain = (Map<String, @Nullable Object>) state;
        return plain;
    }

    /**
     * The whole grid as plain data, to be printed or compared: always the same entries in the same order, everything by
     * id, and the orders of columns and rows as lists of ids beside.
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
     * Equal when everything in them is, as far as {@link #toData} tells it; numbers by mathematical value.
     *
     * <p><b>Cost.</b> What two states of one history share is skipped.
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

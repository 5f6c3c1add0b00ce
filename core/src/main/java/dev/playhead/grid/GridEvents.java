package dev.playhead.grid;

import dev.playhead.capture.EventType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The standard events of a data grid: an {@link EventType} for each, and the record that is its payload.
 *
 * <pre>{@code
 * bus.publish(GridEvents.CELL_EDIT.event(new CellEdit("orders", "7", "price", 10, 12)).from("user"));
 * }</pre>
 *
 * <p>Every payload begins with {@code gridId}, so that one history serves many grids. Rows and columns are named by ids
 * that stay the same when they move; positions count from 0. A nullable component may be left out of plain data, unless its
 * null clears something. {@link EventType#read} is stricter than {@code GridState} with data from elsewhere: ids are text and constants are in
 * capitals there. What the events do to a {@link GridState} is told by the table of the package's page.
 *
 * <p><b>Three events change the value of a cell</b>, and differ in what they tell:
 *
 * <ul>
 *   <li>{@link CellEdit}: <em>the user</em> committed a value, by typing, pasting, filling or clearing. Once per edit,
 *       when it is accepted, not for each key. It has the old value and the new one.
 *   <li>{@link CellValue}: <em>a program</em> set a value: a formula, a feed, a response from the server. It has only
 *       the value, since what sets values in bulk seldom knows the old ones.
 *   <li>{@link CellUpdate}: a cell has another value now, <em>whoever</em> did it and for whatever reason; meant for
 *       listeners that follow values and do not care where they come from. An application publishes it in place of the
 *       other two or after them.
 * </ul>
 *
 * <p>A {@code GridState} sets the cell to the new value at each of the three, so that telling a change twice does no
 * harm; the last one recorded wins. The old value is for readers of the history; it is not compared.
 *
 * <p><b>Threading.</b> Payloads are immutable, as far as what they are given is: like every payload, they hold it by
 * reference, and a history takes its value when it records the event.
 */
public final class GridEvents {
    /** {@code grid:init}. */
    public static final EventType<GridInit> GRID_INIT = EventType.of("grid:init", GridInit.class);

    /** {@code grid:ready}. */
    public static final EventType<GridReady> GRID_READY = EventType.of("grid:ready", GridReady.class);

    /** {@code grid:destroy}. */
    public static final EventType<GridDestroy> GRID_DESTROY = EventType.of("grid:destroy", GridDestroy.class);

    /** {@code grid:state-change}. */
    public static final EventType<GridStateChange> GRID_STATE_CHANGE =
            EventType.of("grid:state-change", GridStateChange.class);

    /** {@code row:add}. */
    public static final EventType<RowAdd> ROW_ADD = EventType.of("row:add", RowAdd.class);

    /** {@code row:remove}. */
    public static final EventType<RowRemove> ROW_REMOVE = EventType.of("row:remove", RowRemove.class);

    /** {@code row:move}. */
    public static final EventType<RowMove> ROW_MOVE = EventType.of("row:move", RowMove.class);

    /** {@code row:update}. */
    public static final EventType<RowUpdate> ROW_UPDATE = EventType.of("row:update", RowUpdate.class);

    /** {@code row:select}. */
    public static final EventType<RowSelect> ROW_SELECT = EventType.of("row:select", RowSelect.class);

    /** {@code row:expand}. */
    public static final EventType<RowExpand> ROW_EXPAND = EventType.of("row:expand", RowExpand.class);

    /** {@code row:state-change}. */
    public static final EventType<RowStateChange> ROW_STATE_CHANGE =
            EventType.of("row:state-change", RowStateChange.class);

    /** {@code cell:focus}. */
    public static final EventType<CellFocus> CELL_FOCUS = EventType.of("cell:focus", CellFocus.class);

    /** {@code cell:edit}. */
    public static final EventType<CellEdit> CELL_EDIT = EventType.of("cell:edit", CellEdit.class);

    /** {@code cell:value}. */
    public static final EventType<CellValue> CELL_VALUE = EventType.of("cell:value", CellValue.class);

    /** {@code cell:update}. */
    public static final EventType<CellUpdate> CELL_UPDATE = EventType.of("cell:update", CellUpdate.class);

    /** {@code cell:select}. */
    public static final EventType<CellSelect> CELL_SELECT = EventType.of("cell:select", CellSelect.class);

    /** {@code cell:hover}. */
    public static final EventType<CellHover> CELL_HOVER = EventType.of("cell:hover", CellHover.class);

    /** {@code cell:validation-error}. */
    public static final EventType<CellValidationError> CELL_VALIDATION_ERROR =
            EventType.of("cell:validation-error", CellValidationError.class);

    /** {@code column:add}. */
    public static final EventType<ColumnAdd> COLUMN_ADD = EventType.of("column:add", ColumnAdd.class);

    /** {@code column:remove}. */
    public static final EventType<ColumnRemove> COLUMN_REMOVE = EventType.of("column:remove", ColumnRemove.class);

    /** {@code column:resize}. */
    public static final EventType<ColumnResize> COLUMN_RESIZE = EventType.of("column:resize", ColumnResize.class);

    /** {@code column:move}. */
    public static final EventType<ColumnMove> COLUMN_MOVE = EventType.of("column:move", ColumnMove.class);

    /** {@code column:reorder}. */
    public static final EventType<ColumnReorder> COLUMN_REORDER = EventType.of("column:reorder", ColumnReorder.class);

    /** {@code column:visibility}. */
    public static final EventType<ColumnVisibility> COLUMN_VISIBILITY =
            EventType.of("column:visibility", ColumnVisibility.class);

    /** {@code column:sort}. */
    public static final EventType<ColumnSort> COLUMN_SORT = EventType.of("column:sort", ColumnSort.class);

    /** {@code column:filter}. */
    public static final EventType<ColumnFilter> COLUMN_FILTER = EventType.of("column:filter", ColumnFilter.class);

    /** {@code column:pin}. */
    public static final EventType<ColumnPin> COLUMN_PIN = EventType.of("column:pin", ColumnPin.class);

    /** {@code column:state-change}. */
    public static final EventType<ColumnStateChange> COLUMN_STATE_CHANGE =
            EventType.of("column:state-change", ColumnStateChange.class);

    /** {@code state:update}. */
    public static final EventType<StateUpdate> STATE_UPDATE = EventType.of("state:update", StateUpdate.class);

    /** {@code state:reset}. */
    public static final EventType<StateReset> STATE_RESET = EventType.of("state:reset", StateReset.class);

    /** {@code state:patch}. */
    public static final EventType<StatePatch> STATE_PATCH = EventType.of("state:patch", StatePatch.class);

    private static final List<EventType<?>> ALL = List.of(
            GRID_INIT,
            GRID_READY,
            GRID_DESTROY,
            GRID_STATE_CHANGE,
            ROW_ADD,
            ROW_REMOVE,
            ROW_MOVE,
            ROW_UPDATE,
            ROW_SELECT,
            ROW_EXPAND,
            ROW_STATE_CHANGE,
            CELL_FOCUS,
            CELL_EDIT,
            CELL_VALUE,
            CELL_UPDATE,
            CELL_SELECT,
            CELL_HOVER,
            CELL_VALIDATION_ERROR,
            COLUMN_ADD,
            COLUMN_REMOVE,
            COLUMN_RESIZE,
            COLUMN_MOVE,
            COLUMN_REORDER,
            COLUMN_VISIBILITY,
            COLUMN_SORT,
            COLUMN_FILTER,
            COLUMN_PIN,
            COLUMN_STATE_CHANGE,
            STATE_UPDATE,
            STATE_RESET,
            STATE_PATCH);

    private GridEvents() {}

    /**
     * The whole catalogue.
     *
     * @return the types, in the order in which they are declared
     */
    public static List<EventType<?>> all() {
        return ALL;
    }

    /**
     * A grid begins, empty or with a baseline: the columns and rows that it had loaded before recording began. Whatever
     * was known of a grid of this id is forgotten. Sorts, filters, selections and the like that exist already are told
     * by their own events after this one.
     *
     * @param gridId the grid
     * @param columns its columns in order, or null for none
     * @param rows its rows in order, or null for none
     */
    public record GridInit(
            String gridId,
            @Nullable List<ColumnDef> columns,
            @Nullable List<RowDef> rows) {}

    /**
     * A column in {@link GridInit}.
     *
     * @param columnId the column, unique in its grid
     * @param title the text of its header, or null for none
     * @param width its width in the grid's unit, usually pixels, or null if not known
     * @param visible whether it is shown; null means it is
     * @param pin the edge that it is held at; null means none
     */
    public record ColumnDef(
            String columnId,
            @Nullable String title,
            @Nullable Double width,
            @Nullable Boolean visible,
            @Nullable PinSide pin) {}

    /**
     * A row in {@link GridInit}.
     *
     * @param rowId the row, unique in its grid
     * @param values its values by field; may hold fields that no column shows
     */
    public record RowDef(String rowId, Map<String, @Nullable Object> values) {}

    /**
     * A grid has been filled and drawn for the first time.
     *
     * @param gridId the grid
     */
    public record GridReady(String gridId) {}

    /**
     * A grid is gone, with everything in it.
     *
     * @param gridId the grid
     */
    public record GridDestroy(String gridId) {}

    /**
     * Attributes of the grid as a whole changed, such as its page, density or {@code loading}.
     *
     * @param gridId the grid
     * @param changes the attributes that changed; merged as {@link StatePatch} is
     */
    public record GridStateChange(String gridId, Map<String, @Nullable Object> changes) {}

    /**
     * A row was added.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param values its values by field
     * @param index its position once it is there, or null for the end
     */
    public record RowAdd(
            String gridId,
            String rowId,
            Map<String, @Nullable Object> values,
            @Nullable Integer index) {}

    /**
     * A row was removed.
     *
     * @param gridId the grid
     * @param rowId the row
     */
    public record RowRemove(String gridId, String rowId) {}

    /**
     * A row was moved to another position.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param toIndex its position once it is there, which is counted without it
     * @param fromIndex its position before, or null; for readers of the history
     */
    public record RowMove(
            String gridId,
            String rowId,
            int toIndex,
            @Nullable Integer fromIndex) {}

    /**
     * Several values of a row changed at once.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param changes the new values by field; null is a value
     */
    public record RowUpdate(String gridId, String rowId, Map<String, @Nullable Object> changes) {}

    /**
     * Rows were selected, or no longer are.
     *
     * @param gridId the grid
     * @param rowIds the rows
     * @param selected whether they are selected now
     * @param replace whether all other rows are no longer selected; null means they stay as they are
     */
    public record RowSelect(
            String gridId,
            List<String> rowIds,
            boolean selected,
            @Nullable Boolean replace) {}

    /**
     * A row was expanded or collapsed: its detail, its children, or its group.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param expanded whether it is expanded now
     */
    public record RowExpand(String gridId, String rowId, boolean expanded) {}

    /**
     * Attributes of a row changed that are not its values, such as its height or {@code loading}.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param changes the attributes that changed; merged as {@link StatePatch} is
     */
    public record RowStateChange(String gridId, String rowId, Map<String, @Nullable Object> changes) {}

    /**
     * The focus went to a cell, or left the grid.
     *
     * @param gridId the grid
     * @param rowId the cell's row; null, as the column then is, when the focus left
     * @param columnId the cell's column, or null
     */
    public record CellFocus(
            String gridId, @Nullable String rowId, @Nullable String columnId) {}

    /**
     * The user committed a value in a cell. {@link GridEvents} tells how this differs from {@link CellValue} and {@link
     * CellUpdate}.
     *
     * @param gridId the grid
     * @param rowId the cell's row
     * @param columnId the cell's column
     * @param oldValue what the cell held before
     * @param newValue what it holds now
     */
    public record CellEdit(
            String gridId,
            String rowId,
            String columnId,
            @Nullable Object oldValue,
            @Nullable Object newValue) {}

    /**
     * A program set the value of a cell: a formula, a feed, a response from the server.
     *
     * @param gridId the grid
     * @param rowId the cell's row
     * @param columnId the cell's column
     * @param value what the cell holds now
     */
    public record CellValue(
            String gridId,
            String rowId,
            String columnId,
            @Nullable Object value) {}

    /**
     * A cell has another value now, whoever did it.
     *
     * @param gridId the grid
     * @param rowId the cell's row
     * @param columnId the cell's column
     * @param oldValue what the cell held before
     * @param newValue what it holds now
     * @param reason why, in the application's words, such as {@code undo} or {@code import}; or null
     */
    public record CellUpdate(
            String gridId,
            String rowId,
            String columnId,
            @Nullable Object oldValue,
            @Nullable Object newValue,
            @Nullable String reason) {}

    /**
     * Cells were selected, or no longer are: every given column of every given row, so that a range costs its edges and
     * not its area.
     *
     * @param gridId the grid
     * @param rowIds the rows
     * @param columnIds the columns
     * @param selected whether the cells are selected now
     * @param replace whether all other cells are no longer selected; null means they stay as they are
     */
    public record CellSelect(
            String gridId,
            List<String> rowIds,
            List<String> columnIds,
            boolean selected,
            @Nullable Boolean replace) {}

    /**
     * The pointer came over a cell, or left the cells.
     *
     * @param gridId the grid
     * @param rowId the cell's row; null, as the column then is, when the pointer left
     * @param columnId the cell's column, or null
     */
    public record CellHover(
            String gridId, @Nullable String rowId, @Nullable String columnId) {}

    /**
     * A cell's value was found not to be valid, or to be valid again.
     *
     * @param gridId the grid
     * @param rowId the cell's row
     * @param columnId the cell's column
     * @param message what is wrong, or null when nothing is any more
     */
    public record CellValidationError(
            String gridId,
            String rowId,
            String columnId,
            @Nullable String message) {}

    /**
     * A column was added.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param index its position once it is there, or null for the end
     * @param title the text of its header, or null for none
     * @param width its width in the grid's unit, usually pixels, or null if not known
     * @param visible whether it is shown; null means it is
     * @param pin the edge that it is held at; null means none
     */
    public record ColumnAdd(
            String gridId,
            String columnId,
            @Nullable Integer index,
            @Nullable String title,
            @Nullable Double width,
            @Nullable Boolean visible,
            @Nullable PinSide pin) {}

    /**
     * A column was removed. The values of the rows stay as they are.
     *
     * @param gridId the grid
     * @param columnId the column
     */
    public record ColumnRemove(String gridId, String columnId) {}

    /**
     * A column's width changed.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param width its width now, in the grid's unit, usually pixels
     */
    public record ColumnResize(String gridId, String columnId, double width) {}

    /**
     * A column was moved to another position.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param toIndex its position once it is there, which is counted without it
     * @param fromIndex its position before, or null; for readers of the history
     */
    public record ColumnMove(
            String gridId,
            String columnId,
            int toIndex,
            @Nullable Integer fromIndex) {}

    /**
     * The columns have another order.
     *
     * @param gridId the grid
     * @param columnIds all columns in their new order; those not named follow in their old one
     */
    public record ColumnReorder(String gridId, List<String> columnIds) {}

    /**
     * A column was shown or hidden.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param visible whether it is shown now
     */
    public record ColumnVisibility(String gridId, String columnId, boolean visible) {}

    /**
     * The rows are shown sorted by a column, or no longer are. Row positions in other events do not change by it.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param direction how it is sorted now
     * @param priority its rank when several columns are sorted, the lowest first; null when this column is the only
     *     one, which ends the sorting by all others
     */
    public record ColumnSort(
            String gridId,
            String columnId,
            SortDirection direction,
            @Nullable Integer priority) {}

    /**
     * The rows are shown filtered by a column, or no longer are.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param operator how values are compared, in the application's words, such as {@code contains}; null when the
     *     filter was cleared
     * @param value what they are compared with
     */
    public record ColumnFilter(
            String gridId,
            String columnId,
            @Nullable String operator,
            @Nullable Object value) {}

    /**
     * A column was pinned to an edge, or no longer is.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param side the edge that it is held at now
     */
    public record ColumnPin(String gridId, String columnId, PinSide side) {}

    /**
     * Attributes of a column changed that no other event tells, such as its format or {@code locked}.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param changes the attributes that changed; merged as {@link StatePatch} is
     */
    public record ColumnStateChange(String gridId, String columnId, Map<String, @Nullable Object> changes) {}

    /**
     * One place of the grid's free-form state has another value. The free-form state is the application's own: a map of
     * whatever belongs to the grid and has no event above.
     *
     * @param gridId the grid
     * @param path where: keys separated by dots, positions of lists by number, as in {@code panels.0.open}; maps that
     *     are missing on the way are made
     * @param value what is there now; null is a value
     */
    public record StateUpdate(
            String gridId, String path, @Nullable Object value) {}

    /**
     * The free-form state was put back to a given one, or emptied.
     *
     * @param gridId the grid
     * @param state what it is now; null means empty
     */
    public record StateReset(String gridId, @Nullable Map<String, @Nullable Object> state) {}

    /**
     * Several places of the free-form state changed.
     *
     * @param gridId the grid
     * @param patch merged as JSON Merge Patch (RFC 7396) says: maps into maps, null removes, all else replaces
     */
    public record StatePatch(String gridId, Map<String, @Nullable Object> patch) {}
}

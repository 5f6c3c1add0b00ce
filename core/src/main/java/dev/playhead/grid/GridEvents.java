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
 * <p>Every payload begins with {@code gridId}, so that one history can contain many grids. Rows and columns have ids
 * that do not change when they move. Positions are counted from 0. In a payload of plain data, a nullable component
 * may be missing, unless null sets or clears something. {@link EventType#read} is stricter than {@code GridState} with
 * plain data that was not created from these records: for example, it requires ids as text and constants in capitals.
 * The table on the package page specifies the effect of each event on a {@link GridState}.
 *
 * <p><b>Three events change the value of a cell.</b> They differ in their meaning:
 *
 * <ul>
 *   <li>{@link CellEdit}: <em>the user</em> committed a value, by typing, pasting, filling or clearing. This event is
 *       published once for each edit, when the edit is accepted, and not for each key. It has the old value and the new
 *       value.
 *   <li>{@link CellValue}: <em>a program</em> set a value, for example because of a formula, a feed, or a response from
 *       the server. It has only the value, because a program that sets values in bulk seldom knows the old values.
 *   <li>{@link CellUpdate}: a cell has another value now, <em>regardless of the origin</em> and of the reason. This
 *       event is for listeners that follow values and ignore their origin. An application publishes it instead of the
 *       other two events, or after them.
 * </ul>
 *
 * <p>A {@code GridState} sets the cell to the new value at each of the three events. So it does no harm to publish a
 * change twice; the last recorded event wins. The old value is for readers of the history; it is not compared.
 *
 * <p><b>Threading.</b> Payloads are immutable if their components are. A payload holds its components by reference, and
 * a history captures their values when it records the event.
 */
public final class GridEvents {
    /** The event type {@code grid:init}. */
    public static final EventType<GridInit> GRID_INIT = EventType.of("grid:init", GridInit.class);

    /** The event type {@code grid:ready}. */
    public static final EventType<GridReady> GRID_READY = EventType.of("grid:ready", GridReady.class);

    /** The event type {@code grid:destroy}. */
    public static final EventType<GridDestroy> GRID_DESTROY = EventType.of("grid:destroy", GridDestroy.class);

    /** The event type {@code grid:state-change}. */
    public static final EventType<GridStateChange> GRID_STATE_CHANGE =
            EventType.of("grid:state-change", GridStateChange.class);

    /** The event type {@code row:add}. */
    public static final EventType<RowAdd> ROW_ADD = EventType.of("row:add", RowAdd.class);

    /** The event type {@code row:remove}. */
    public static final EventType<RowRemove> ROW_REMOVE = EventType.of("row:remove", RowRemove.class);

    /** The event type {@code row:move}. */
    public static final EventType<RowMove> ROW_MOVE = EventType.of("row:move", RowMove.class);

    /** The event type {@code row:update}. */
    public static final EventType<RowUpdate> ROW_UPDATE = EventType.of("row:update", RowUpdate.class);

    /** The event type {@code row:select}. */
    public static final EventType<RowSelect> ROW_SELECT = EventType.of("row:select", RowSelect.class);

    /** The event type {@code row:expand}. */
    public static final EventType<RowExpand> ROW_EXPAND = EventType.of("row:expand", RowExpand.class);

    /** The event type {@code row:state-change}. */
    public static final EventType<RowStateChange> ROW_STATE_CHANGE =
            EventType.of("row:state-change", RowStateChange.class);

    /** The event type {@code cell:focus}. */
    public static final EventType<CellFocus> CELL_FOCUS = EventType.of("cell:focus", CellFocus.class);

    /** The event type {@code cell:edit}. */
    public static final EventType<CellEdit> CELL_EDIT = EventType.of("cell:edit", CellEdit.class);

    /** The event type {@code cell:value}. */
    public static final EventType<CellValue> CELL_VALUE = EventType.of("cell:value", CellValue.class);

    /** The event type {@code cell:update}. */
    public static final EventType<CellUpdate> CELL_UPDATE = EventType.of("cell:update", CellUpdate.class);

    /** The event type {@code cell:select}. */
    public static final EventType<CellSelect> CELL_SELECT = EventType.of("cell:select", CellSelect.class);

    /** The event type {@code cell:hover}. */
    public static final EventType<CellHover> CELL_HOVER = EventType.of("cell:hover", CellHover.class);

    /** The event type {@code cell:validation-error}. */
    public static final EventType<CellValidationError> CELL_VALIDATION_ERROR =
            EventType.of("cell:validation-error", CellValidationError.class);

    /** The event type {@code column:add}. */
    public static final EventType<ColumnAdd> COLUMN_ADD = EventType.of("column:add", ColumnAdd.class);

    /** The event type {@code column:remove}. */
    public static final EventType<ColumnRemove> COLUMN_REMOVE = EventType.of("column:remove", ColumnRemove.class);

    /** The event type {@code column:resize}. */
    public static final EventType<ColumnResize> COLUMN_RESIZE = EventType.of("column:resize", ColumnResize.class);

    /** The event type {@code column:move}. */
    public static final EventType<ColumnMove> COLUMN_MOVE = EventType.of("column:move", ColumnMove.class);

    /** The event type {@code column:reorder}. */
    public static final EventType<ColumnReorder> COLUMN_REORDER = EventType.of("column:reorder", ColumnReorder.class);

    /** The event type {@code column:visibility}. */
    public static final EventType<ColumnVisibility> COLUMN_VISIBILITY =
            EventType.of("column:visibility", ColumnVisibility.class);

    /** The event type {@code column:sort}. */
    public static final EventType<ColumnSort> COLUMN_SORT = EventType.of("column:sort", ColumnSort.class);

    /** The event type {@code column:filter}. */
    public static final EventType<ColumnFilter> COLUMN_FILTER = EventType.of("column:filter", ColumnFilter.class);

    /** The event type {@code column:pin}. */
    public static final EventType<ColumnPin> COLUMN_PIN = EventType.of("column:pin", ColumnPin.class);

    /** The event type {@code column:state-change}. */
    public static final EventType<ColumnStateChange> COLUMN_STATE_CHANGE =
            EventType.of("column:state-change", ColumnStateChange.class);

    /** The event type {@code state:update}. */
    public static final EventType<StateUpdate> STATE_UPDATE = EventType.of("state:update", StateUpdate.class);

    /** The event type {@code state:reset}. */
    public static final EventType<StateReset> STATE_RESET = EventType.of("state:reset", StateReset.class);

    /** The event type {@code state:patch}. */
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
     * Returns the whole catalog.
     *
     * @return the types, in the order in which they are declared
     */
    public static List<EventType<?>> all() {
        return ALL;
    }

    /**
     * The payload of {@code grid:init}: a grid was created, empty or with a baseline. The baseline is the columns and
     * rows that were loaded before recording began. The previous state of a grid with this id is discarded. Existing
     * sorts, filters, selections and the like need their own events after this event.
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
     * @param visible whether it is shown; null means true
     * @param pin the edge to which it is pinned; null means none
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
     * @param values its values by field; may contain fields that no column shows
     */
    public record RowDef(String rowId, Map<String, @Nullable Object> values) {}

    /**
     * The payload of {@code grid:ready}: a grid was filled and drawn for the first time.
     *
     * @param gridId the grid
     */
    public record GridReady(String gridId) {}

    /**
     * The payload of {@code grid:destroy}: a grid was removed, with everything in it.
     *
     * @param gridId the grid
     */
    public record GridDestroy(String gridId) {}

    /**
     * The payload of {@code grid:state-change}: attributes of the grid as a whole changed, such as its page, density
     * or {@code loading}.
     *
     * @param gridId the grid
     * @param changes the attributes that changed; merged as by {@link StatePatch}
     */
    public record GridStateChange(String gridId, Map<String, @Nullable Object> changes) {}

    /**
     * The payload of {@code row:add}: a row was added.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param values its values by field
     * @param index its final position, or null for the end
     */
    public record RowAdd(
            String gridId,
            String rowId,
            Map<String, @Nullable Object> values,
            @Nullable Integer index) {}

    /**
     * The payload of {@code row:remove}: a row was removed.
     *
     * @param gridId the grid
     * @param rowId the row
     */
    public record RowRemove(String gridId, String rowId) {}

    /**
     * The payload of {@code row:move}: a row was moved to another position.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param toIndex its final position: the number of other rows in front of it
     * @param fromIndex its previous position, or null if not known; only for readers of the history
     */
    public record RowMove(
            String gridId,
            String rowId,
            int toIndex,
            @Nullable Integer fromIndex) {}

    /**
     * The payload of {@code row:update}: several values of a row changed at once.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param changes the new values by field; null is a value
     */
    public record RowUpdate(String gridId, String rowId, Map<String, @Nullable Object> changes) {}

    /**
     * The payload of {@code row:select}: rows were selected or deselected.
     *
     * @param gridId the grid
     * @param rowIds the rows
     * @param selected whether they are selected now
     * @param replace whether all other rows are deselected; null means they are unchanged
     */
    public record RowSelect(
            String gridId,
            List<String> rowIds,
            boolean selected,
            @Nullable Boolean replace) {}

    /**
     * The payload of {@code row:expand}: a row was expanded or collapsed. This may concern its detail, its children, or
     * its group.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param expanded whether it is expanded now
     */
    public record RowExpand(String gridId, String rowId, boolean expanded) {}

    /**
     * The payload of {@code row:state-change}: attributes of a row other than its values changed, such as its height
     * or {@code loading}.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param changes the attributes that changed; merged as by {@link StatePatch}
     */
    public record RowStateChange(String gridId, String rowId, Map<String, @Nullable Object> changes) {}

    /**
     * The payload of {@code cell:focus}: the focus moved to a cell, or left the grid.
     *
     * @param gridId the grid
     * @param rowId the cell's row; null, as is the column, if the focus left the grid
     * @param columnId the cell's column, or null
     */
    public record CellFocus(
            String gridId, @Nullable String rowId, @Nullable String columnId) {}

    /**
     * The payload of {@code cell:edit}: the user committed a value in a cell. {@link GridEvents} compares this event
     * with {@link CellValue} and {@link CellUpdate}.
     *
     * @param gridId the grid
     * @param rowId the cell's row
     * @param columnId the cell's column
     * @param oldValue the value before
     * @param newValue the value now
     */
    public record CellEdit(
            String gridId,
            String rowId,
            String columnId,
            @Nullable Object oldValue,
            @Nullable Object newValue) {}

    /**
     * The payload of {@code cell:value}: a program set the value of a cell, for example because of a formula, a feed,
     * or a response from the server.
     *
     * @param gridId the grid
     * @param rowId the cell's row
     * @param columnId the cell's column
     * @param value the value now
     */
    public record CellValue(
            String gridId,
            String rowId,
            String columnId,
            @Nullable Object value) {}

    /**
     * The payload of {@code cell:update}: a cell has another value now, regardless of the origin of the value.
     *
     * @param gridId the grid
     * @param rowId the cell's row
     * @param columnId the cell's column
     * @param oldValue the value before
     * @param newValue the value now
     * @param reason the reason, in the application's terms, such as {@code undo} or {@code import}; or null
     */
    public record CellUpdate(
            String gridId,
            String rowId,
            String columnId,
            @Nullable Object oldValue,
            @Nullable Object newValue,
            @Nullable String reason) {}

    /**
     * The payload of {@code cell:select}: cells were selected or deselected. The cells are those of all given columns
     * in all given rows. So the payload of a large range is small: it has an id for each row and each column, not for
     * each cell.
     *
     * @param gridId the grid
     * @param rowIds the rows
     * @param columnIds the columns
     * @param selected whether the cells are selected now
     * @param replace whether all other cells are deselected; null means they are unchanged
     */
    public record CellSelect(
            String gridId,
            List<String> rowIds,
            List<String> columnIds,
            boolean selected,
            @Nullable Boolean replace) {}

    /**
     * The payload of {@code cell:hover}: the pointer entered a cell, or left the cells.
     *
     * @param gridId the grid
     * @param rowId the cell's row; null, as is the column, if the pointer left the cells
     * @param columnId the cell's column, or null
     */
    public record CellHover(
            String gridId, @Nullable String rowId, @Nullable String columnId) {}

    /**
     * The payload of {@code cell:validation-error}: a cell's value was found to be invalid, or to be valid again.
     *
     * @param gridId the grid
     * @param rowId the cell's row
     * @param columnId the cell's column
     * @param message the error, or null if the value is valid now
     */
    public record CellValidationError(
            String gridId,
            String rowId,
            String columnId,
            @Nullable String message) {}

    /**
     * The payload of {@code column:add}: a column was added.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param index its final position, or null for the end
     * @param title the text of its header, or null for none
     * @param width its width in the grid's unit, usually pixels, or null if not known
     * @param visible whether it is shown; null means true
     * @param pin the edge to which it is pinned; null means none
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
     * The payload of {@code column:remove}: a column was removed. The values of the rows are unchanged.
     *
     * @param gridId the grid
     * @param columnId the column
     */
    public record ColumnRemove(String gridId, String columnId) {}

    /**
     * The payload of {@code column:resize}: a column's width changed.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param width its width now, in the grid's unit, usually pixels
     */
    public record ColumnResize(String gridId, String columnId, double width) {}

    /**
     * The payload of {@code column:move}: a column was moved to another position.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param toIndex its final position: the number of other columns in front of it
     * @param fromIndex its previous position, or null if not known; only for readers of the history
     */
    public record ColumnMove(
            String gridId,
            String columnId,
            int toIndex,
            @Nullable Integer fromIndex) {}

    /**
     * The payload of {@code column:reorder}: the columns have another order.
     *
     * @param gridId the grid
     * @param columnIds the columns in their new order; columns that are not listed follow in their old order
     */
    public record ColumnReorder(String gridId, List<String> columnIds) {}

    /**
     * The payload of {@code column:visibility}: a column was shown or hidden.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param visible whether it is shown now
     */
    public record ColumnVisibility(String gridId, String columnId, boolean visible) {}

    /**
     * The payload of {@code column:sort}: the grid sorts the displayed rows by a column, or no longer does. Row
     * positions in other events do not change.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param direction the direction in which the grid sorts by the column now
     * @param priority the rank of the column if the grid sorts by several columns, the lowest first; null if the grid
     *     now sorts by this column only
     */
    public record ColumnSort(
            String gridId,
            String columnId,
            SortDirection direction,
            @Nullable Integer priority) {}

    /**
     * The payload of {@code column:filter}: the grid filters the displayed rows by a column, or no longer does.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param operator how values are compared, in the application's terms, such as {@code contains}; null if the
     *     filter was cleared
     * @param value the value to compare with
     */
    public record ColumnFilter(
            String gridId,
            String columnId,
            @Nullable String operator,
            @Nullable Object value) {}

    /**
     * The payload of {@code column:pin}: a column was pinned to an edge, or unpinned.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param side the edge to which it is pinned now
     */
    public record ColumnPin(String gridId, String columnId, PinSide side) {}

    /**
     * The payload of {@code column:state-change}: attributes of a column changed that have no event of their own, such
     * as its format or {@code locked}.
     *
     * @param gridId the grid
     * @param columnId the column
     * @param changes the attributes that changed; merged as by {@link StatePatch}
     */
    public record ColumnStateChange(String gridId, String columnId, Map<String, @Nullable Object> changes) {}

    /**
     * The payload of {@code state:update}: one value in the grid's free-form state changed. The free-form state is a
     * map of all data of the grid for which there is no other event. The application defines its keys and values.
     *
     * @param gridId the grid
     * @param path the path of the value: keys of maps and positions in lists, separated by dots, as in
     *     {@code panels.0.open}; missing maps on the path are created
     * @param value the value now; null is a value
     */
    public record StateUpdate(
            String gridId, String path, @Nullable Object value) {}

    /**
     * The payload of {@code state:reset}: the free-form state was replaced by a given state, or cleared.
     *
     * @param gridId the grid
     * @param state the state now; null means empty
     */
    public record StateReset(String gridId, @Nullable Map<String, @Nullable Object> state) {}

    /**
     * The payload of {@code state:patch}: several values of the free-form state changed.
     *
     * @param gridId the grid
     * @param patch a JSON Merge Patch (RFC 7396): maps are merged into maps, null removes a value, and any other value
     *     replaces the old value
     */
    public record StatePatch(String gridId, Map<String, @Nullable Object> patch) {}
}

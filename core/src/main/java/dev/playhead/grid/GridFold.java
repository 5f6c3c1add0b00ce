package dev.playhead.grid;

import dev.playhead.event.RecordedEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each event of the catalogue does to a {@link GridState}. Payloads are read as the plain data that they are:
 * making the records of {@link GridEvents} first would cost more than the folding.
 */
final class GridFold {
    private static final String DESTROY = "grid:destroy";
    private static final Map<String, Change> CHANGES = changes();

    /** The types that say something of one row's values and attributes, which {@code rowId} names. */
    static final Set<String> ROW_TYPES = Set.of(
            "row:add",
            "row:remove",
            "row:move",
            "row:update",
            "row:state-change",
            "cell:edit",
            "cell:value",
            "cell:update");

    /** The types that say something of all rows of a grid. */
    static final Set<String> GRID_TYPES = Set.of("grid:init", DESTROY);

    /** What an event does to its grid. */
    @FunctionalInterface
    private interface Change {
        /** The grid after the event. Throws {@link Misfit} when the payload does not fit. */
        Grid apply(Grid grid, Payload payload);
    }

    private GridFold() {}

    static GridState apply(GridState state, RecordedEvent event) {
        Change change = CHANGES.get(event.type());
        if (change == null) {
            return state;
        }
        if (!(event.payload() instanceof Map<?, ?> fields)) {
            return state.withIgnoredEvent();
        }
        try {
            Payload payload = new Payload(fields);
            String gridId = payload.id("gridId");
            return event.type().equals(DESTROY)
                    ? state.without(gridId)
                    : state.with(change.apply(state.gridOrNew(gridId), payload));
        } catch (Misfit misfit) {
            return state.withIgnoredEvent();
        }
    }

    /** The types that have an effect. */
    static Set<String> types() {
        return CHANGES.keySet();
    }

    private static Map<String, Change> changes() {
        Map<String, Change> changes = new HashMap<>();
        changes.put("grid:init", GridFold::init);
        changes.put("grid:ready", (grid, payload) -> grid.withReady());
        changes.put(DESTROY, (grid, payload) -> grid);
        changes.put(
                "grid:state-change",
                (grid, payload) -> grid.withAttributes(FreeForm.merge(grid.attributes(), payload.map("changes"))));

        changes.put("row:add", GridFold::addRow);
        changes.put("row:remove", GridFold::removeRow);
        changes.put(
                "row:move",
                (grid, payload) -> grid.with(grid.rows().moved(payload.id("rowId"), payload.index("toIndex"))));
        changes.put(
                "row:update",
                (grid, payload) -> grid.with(grid.rows().with(payload.id("rowId"), payload.map("changes"))));
        changes.put("row:select", GridFold::selectRows);
        changes.put("row:expand", GridFold::expandRow);
        changes.put(
                "row:state-change",
                (grid, payload) -> grid.with(grid.rows().withAttributes(payload.id("rowId"), payload.map("changes"))));

        changes.put("cell:focus", (grid, payload) -> grid.with(grid.marks().withFocus(payload.optionalCell())));
        changes.put("cell:edit", (grid, payload) -> setCell(grid, payload, "newValue"));
        changes.put("cell:value", (grid, payload) -> setCell(grid, payload, "value"));
        changes.put("cell:update", (grid, payload) -> setCell(grid, payload, "newValue"));
        changes.put("cell:select", GridFold::selectCells);
        changes.put("cell:hover", (grid, payload) -> grid.with(grid.marks().withHover(payload.optionalCell())));
        changes.put("cell:validation-error", GridFold::validationError);

        changes.put("column:add", GridFold::addColumn);
        changes.put("column:remove", GridFold::removeColumn);
        changes.put(
                "column:resize",
                (grid, payload) ->
                        grid.with(grid.columnTable().with(column(grid, payload).withWidth(payload.width()))));
        changes.put(
                "column:move",
                (grid, payload) ->
                        grid.with(grid.columnTable().moved(payload.id("columnId"), payload.index("toIndex"))));
        changes.put(
                "column:reorder",
                (grid, payload) -> grid.with(grid.columnTable().reordered(payload.ids("columnIds"))));
        changes.put(
                "column:visibility",
                (grid, payload) ->
                        grid.with(grid.columnTable().with(column(grid, payload).withVisible(payload.flag("visible")))));
        changes.put("column:sort", GridFold::sortColumn);
        changes.put("column:filter", GridFold::filterColumn);
        changes.put(
                "column:pin",
                (grid, payload) ->
                        grid.with(grid.columnTable().with(column(grid, payload).withPin(payload.side()))));
        changes.put("column:state-change", GridFold::changeColumn);

        changes.put(
                "state:update",
                (grid, payload) ->
                        grid.withState(FreeForm.set(grid.state(), payload.text("path"), payload.value("value"))));
        changes.put("state:reset", (grid, payload) -> grid.withState(payload.optionalMap("state")));
        changes.put(
                "state:patch", (grid, payload) -> grid.withState(FreeForm.merge(grid.state(), payload.map("patch"))));
        return changes;
    }

    private static Grid init(Grid before, Payload payload) {
        Columns columns = Columns.EMPTY;
        for (Payload definition : payload.optionalPayloads("columns")) {
            columns = columns.with(defined(Column.of(definition.id("columnId")), definition));
        }
        Rows rows = Rows.EMPTY;
        for (Payload row : payload.optionalPayloads("rows")) {
            rows = rows.withValues(row.id("rowId"), row.map("values"));
        }
        return Grid.empty(before.gridId()).with(columns).with(rows);
    }

    private static Grid addRow(Grid grid, Payload payload) {
        String rowId = payload.id("rowId");
        Integer index = payload.optionalIndex("index");
        Rows rows = grid.rows().withValues(rowId, payload.map("values"));
        return grid.with(index == null ? rows : rows.moved(rowId, index));
    }

    private static Grid removeRow(Grid grid, Payload payload) {
        String rowId = payload.id("rowId");
        return grid.with(grid.rows().minus(rowId)).with(grid.marks().withoutRow(rowId));
    }

    private static Grid selectRows(Grid grid, Payload payload) {
        return grid.with(grid.marks()
                .withSelectedRows(
                        payload.ids("rowIds"), payload.flag("selected"), payload.optionalFlag("replace", false)));
    }

    private static Grid expandRow(Grid grid, Payload payload) {
        return grid.with(grid.marks().withExpanded(payload.id("rowId"), payload.flag("expanded")));
    }

    private static Grid setCell(Grid grid, Payload payload, String valueField) {
        return grid.with(grid.rows().with(payload.id("rowId"), payload.id("columnId"), payload.value(valueField)));
    }

    private static Grid selectCells(Grid grid, Payload payload) {
        List<String> rowIds = payload.ids("rowIds");
        List<String> columnIds = payload.ids("columnIds");
        boolean selected = payload.flag("selected");
        return grid.with(
                grid.marks().withSelectedCells(rowIds, columnIds, selected, payload.optionalFlag("replace", false)));
    }

    private static Grid validationError(Grid grid, Payload payload) {
        return grid.with(
                grid.marks().withError(payload.id("rowId"), payload.id("columnId"), payload.optionalText("message")));
    }

    private static Grid addColumn(Grid grid, Payload payload) {
        String columnId = payload.id("columnId");
        Integer index = payload.optionalIndex("index");
        Columns columns = grid.columnTable().with(defined(column(grid, payload), payload));
        return grid.with(index == null ? columns : columns.moved(columnId, index));
    }

    private static Column defined(Column column, Payload definition) {
        return new Column(
                column.columnId(),
                definition.optionalText("title"),
                definition.optionalWidth(),
                definition.optionalFlag("visible", true),
                definition.optionalPin(),
                column.sort(),
                column.filter(),
                column.attributes());
    }

    private static Grid removeColumn(Grid grid, Payload payload) {
        String columnId = payload.id("columnId");
        return grid.with(grid.columnTable().minus(columnId)).with(grid.marks().withoutColumn(columnId));
    }

    private static Grid sortColumn(Grid grid, Payload payload) {
        Column column = column(grid, payload);
        SortDirection direction = payload.direction();
        Long priority = payload.optionalInteger("priority");
        if (direction == SortDirection.NONE) {
            return grid.with(grid.columnTable().with(column.withSort(null)));
        }
        Columns columns = priority == null ? grid.columnTable().withoutSorts() : grid.columnTable();
        Column.Sort sort = new Column.Sort(direction, priority == null ? 0 : priority);
        return grid.with(columns.with(column.withSort(sort)));
    }

    private static Grid filterColumn(Grid grid, Payload payload) {
        String operator = payload.optionalText("operator");
        Column.Filter filter = operator == null ? null : new Column.Filter(operator, payload.optionalValue("value"));
        return grid.with(grid.columnTable().with(column(grid, payload).withFilter(filter)));
    }

    private static Grid changeColumn(Grid grid, Payload payload) {
        Column column = column(grid, payload);
        return grid.with(grid.columnTable()
                .with(column.withAttributes(FreeForm.merge(column.attributes(), payload.map("changes")))));
    }

    private static Column column(Grid grid, Payload payload) {
        return grid.columnTable().orNew(payload.id("columnId"));
    }
}

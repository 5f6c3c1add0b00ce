package dev.playhead.grid;

import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The effect of each event of the catalog, and of GridKit's events, on a {@link GridState}. Payloads are read as plain
 * data, because creating the records of {@link GridEvents} would cost more than the folding itself.
 */
final class GridFold {
    private static final String DESTROY = "grid:destroy";
    private static final String INITIAL_STATE = "initialState";
    private static final String NEW_STATE = "newState";
    private static final String TRANSACTION = "state:transaction";
    private static final Map<String, TableChange> CHANGES = allChanges();

    /** The types of events that affect the values or attributes of only one row: the row that {@code rowId} names. */
    static final Set<String> ROW_TYPES = Set.of(
            "row:add",
            "row:remove",
            "row:move",
            "row:update",
            "row:state-change",
            "cell:edit",
            "cell:value",
            "cell:update");

    /** The types of events that may affect all rows of a grid. */
    static final Set<String> GRID_TYPES =
            Set.of("grid:init", DESTROY, "state:update", "state:reset", "state:patch", TRANSACTION, "state:commit");

    /** The effect of an event on its grid. */
    @FunctionalInterface
    private interface TableChange {
        /**
         * Returns the grid after the event. Throws {@link Misfit} if the payload does not fit.
         *
         * @param table specifies how a table state is read
         */
        Grid apply(Grid grid, Payload payload, TableState table);
    }

    /** The effect of an event on its grid, for events that have no table state. */
    @FunctionalInterface
    private interface Change extends TableChange {
        /** Returns the grid after the event. Throws {@link Misfit} if the payload does not fit. */
        Grid apply(Grid grid, Payload payload);

        @Override
        default Grid apply(Grid grid, Payload payload, TableState table) {
            return apply(grid, payload);
        }
    }

    private GridFold() {}

    static GridState apply(GridState state, RecordedEvent event, TableState table) {
        String type = event.type();
        TableChange change = CHANGES.get(type);
        if (change == null) {
            return state;
        }
        try {
            Payload payload = Payload.of(type, event.payload());
            String gridId = payload.id("gridId");
            return type.equals(DESTROY)
                    ? state.without(gridId)
                    : state.with(change.apply(state.gridOrNew(gridId), payload, table));
        } catch (Misfit misfit) {
            return state.withMisfit(event, misfit.reason());
        }
    }

    /** Returns whether an event is a transaction on rows. Such a transaction may name rows by their positions. */
    static boolean namesRowsByPosition(RecordedEvent event) {
        try {
            return event.type().equals(TRANSACTION)
                    && StateOperations.concernRows(
                            Payload.of(TRANSACTION, event.payload()).list("operations"));
        } catch (Misfit misfit) {
            return false; // such an event changes nothing
        }
    }

    /** Returns the types of all events that have an effect. */
    static Set<String> types() {
        return CHANGES.keySet();
    }

    private static Map<String, TableChange> allChanges() {
        Map<String, TableChange> changes = new HashMap<>();
        changes().forEach(changes::put);
        changes.put("grid:init", GridFold::init);
        changes.put("state:update", GridFold::updateState);
        changes.put("state:reset", GridFold::resetState);
        changes.put("state:patch", GridFold::patchState);
        changes.put(
                TRANSACTION,
                (grid, payload, table) -> new StateOperations(table).apply(grid, payload.list("operations")));
        changes.put("state:commit", (grid, payload, table) -> table.with(grid, payload.map("state"), null));
        return Collections.unmodifiableMap(changes);
    }

    private static Map<String, Change> changes() {
        Map<String, Change> changes = new HashMap<>();
        changes.put("grid:ready", (grid, payload) -> grid.withReady());
        changes.put(DESTROY, (grid, payload) -> grid);
        changes.put(
                "grid:state-change",
                (grid, payload) -> grid.withAttributes(changedAttributes(grid.attributes(), payload)));

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
        changes.put("row:state-change", GridFold::changeRow);

        changes.put("cell:focus", (grid, payload) -> grid.with(grid.marks().withFocus(payload.optionalCell())));
        changes.put("cell:edit", (grid, payload) -> setCell(grid, payload, "newValue"));
        changes.put("cell:value", (grid, payload) -> setCell(grid, payload, "value"));
        changes.put("cell:update", (grid, payload) -> setCell(grid, payload, "newValue"));
        changes.put("cell:select", GridFold::selectCells);
        changes.put("cell:hover", GridFold::hover);
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
        return changes;
    }

    private static Grid init(Grid before, Payload payload, TableState table) {
        Grid grid = Grid.empty(before.gridId());
        if (payload.has("config")) {
            grid = configured(grid, payload.map("config"), table);
        }
        Columns columns = grid.columnTable();
        for (Map<?, ?> element : Payload.asMaps("columns", payload.optionalList("columns"))) {
            Payload definition = new Payload(element, Map.of());
            columns = columns.with(defined(columns.orNew(definition.id("columnId")), definition));
        }
        Rows rows = grid.rows();
        for (Map<?, ?> element : Payload.asMaps("rows", payload.optionalList("rows"))) {
            Payload row = new Payload(element, Map.of());
            rows = rows.withValues(row.id("rowId"), row.map("values"));
        }
        return grid.with(columns).with(rows);
    }

    private static Grid configured(Grid empty, Map<?, ?> config, TableState table) {
        Set<String> keys = new HashSet<>();
        config.keySet().forEach(key -> keys.add((String) key));
        keys.remove(INITIAL_STATE);
        Grid grid = table.with(empty, config, keys);
        return config.get(INITIAL_STATE) == null
                ? grid
                : table.with(grid, new Payload(config, Map.of()).map(INITIAL_STATE), null);
    }

    /**
     * Sets one value of the free-form state or, if the payload has a table state, the keys of this table state. If the
     * payload names the changed keys, only these are set; those that the table state lacks are cleared. All other keys
     * are unchanged.
     */
    private static Grid updateState(Grid grid, Payload payload, TableState table) {
        if (!payload.has(NEW_STATE)) {
            return grid.withState(
                    FreeForm.setInMap(grid.state(), FreeForm.keys(payload.text("path")), payload.value("value")));
        }
        Map<?, ?> state = payload.map(NEW_STATE);
        if (!payload.has("changedKeys")) {
            return table.with(grid, state, null);
        }
        Set<String> changed = new HashSet<>();
        payload.ids("changedKeys")
                .forEach(path -> changed.add(FreeForm.keys(path).get(0)));
        Grid updated = table.with(grid, state, changed);
        for (String key : changed) {
            updated = state.containsKey(key) ? updated : table.cleared(updated, key);
        }
        return updated;
    }

    private static Grid resetState(Grid grid, Payload payload, TableState table) {
        return payload.has(NEW_STATE)
                ? table.reset(grid, payload.map(NEW_STATE))
                : grid.withState(payload.mapOrNull("state"));
    }

    private static Grid patchState(Grid grid, Payload payload, TableState table) {
        Map<?, ?> patch = payload.map("patch");
        return payload.has(NEW_STATE)
                ? table.patched(grid, patch)
                : grid.withState(FreeForm.merge(grid.state(), patch));
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

    private static Grid changeRow(Grid grid, Payload payload) {
        String rowId = payload.id("rowId");
        Rows rows = grid.rows();
        Row row = rows.get(rowId);
        Map<String, @Nullable Object> old = row == null ? PlainData.emptyMap() : row.attributes;
        return grid.with(rows.withAttributes(rowId, changedAttributes(old, payload)));
    }

    /** Merges changes into attributes, or sets one property. A null value removes the property. */
    private static Map<String, @Nullable Object> changedAttributes(
            Map<String, @Nullable Object> attributes, Payload payload) {
        if (payload.has("changes") || !payload.has("property")) {
            return FreeForm.merge(attributes, payload.map("changes"));
        }
        Object value = payload.value("newValue");
        return PlainData.mapOf(FreeForm.setInMap(
                attributes, List.of(payload.text("property")), value == null ? FreeForm.MISSING : value));
    }

    /**
     * Sets or clears the cell under the pointer. If {@code hovered} is true, it is set to the named cell. If {@code
     * hovered} is false, it is cleared, provided that it is the named cell. If {@code hovered} is missing, it is set to
     * the named cell, or cleared if the ids are null.
     */
    private static Grid hover(Grid grid, Payload payload) {
        Marks marks = grid.marks();
        if (!payload.has("hovered")) {
            return grid.with(marks.withHover(payload.optionalCell()));
        }
        CellRef cell = payload.cell();
        if (payload.flag("hovered")) {
            return grid.with(marks.withHover(cell));
        }
        return cell.equals(marks.hover()) ? grid.with(marks.withHover(null)) : grid;
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
                grid.marks().withError(payload.id("rowId"), payload.id("columnId"), payload.textOrNull("message")));
    }

    private static Grid addColumn(Grid grid, Payload payload) {
        String columnId = payload.id("columnId");
        Integer index = payload.optionalIndex("index");
        Column column = column(grid, payload);
        Columns columns = grid.columnTable().with(defined(column, payload));
        if (payload.has("definition")) {
            Payload definition = Payload.ofDefinition(payload.map("definition"));
            columns = columns.with(columns.orNew(columnId).redefined(definition));
        }
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
        boolean whole = payload.has("filter") && !payload.has("operator");
        String operator = whole ? null : payload.textOrNull("operator");
        Column.Filter filter = whole
                ? Column.Filter.of(payload.optionalValue("filter"))
                : operator == null ? null : new Column.Filter(operator, payload.optionalValue("value"));
        return grid.with(grid.columnTable().with(column(grid, payload).withFilter(filter)));
    }

    private static Grid changeColumn(Grid grid, Payload payload) {
        Column column = column(grid, payload);
        return grid.with(
                grid.columnTable().with(column.withAttributes(changedAttributes(column.attributes(), payload))));
    }

    private static Column column(Grid grid, Payload payload) {
        return grid.columnTable().orNew(payload.id("columnId"));
    }
}

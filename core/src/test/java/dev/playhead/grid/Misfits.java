package dev.playhead.grid;

import static dev.playhead.grid.Recording.GRID;
import static dev.playhead.grid.Recording.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.provider.Arguments;

/** Pairs of a type of grid event and a payload that is invalid for this type. */
final class Misfits {
    private Misfits() {}

    static List<Arguments> all() {
        List<Arguments> misfits = new ArrayList<>();
        for (String type : GridFold.types()) {
            misfits.add(Arguments.of(type, null));
            misfits.add(Arguments.of(type, "text"));
            misfits.add(Arguments.of(type, List.of(1)));
            misfits.add(Arguments.of(type, map()));
            misfits.add(Arguments.of(type, map("gridId", null, "rowId", "1")));
            misfits.add(Arguments.of(type, map("gridId", true)));
            misfits.add(Arguments.of(type, map("gridId", map("$playhead", "sensitive"))));
        }
        for (Object[] misfit : WRONG) {
            Map<String, Object> payload = new LinkedHashMap<>(map("gridId", GRID));
            payload.putAll(map(Arrays.copyOfRange(misfit, 1, misfit.length)));
            misfits.add(Arguments.of(misfit[0], payload));
        }
        return misfits;
    }

    /** Returns a valid operation, followed by the given operation. */
    private static List<Object> afterValid(Map<String, Object> operation) {
        return List.of(map("type", "set", "path", "data.0.name", "value", "fig"), operation);
    }

    private static final Object[][] WRONG = {
        {"grid:init", "columns", "name"},
        {"grid:init", "columns", List.of("name")},
        {"grid:init", "columns", List.of(map("title", "Name"))},
        {"grid:init", "columns", List.of(map("columnId", "name", "width", "wide"))},
        {"grid:init", "columns", List.of(map("columnId", "name", "visible", "yes"))},
        {"grid:init", "columns", List.of(map("columnId", "name", "pin", "top"))},
        {"grid:init", "columns", List.of(map("columnId", "name", "title", 1))},
        {"grid:init", "rows", map("1", map())},
        {"grid:init", "rows", List.of(map("rowId", "1"))},
        {"grid:init", "rows", List.of(map("values", map()))},
        {"grid:init", "rows", Arrays.asList(map("rowId", "1", "values", map()), null)},
        {"grid:state-change", "changes", List.of()},
        {"grid:state-change"},
        {"row:add", "rowId", "9"},
        {"row:add", "values", map()},
        {"row:add", "rowId", "9", "values", map(), "index", "0"},
        {"row:add", "rowId", "9", "values", map(), "index", -1},
        {"row:add", "rowId", "9", "values", map(), "index", 0.5},
        {"row:remove"},
        {"row:remove", "rowId", List.of("1")},
        {"row:move", "rowId", "1"},
        {"row:move", "rowId", "1", "toIndex", -1},
        {"row:move", "toIndex", 1},
        {"row:update", "rowId", "1"},
        {"row:update", "rowId", "1", "changes", null},
        {"row:select", "rowIds", List.of("1")},
        {"row:select", "rowIds", "1", "selected", true},
        {"row:select", "rowIds", Arrays.asList("1", null), "selected", true},
        {"row:select", "rowIds", List.of("1"), "selected", "true"},
        {"row:select", "rowIds", List.of("1"), "selected", true, "replace", 1},
        {"row:expand", "rowId", "1"},
        {"row:expand", "expanded", true},
        {"row:state-change", "rowId", "1"},
        {"cell:focus"},
        {"cell:focus", "row", 0, "column", 1},
        {"cell:focus", "rowId", "1"},
        {"cell:focus", "columnId", "name"},
        {"cell:hover", "rowId", map(), "columnId", "name"},
        {"cell:hover"},
        {"cell:hover", "rowId", "1", "columnId", "name", "hovered", "yes"},
        {"cell:hover", "rowId", "1", "hovered", false},
        {"cell:edit", "rowId", "1", "columnId", "price"},
        {"cell:edit", "rowId", "1", "columnId", "price", "previousValue", 11},
        {"cell:edit", "rowId", "1", "newValue", 11},
        {"cell:edit", "columnId", "price", "newValue", 11},
        {"cell:value", "rowId", "1", "columnId", "price", "newValue", 11},
        {"cell:update", "rowId", "1", "columnId", "price", "oldValue", 10},
        {"cell:select", "rowIds", List.of("1"), "selected", true},
        {"cell:select", "columnIds", List.of("name"), "selected", true},
        {"cell:select", "rowIds", List.of("1"), "columnIds", List.of("name")},
        {"cell:validation-error", "rowId", "1", "columnId", "name", "message", 7},
        {"cell:validation-error", "rowId", "1", "message", "wrong"},
        {"cell:validation-error", "rowId", "1", "columnId", "name"},
        {"cell:validation-error", "rowId", "1", "columnId", "name", "reason", "wrong"},
        {"cell:validation-error", "rowId", "1", "columnId", "name", "error", map("code", 3)},
        {"column:add", "columnId", "new", "definition", "wide"},
        {"column:add", "columnId", "new", "definition", map("width", "wide")},
        {"column:add", "columnId", "new", "index", -1},
        {"column:add", "columnId", "new", "width", -1},
        {"column:add", "index", 1},
        {"column:remove"},
        {"column:resize", "columnId", "name"},
        {"column:resize", "columnId", "name", "width", -0.5},
        {"column:resize", "columnId", "name", "width", Double.NaN},
        {"column:resize", "columnId", "name", "width", Double.POSITIVE_INFINITY},
        {"column:move", "columnId", "name"},
        {"column:reorder"},
        {"column:reorder", "columnIds", List.of(true)},
        {"column:visibility", "columnId", "name"},
        {"column:sort", "columnId", "name"},
        {"column:sort", "columnId", "name", "direction", "up"},
        {"column:sort", "columnId", "name", "direction", "asc", "priority", "first"},
        {"column:filter", "columnId", "name", "operator", 1},
        {"column:filter", "operator", "contains"},
        {"column:filter", "columnId", "name"},
        {"column:filter", "columnId", "name", "value", 5},
        {"column:filter", "columnId", "name", "filters", List.of()},
        {"column:pin", "columnId", "name"},
        {"column:pin", "columnId", "name", "side", "top"},
        {"column:state-change", "columnId", "name"},
        {"state:update", "path", "a"},
        {"state:update", "value", 1},
        {"state:update", "path", 1, "value", 1},
        {"state:reset", "state", "empty"},
        {"state:reset"},
        {"state:reset", "reason", "user"},
        {"state:reset", "newState", "empty"},
        {"state:patch"},
        {"state:patch", "patch", 1},
        {"state:patch", "newState", map()},
        {"row:select", "rowId", "1"},
        {"row:select", "rowId", true, "selected", true},
        {"cell:select", "rowId", "1", "selected", true},
        {"column:reorder", "columnOrder", "name"},
        {"column:pin", "columnId", "name", "position", true},
        {"column:pin", "columnId", "name", "previousPosition", "left"},
        {"grid:state-change", "property", "page"},
        {"grid:state-change", "property", 1, "newValue", 1},
        {"row:state-change", "rowId", "1", "property", "locked", "oldValue", true},
        {"column:state-change", "columnId", "name", "newValue", true},
        {"grid:init", "config", "none"},
        {"grid:init", "config", map("columns", List.of(map("header", "Name")))},
        {"grid:init", "config", map("data", map())},
        {"grid:init", "config", map("data", List.of("row"))},
        {"grid:init", "config", map("data", List.of(map("rowId", 1), map("rowId", 1.0)))},
        {"grid:init", "config", map("initialState", 1)},
        {"state:update", "newState", List.of()},
        {"state:update", "newState", map("columnOrder", "name")},
        {"state:update", "newState", map("data", null)},
        {"state:update", "newState", map("selection", "1")},
        {"state:update", "newState", map("selection", map("1", "yes"))},
        {"state:update", "newState", map("sorting", "price")},
        {"state:update", "newState", map("sorting", List.of(map("desc", true)))},
        {"state:update", "newState", map("filtering", List.of(map("id", "price")))},
        {"state:update", "newState", map("filtering", 5)},
        {"state:update", "newState", map("columnVisibility", map("name", 1))},
        {"state:update", "newState", map("columnSizing", map("name", -1))},
        {"state:update", "newState", map("columnPinning", map("left", "name"))},
        {"state:update", "newState", map("focusedCell", map("rowId", "1"))},
        {"state:update", "newState", map("page", 1), "changedKeys", "page"},
        {"state:patch", "patch", map("page", 1, "data", map("0", map())), "newState", map()},
        {"state:patch", "patch", map("page", 1, "columns", null), "newState", map()},
        {"state:commit"},
        {"state:commit", "state", 1},
        {"state:transaction"},
        {"state:transaction", "operations", map()},
        {"state:transaction", "operations", List.of("set")},
        {"state:transaction", "operations", List.of(map("type", "set", "value", 1))},
        {"state:transaction", "operations", List.of(map("type", "set", "path", List.of(), "value", 1))},
        {"state:transaction", "operations", List.of(map("type", "set", "path", "a"))},
        {"state:transaction", "operations", List.of(map("path", "a", "value", 1))},
        {"state:transaction", "operations", afterValid(map("type", "move", "path", "a", "value", 1))},
        {"state:transaction", "operations", afterValid(map("type", "merge", "path", "a", "value", 1))},
        {"state:transaction", "operations", afterValid(map("type", "set", "path", "data.4.name", "value", 1))},
        {"state:transaction", "operations", afterValid(map("type", "set", "path", "data.3.name", "value", 1))},
        {"state:transaction", "operations", afterValid(map("type", "set", "path", "data.0", "value", 1))},
        {"state:transaction", "operations", afterValid(map("type", "set", "path", "data.x.name", "value", 1))},
        {"state:transaction", "operations", afterValid(map("type", "set", "path", "sorting.1.desc", "value", true))},
        {"state:transaction", "operations", afterValid(map("type", "set", "path", "columns.0.width", "value", -1))},
        {"state:transaction", "operations", afterValid(map("type", "delete", "path", "data"))},
    };
}

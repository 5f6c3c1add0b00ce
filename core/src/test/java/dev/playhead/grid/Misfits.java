package dev.playhead.grid;

import static dev.playhead.grid.Recording.GRID;
import static dev.playhead.grid.Recording.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.provider.Arguments;

/** Events of the catalogue whose payloads do not fit. */
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
        {"cell:focus", "rowId", "1"},
        {"cell:focus", "columnId", "name"},
        {"cell:hover", "rowId", map(), "columnId", "name"},
        {"cell:edit", "rowId", "1", "columnId", "price"},
        {"cell:edit", "rowId", "1", "columnId", "price", "value", 11},
        {"cell:edit", "rowId", "1", "newValue", 11},
        {"cell:edit", "columnId", "price", "newValue", 11},
        {"cell:value", "rowId", "1", "columnId", "price", "newValue", 11},
        {"cell:update", "rowId", "1", "columnId", "price", "oldValue", 10},
        {"cell:select", "rowIds", List.of("1"), "selected", true},
        {"cell:select", "columnIds", List.of("name"), "selected", true},
        {"cell:select", "rowIds", List.of("1"), "columnIds", List.of("name")},
        {"cell:validation-error", "rowId", "1", "columnId", "name", "message", 7},
        {"cell:validation-error", "rowId", "1", "message", "wrong"},
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
        {"column:pin", "columnId", "name"},
        {"column:pin", "columnId", "name", "side", "top"},
        {"column:state-change", "columnId", "name"},
        {"state:update", "path", "a"},
        {"state:update", "value", 1},
        {"state:update", "path", 1, "value", 1},
        {"state:reset", "state", "empty"},
        {"state:patch"},
        {"state:patch", "patch", 1},
    };
}

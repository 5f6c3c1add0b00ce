package dev.playhead.grid;

import static dev.playhead.grid.Recording.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A naive implementation of grid states, as specified by the table of events in the documentation of the package. It
 * uses mutable collections and no optimization, and requires valid payloads.
 */
@SuppressWarnings("unchecked")
final class NaiveGrids {
    private final Map<String, NaiveGrid> grids = new TreeMap<>();
    private long ignored;

    private static final class NaiveGrid {
        boolean ready;
        Map<String, Object> attributes = new HashMap<>();
        final List<String> columnOrder = new ArrayList<>();
        final Map<String, Map<String, Object>> columns = new HashMap<>();
        final List<String> rowOrder = new ArrayList<>();
        final Map<String, Map<String, Object>> rows = new HashMap<>();
        final Map<String, Map<String, Object>> rowAttributes = new HashMap<>();
        final Set<String> selectedRows = new TreeSet<>();
        final Set<String> expandedRows = new TreeSet<>();
        final Set<CellRef> selectedCells = new HashSet<>();
        final Map<CellRef, String> errors = new HashMap<>();
        CellRef focus;
        CellRef hover;
        Map<String, Object> state = new LinkedHashMap<>();

        Map<String, Object> row(String id) {
            if (!rows.containsKey(id)) {
                rowOrder.add(id);
                rows.put(id, new LinkedHashMap<>());
            }
            return rows.get(id);
        }

        Map<String, Object> column(String id) {
            if (!columns.containsKey(id)) {
                columnOrder.add(id);
                columns.put(id, map("sort", null, "filter", null, "attributes", new HashMap<>()));
                define(columns.get(id), map());
            }
            return columns.get(id);
        }

        void removeCells(Predicate<CellRef> which) {
            selectedCells.removeIf(which);
            errors.keySet().removeIf(which);
            focus = focus != null && which.test(focus) ? null : focus;
            hover = hover != null && which.test(hover) ? null : hover;
        }
    }

    void ignore() {
        ignored++;
    }

    void apply(String type, Map<String, Object> p) {
        String gridId = p.get("gridId").toString();
        if (type.equals("grid:destroy")) {
            grids.remove(gridId);
            return;
        }
        if (type.equals("grid:init")) {
            grids.remove(gridId);
        }
        NaiveGrid grid = grids.computeIfAbsent(gridId, id -> new NaiveGrid());
        String rowId = p.get("rowId") == null ? null : p.get("rowId").toString();
        String columnId = (String) p.get("columnId");
        CellRef cell = rowId == null ? null : new CellRef(rowId, columnId);
        switch (type) {
            case "grid:init" -> {
                for (Map<String, Object> column : list(p, "columns")) {
                    define(grid.column((String) column.get("columnId")), column);
                }
                for (Map<String, Object> row : list(p, "rows")) {
                    grid.row((String) row.get("rowId")).putAll((Map<String, Object>) row.get("values"));
                }
            }
            case "grid:ready" -> grid.ready = true;
            case "grid:state-change" -> merge(grid.attributes, p.get("changes"));
            case "row:add" -> {
                grid.row(rowId).clear();
                grid.row(rowId).putAll((Map<String, Object>) p.get("values"));
                if (p.get("index") != null) {
                    move(grid.rowOrder, rowId, p.get("index"));
                }
            }
            case "row:remove" -> {
                grid.rowOrder.remove(rowId);
                grid.rows.remove(rowId);
                grid.rowAttributes.remove(rowId);
                grid.selectedRows.remove(rowId);
                grid.expandedRows.remove(rowId);
                grid.removeCells(other -> other.rowId().equals(rowId));
            }
            case "row:move" -> {
                grid.row(rowId);
                move(grid.rowOrder, rowId, p.get("toIndex"));
            }
            case "row:update" -> grid.row(rowId).putAll((Map<String, Object>) p.get("changes"));
            case "row:select" -> mark(grid.selectedRows, (List<String>) p.get("rowIds"), p);
            case "row:expand" -> mark(grid.expandedRows, List.of(rowId), map("selected", p.get("expanded")));
            case "row:state-change" -> {
                grid.row(rowId);
                merge(grid.rowAttributes.computeIfAbsent(rowId, id -> new HashMap<>()), p.get("changes"));
            }
            case "cell:focus" -> grid.focus = cell;
            case "cell:hover" -> grid.hover = cell;
            case "cell:edit", "cell:update" -> grid.row(rowId).put(columnId, p.get("newValue"));
            case "cell:value" -> grid.row(rowId).put(columnId, p.get("value"));
            case "cell:select" -> {
                List<CellRef> cells = new ArrayList<>();
                for (String row : (List<String>) p.get("rowIds")) {
                    for (String column : (List<String>) p.get("columnIds")) {
                        cells.add(new CellRef(row, column));
                    }
                }
                mark(grid.selectedCells, cells, p);
            }
            case "cell:validation-error" -> {
                grid.errors.remove(cell);
                if (p.get("message") != null) {
                    grid.errors.put(cell, (String) p.get("message"));
                }
            }
            case "column:add" -> {
                define(grid.column(columnId), p);
                if (p.get("index") != null) {
                    move(grid.columnOrder, columnId, p.get("index"));
                }
            }
            case "column:remove" -> {
                grid.columnOrder.remove(columnId);
                grid.columns.remove(columnId);
                grid.removeCells(other -> other.columnId().equals(columnId));
            }
            case "column:resize" -> grid.column(columnId).put("width", p.get("width"));
            case "column:move" -> {
                grid.column(columnId);
                move(grid.columnOrder, columnId, p.get("toIndex"));
            }
            case "column:reorder" -> {
                List<String> ids = (List<String>) p.get("columnIds");
                ids.forEach(grid::column);
                grid.columnOrder.removeAll(ids);
                grid.columnOrder.addAll(0, ids);
            }
            case "column:visibility" -> grid.column(columnId).put("visible", p.get("visible"));
            case "column:sort" -> {
                Object direction = p.get("direction");
                if (p.get("priority") == null && !direction.equals("none")) {
                    grid.columns.values().forEach(column -> column.put("sort", null));
                }
                Object priority = p.get("priority") == null ? 0 : p.get("priority");
                Object sort = direction.equals("none") ? null : map("direction", direction, "priority", priority);
                grid.column(columnId).put("sort", sort);
            }
            case "column:filter" ->
                grid.column(columnId)
                        .put(
                                "filter",
                                p.get("operator") == null
                                        ? null
                                        : map("operator", p.get("operator"), "value", p.get("value")));
            case "column:pin" -> grid.column(columnId).put("pin", p.get("side"));
            case "column:state-change" ->
                merge((Map<String, Object>) grid.column(columnId).get("attributes"), p.get("changes"));
            case "state:update" -> {
                String[] path = ((String) p.get("path")).split("\\.", -1);
                Map<String, Object> target = grid.state;
                for (String key : Arrays.copyOf(path, path.length - 1)) {
                    if (target.get(key) instanceof List) {
                        // The path leads into a list, and random paths contain no list index, so the event is invalid.
                        ignore();
                        return;
                    }
                    target = target.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
                }
                target = grid.state;
                for (String key : Arrays.copyOf(path, path.length - 1)) {
                    if (!(target.get(key) instanceof Map)) {
                        target.put(key, new LinkedHashMap<>());
                    }
                    target = (Map<String, Object>) target.get(key);
                }
                target.put(path[path.length - 1], p.get("value"));
            }
            case "state:reset" -> {
                grid.state = new LinkedHashMap<>();
                merge(grid.state, p.get("state") == null ? map() : p.get("state"));
            }
            case "state:patch" -> merge(grid.state, p.get("patch"));
            default -> throw new AssertionError(type);
        }
    }

    private static List<Map<String, Object>> list(Map<String, Object> payload, String key) {
        return (List<Map<String, Object>>) payload.getOrDefault(key, List.of());
    }

    private static void define(Map<String, Object> column, Map<String, Object> definition) {
        column.put("title", definition.get("title"));
        column.put("width", definition.get("width"));
        column.put("visible", definition.getOrDefault("visible", true));
        column.put("pin", definition.getOrDefault("pin", "none"));
    }

    private static void move(List<String> order, String id, Object index) {
        order.remove(id);
        order.add(Math.min(((Number) index).intValue(), order.size()), id);
    }

    private static <T> void mark(Set<T> set, List<T> ids, Map<String, Object> payload) {
        if (Boolean.TRUE.equals(payload.get("replace"))) {
            set.clear();
        }
        if ((boolean) payload.get("selected")) {
            set.addAll(ids);
        } else {
            ids.forEach(set::remove);
        }
    }

    private static void merge(Map<String, Object> target, Object patch) {
        ((Map<String, Object>) patch).forEach((key, value) -> {
            if (value == null) {
                target.remove(key);
            } else if (value instanceof Map<?, ?> nested) {
                Map<String, Object> merged =
                        target.get(key) instanceof Map<?, ?> m ? (Map<String, Object>) m : new LinkedHashMap<>();
                merge(merged, nested);
                target.put(key, merged);
            } else {
                target.put(key, value);
            }
        });
    }

    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        grids.forEach((id, grid) -> data.put(id, toData(grid)));
        return map("grids", data, "ignoredEvents", ignored);
    }

    private static Map<String, Object> toData(NaiveGrid grid) {
        grid.rowAttributes.values().removeIf(Map::isEmpty);
        Map<String, Object> selectedCells = new HashMap<>();
        for (CellRef cell : grid.selectedCells) {
            ((Set<String>) selectedCells.computeIfAbsent(cell.rowId(), id -> new TreeSet<>())).add(cell.columnId());
        }
        Map<String, Object> errors = new HashMap<>();
        grid.errors.forEach(
                (cell, message) -> ((Map<String, Object>) errors.computeIfAbsent(cell.rowId(), id -> new HashMap<>()))
                        .put(cell.columnId(), message));
        return map(
                "ready",
                grid.ready,
                "attributes",
                grid.attributes,
                "columns",
                grid.columns,
                "columnOrder",
                grid.columnOrder,
                "rows",
                grid.rows,
                "rowOrder",
                grid.rowOrder,
                "rowAttributes",
                grid.rowAttributes,
                "selectedRows",
                grid.selectedRows,
                "selectedCells",
                selectedCells,
                "expandedRows",
                grid.expandedRows,
                "focus",
                cell(grid.focus),
                "hover",
                cell(grid.hover),
                "validationErrors",
                errors,
                "state",
                grid.state);
    }

    private static Object cell(CellRef cell) {
        return cell == null ? null : map("rowId", cell.rowId(), "columnId", cell.columnId());
    }
}

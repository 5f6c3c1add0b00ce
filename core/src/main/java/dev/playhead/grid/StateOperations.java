package dev.playhead.grid;

import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a {@code state:transaction}. Each operation sets or removes the value at a path of a {@link
 * TableState}, or merges a map into this value. If one operation does not fit, none of the operations takes effect.
 */
final class StateOperations {
    private final TableState table;

    StateOperations(TableState table) {
        this.table = table;
    }

    /** Returns whether any of the operations affects rows. */
    static boolean concernRows(List<?> operations) {
        for (Map<?, ?> element : Payload.asMaps("operations", operations)) {
            if (TableState.isRows(path(new Payload(element, Map.of())).get(0))) {
                return true;
            }
        }
        return false;
    }

    /** Returns the grid after all operations, in their order. */
    Grid apply(Grid grid, List<?> operations) {
        Grid after = grid;
        for (Map<?, ?> element : Payload.asMaps("operations", operations)) {
            Payload operation = new Payload(element, Map.of());
            List<String> path = path(operation);
            switch (operation.text("type")) {
                case "set", "update", "replace" -> after = set(after, path, operation.value("value"));
                case "delete", "remove", "unset" -> after = removed(after, path);
                case "merge", "patch" -> after = merged(after, path, operation.map("value"));
                default -> throw Misfit.wrong("type of an operation", "set, delete or merge");
            }
        }
        return after;
    }

    /** Returns the keys of the path of an operation. The operation has a dotted path or a list of keys. */
    private static List<String> path(Payload operation) {
        if (!(operation.fields().get("path") instanceof List<?> keys)) {
            return FreeForm.keys(operation.text("path"));
        }
        if (keys.isEmpty() || keys.size() > PlainData.MAX_DEPTH) {
            throw Misfit.wrong("path", "a path");
        }
        return Payload.asIds("path", keys);
    }

    private Grid set(Grid grid, List<String> path, @Nullable Object value) {
        return path.size() == 1 ? table.set(grid, path.get(0), value) : inside(grid, path, value);
    }

    private Grid removed(Grid grid, List<String> path) {
        return path.size() == 1 ? table.cleared(grid, path.get(0)) : inside(grid, path, FreeForm.MISSING);
    }

    private Grid merged(Grid grid, List<String> path, Map<?, ?> value) {
        if (path.size() == 1) {
            return table.patched(grid, path.get(0), value);
        }
        String key = path.get(0);
        Object part = TableState.isRows(key)
                ? rowValues(grid, path)
                : TableState.isFreeForm(key) ? grid.state().get(key) : part(grid, path);
        List<String> rest = path.subList(TableState.isRows(key) ? 2 : 1, path.size());
        Object old = FreeForm.at(part, rest);
        return inside(grid, path, FreeForm.merge(old instanceof Map<?, ?> map ? map : Map.of(), value));
    }

    /** Sets or removes a value inside the value of the first key of the path. */
    private Grid inside(Grid grid, List<String> path, @Nullable Object value) {
        String key = path.get(0);
        if (TableState.isFreeForm(key)) {
            return grid.withState(FreeForm.setInMap(grid.state(), path, value));
        }
        if (TableState.isRows(key)) {
            return inRow(grid, path, value);
        }
        return table.set(grid, key, FreeForm.set(part(grid, path), path.subList(1, path.size()), value));
    }

    private Grid inRow(Grid grid, List<String> path, @Nullable Object value) {
        Rows rows = grid.rows();
        int position = FreeForm.position(path.get(1), rows.size());
        if (path.size() == 2 && value instanceof Map<?, ?> row) {
            String id = position < rows.size() ? rows.ids().get(position) : table.rowId(row, position);
            if (position == rows.size() && rows.get(id) != null) {
                throw new Misfit("a row with this id already exists");
            }
            return grid.with(rows.withValues(id, TableState.rowValues(row)));
        }
        Map<?, ?> old = rowValues(grid, path);
        String id = rows.ids().get(position);
        if (path.size() > 2) {
            Map<?, ?> now = FreeForm.setInMap(old, path.subList(2, path.size()), value);
            return grid.with(rows.withValues(id, now));
        }
        if (value == FreeForm.MISSING) {
            return grid.with(rows.minus(id)).with(grid.marks().withoutRow(id));
        }
        throw Misfit.wrong("a row", "a map");
    }

    private static Map<?, ?> rowValues(Grid grid, List<String> path) {
        Rows rows = grid.rows();
        int position = FreeForm.position(path.get(1), rows.size());
        Row row = position < rows.size() ? rows.get(rows.ids().get(position)) : null;
        if (row == null) {
            throw new Misfit("the path names a row that does not exist");
        }
        return row.values();
    }

    /** Returns the value of the first key of the path as plain data, in which the rest of the path can be followed. */
    private static Object part(Grid grid, List<String> path) {
        List<Object> list = new ArrayList<>();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        List<Column> columns = grid.columnTable().inOrder();
        switch (path.get(0)) {
            case "columns" -> columns.forEach(column -> list.add(column.toDefinition()));
            case "columnOrder" -> list.addAll(grid.columnTable().ids());
            case "columnVisibility" -> columns.forEach(column -> map.put(column.columnId(), column.visible()));
            case "columnSizing" ->
                columns.stream()
                        .filter(column -> column.width() != null)
                        .forEach(column -> map.put(column.columnId(), column.width()));
            case "columnPinning" -> {
                map.put("left", idsOf(columns, PinSide.LEFT));
                map.put("right", idsOf(columns, PinSide.RIGHT));
            }
            case "selection", "rowSelection" -> grid.marks().selectedRows().forEach(id -> map.put(id, true));
            case "expanded" -> grid.marks().expandedRows().forEach(id -> map.put(id, true));
            case "focusedCell" ->
                grid.focus().ifPresent(cell -> {
                    map.put("rowId", cell.rowId());
                    map.put("columnId", cell.columnId());
                });
            case "sorting" -> grid.columnTable().sorted().forEach(column -> list.add(sortOf(column)));
            default -> addFilters(columns, path.get(1), list, map);
        }
        boolean isList = switch (path.get(0)) {
            case "columns", "columnOrder", "sorting" -> true;
            default -> !list.isEmpty();
        };
        return isList ? PlainData.ofPlain(list) : PlainData.ofPlain(map);
    }

    /** Adds the filters to the list if the next key is a position. Otherwise, adds them to the map, by column. */
    private static void addFilters(
            List<Column> columns, String next, List<Object> list, Map<String, @Nullable Object> map) {
        boolean byPosition = next.chars().allMatch(c -> c >= '0' && c <= '9');
        for (Column column : columns) {
            Column.Filter filter = column.filter();
            if (filter != null && byPosition) {
                list.add(PlainData.ofPlain(
                        new String[] {"id", "filter"}, new Object[] {column.columnId(), filter.toData()}));
            } else if (filter != null) {
                map.put(column.columnId(), filter.toData());
            }
        }
    }

    private static List<?> idsOf(List<Column> columns, PinSide side) {
        return PlainData.ofPlain(columns.stream()
                .filter(column -> column.pin() == side)
                .map(Column::columnId)
                .toList());
    }

    private static Map<?, ?> sortOf(Column column) {
        Column.Sort sort = column.sort();
        boolean descending = sort != null && sort.direction() == SortDirection.DESC;
        return PlainData.ofPlain(new String[] {"id", "desc"}, new Object[] {column.columnId(), descending});
    }
}

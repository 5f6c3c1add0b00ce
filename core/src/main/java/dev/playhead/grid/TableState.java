package dev.playhead.grid;

import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a GridKit table state that set rows, columns, marks, sorts and filters, and their effect on a grid. Every
 * other key belongs to the free-form state. The documentation of this package has a table with the effect of each key.
 *
 * @param rowIdField the field with the id of a row that has no {@code rowId}; null to use the position of such a row
 */
record TableState(@Nullable String rowIdField) {
    private static final List<String> FIRST = List.of("columns", "columnOrder", "data", "rows");
    private static final Map<String, List<String>> COLUMN_ID = Map.of("columnId", List.of("id"));

    /** Returns whether a key sets the rows. */
    static boolean isRows(String key) {
        return key.equals("data") || key.equals("rows");
    }

    /**
     * Returns the grid after applying the given keys of a table state, or all its keys if {@code keys} is null. All
     * other parts of the grid are unchanged.
     */
    Grid with(Grid grid, Map<?, ?> state, @Nullable Set<String> keys) {
        Grid with = grid;
        for (String key : inOrder(state.keySet())) {
            if (keys == null || keys.contains(key)) {
                with = set(with, key, state.get(key));
            }
        }
        return with;
    }

    /**
     * Returns the keys in the order in which they are applied: the keys of columns and rows precede the keys that refer
     * to columns or rows.
     */
    private static List<String> inOrder(Set<?> keys) {
        List<String> ordered = new ArrayList<>();
        keys.forEach(key -> ordered.add((String) key));
        ordered.sort(Comparator.comparingInt(key -> FIRST.contains(key) ? FIRST.indexOf(key) : FIRST.size()));
        return ordered;
    }

    /**
     * Returns the grid after a patch: maps are merged into maps, null clears a value, and any other value replaces the
     * old value.
     */
    Grid patched(Grid grid, Map<?, ?> patch) {
        Grid with = grid;
        for (String key : inOrder(patch.keySet())) {
            with = patched(with, key, patch.get(key));
        }
        return with;
    }

    /** Returns the grid after a patch of one key. */
    Grid patched(Grid grid, String key, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return isFreeForm(key)
                    ? grid.withState(
                            FreeForm.merge(grid.state(), PlainData.ofPlain(new String[] {key}, new Object[] {map})))
                    : change(grid, key, map, true);
        }
        return value == null ? cleared(grid, key) : set(grid, key, value);
    }

    /**
     * Returns the grid without the value of a key. Clearing {@code columnSizing} changes nothing: the columns keep
     * their widths.
     *
     * @throws Misfit if the key is that of the rows, the columns, or the order of columns, which cannot be cleared
     */
    Grid cleared(Grid grid, String key) {
        return isFreeForm(key)
                ? grid.withState(FreeForm.setInMap(grid.state(), List.of(key), FreeForm.MISSING))
                : change(grid, key, null, false);
    }

    /** Returns the grid after the value of a key was set. */
    Grid set(Grid grid, String key, @Nullable Object value) {
        return isFreeForm(key)
                ? grid.withState(FreeForm.setInMap(grid.state(), List.of(key), value))
                : change(grid, key, value, false);
    }

    /**
     * Returns the grid after two steps: first, the selected rows, expanded rows, sorts, filters and free-form state are
     * cleared; then a table state is applied.
     */
    Grid reset(Grid grid, Map<?, ?> state) {
        Columns columns = grid.columnTable().withoutSorts().withoutFilters();
        Marks marks = grid.marks().withSelectedRows(List.of(), true, true).withExpandedRows(List.of(), true, true);
        return with(grid.with(columns).with(marks).withState(PlainData.emptyMap()), state, null);
    }

    /** Returns whether a key belongs to the free-form state. */
    static boolean isFreeForm(String key) {
        return switch (key) {
            case "data",
                    "rows",
                    "columns",
                    "columnOrder",
                    "columnVisibility",
                    "columnSizing",
                    "columnPinning",
                    "selection",
                    "rowSelection",
                    "expanded",
                    "focusedCell",
                    "sorting",
                    "filtering" -> false;
            default -> true;
        };
    }

    /**
     * Sets the part of the grid that a key names. If {@code merged} is true and the value is a map, whatever the map
     * does not name is unchanged.
     */
    private Grid change(Grid grid, String key, @Nullable Object value, boolean merged) {
        Columns columns = grid.columnTable();
        return switch (key) {
            case "data", "rows" -> withRows(grid, list(key, value));
            case "columns" -> withColumns(grid, list(key, value));
            case "columnOrder" -> grid.with(columns.reordered(Payload.asIds(key, list(key, value))));
            case "columnVisibility" -> grid.with(visible(merged ? columns : columns.shown(), map(key, value)));
            case "columnSizing" -> grid.with(sized(columns, map(key, value)));
            case "columnPinning" -> grid.with(pinned(columns, map(key, value), merged));
            case "selection", "rowSelection" ->
                grid.with(grid.marks()
                        .withSelectedRows(flagged(key, value, true), true, !merged)
                        .withSelectedRows(flagged(key, value, false), false, false));
            case "expanded" ->
                grid.with(grid.marks()
                        .withExpandedRows(flagged(key, value, true), true, !merged)
                        .withExpandedRows(flagged(key, value, false), false, false));
            case "focusedCell" ->
                grid.with(grid.marks().withFocus(value == null ? null : new Payload(map(key, value), Map.of()).cell()));
            case "sorting" -> grid.with(sorted(columns.withoutSorts(), value));
            default -> grid.with(filtered(merged ? columns : columns.withoutFilters(), value)); // filtering
        };
    }

    private static List<?> list(String key, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw Misfit.wrong(key, "a list");
    }

    private static Map<?, ?> map(String key, @Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw Misfit.wrong(key, "a map");
    }

    /**
     * Sets the rows and their order to those of a list. Existing rows of the list keep their marks and attributes, but
     * not their values. Existing rows that are not in the list are removed with their marks.
     */
    private Grid withRows(Grid grid, List<?> list) {
        Map<String, Map<?, ?>> values = new LinkedHashMap<>();
        for (Map<?, ?> element : Payload.asMaps("data", list)) {
            if (values.put(rowId(element, values.size()), rowValues(element)) != null) {
                throw new Misfit("two rows of data have the same id");
            }
        }
        Rows old = grid.rows();
        boolean sameRows = old.ids().equals(List.copyOf(values.keySet()));
        Rows rows = sameRows ? old : Rows.EMPTY;
        for (Map.Entry<String, Map<?, ?>> entry : values.entrySet()) {
            String id = entry.getKey();
            Row row = old.get(id);
            if (!sameRows || row == null || !PlainData.equal(row.values(), entry.getValue())) {
                rows = rows.withValues(id, entry.getValue());
                rows = sameRows || row == null || row.attributes.isEmpty()
                        ? rows
                        : rows.withAttributes(id, row.attributes);
            }
        }
        Marks marks = grid.marks();
        for (String id : sameRows ? List.<String>of() : old.ids()) {
            marks = values.containsKey(id) ? marks : marks.withoutRow(id);
        }
        return grid.with(rows).with(marks);
    }

    /**
     * Returns the id of a row. This is its {@code rowId}, if it has one; otherwise the value of the field {@link
     * #rowIdField} or, if {@link #rowIdField} is null, the position of the row.
     */
    String rowId(Map<?, ?> row, int position) {
        if (row.get("rowId") != null) {
            return Payload.asId("rowId", row.get("rowId"));
        }
        return rowIdField == null ? Integer.toString(position) : Payload.asId(rowIdField, row.get(rowIdField));
    }

    /**
     * Returns the values of a row. If the row has a {@code rowId}, its values may be in a separate field {@code
     * values}.
     */
    static Map<?, ?> rowValues(Map<?, ?> row) {
        return row.get("rowId") != null && row.get("values") instanceof Map<?, ?> values ? values : row;
    }

    /**
     * Sets the columns and their order to those of a list of definitions. Existing columns of the list keep the
     * properties that their definitions do not specify. Other columns are removed with the marks of their cells.
     */
    private static Grid withColumns(Grid grid, List<?> list) {
        Columns columns = grid.columnTable();
        Set<String> ids = new LinkedHashSet<>();
        for (Map<?, ?> element : Payload.asMaps("columns", list)) {
            Payload definition = Payload.ofDefinition(element);
            String id = definition.id("columnId");
            ids.add(id);
            columns = columns.with(columns.orNew(id).redefined(definition));
        }
        Marks marks = grid.marks();
        for (String id : List.copyOf(columns.ids())) {
            if (!ids.contains(id)) {
                columns = columns.minus(id);
                marks = marks.withoutColumn(id);
            }
        }
        return grid.with(columns.reordered(List.copyOf(ids))).with(marks);
    }

    private static Columns visible(Columns columns, Map<?, ?> visibility) {
        Columns changed = columns;
        for (Map.Entry<?, ?> entry : visibility.entrySet()) {
            Column column = changed.orNew((String) entry.getKey());
            changed = changed.with(column.withVisible(isTrue("columnVisibility", entry.getValue())));
        }
        return changed;
    }

    private static Columns sized(Columns columns, Map<?, ?> widths) {
        Columns changed = columns;
        for (Map.Entry<?, ?> entry : widths.entrySet()) {
            Column column = changed.orNew((String) entry.getKey());
            changed = changed.with(column.withWidth(Payload.asWidth(entry.getValue())));
        }
        return changed;
    }

    private static Columns pinned(Columns columns, Map<?, ?> sides, boolean merged) {
        Columns changed = columns;
        for (PinSide side : new PinSide[] {PinSide.LEFT, PinSide.RIGHT}) {
            String name = side == PinSide.LEFT ? "left" : "right";
            Object ids = sides.get(name);
            boolean given = sides.containsKey(name);
            for (Column column : changed.inOrder()) {
                if (column.pin() == side && (given || !merged)) {
                    changed = changed.with(column.withPin(PinSide.NONE));
                }
            }
            for (String id : ids == null ? List.<String>of() : Payload.asIds(name, list(name, ids))) {
                changed = changed.with(changed.orNew(id).withPin(side));
            }
        }
        return changed;
    }

    private static boolean isTrue(String key, @Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw Misfit.wrong("a value of " + key, "true or false");
    }

    /**
     * Returns the ids that have the given flag in a map. All ids in a list have the flag true. Null is treated as an
     * empty map.
     */
    private static List<String> flagged(String key, @Nullable Object value, boolean flag) {
        if (value instanceof List<?> list) {
            return flag ? Payload.asIds(key, list) : List.of();
        }
        List<String> ids = new ArrayList<>();
        for (Map.Entry<?, ?> entry : map(key, value).entrySet()) {
            // In a patch, null removes an id from the map.
            if ((entry.getValue() != null && isTrue(key, entry.getValue())) == flag) {
                ids.add((String) entry.getKey());
            }
        }
        return ids;
    }

    private static Columns sorted(Columns columns, @Nullable Object value) {
        Columns changed = columns;
        List<?> sorts = value == null ? List.of() : list("sorting", value);
        for (Map<?, ?> element : Payload.asMaps("sorting", sorts)) {
            Payload sort = new Payload(element, COLUMN_ID);
            SortDirection descending = sort.optionalFlag("desc", false) ? SortDirection.DESC : SortDirection.ASC;
            SortDirection direction = sort.has("direction") ? sort.direction() : descending;
            if (direction != SortDirection.NONE) {
                Column column = changed.orNew(sort.id("columnId"));
                changed = changed.with(column.withSort(
                        new Column.Sort(direction, changed.sorted().size())));
            }
        }
        return changed;
    }

    private static Columns filtered(Columns columns, @Nullable Object value) {
        Columns changed = columns;
        if (value instanceof List<?> list) {
            for (Map<?, ?> element : Payload.asMaps("filtering", list)) {
                Payload filter = new Payload(element, COLUMN_ID);
                Column column = changed.orNew(filter.id("columnId"));
                changed = changed.with(column.withFilter(filter(filter)));
            }
            return changed;
        }
        for (Map.Entry<?, ?> entry : map("filtering", value).entrySet()) {
            Column column = changed.orNew((String) entry.getKey());
            changed = changed.with(column.withFilter(Column.Filter.of(entry.getValue())));
        }
        return changed;
    }

    private static Column.@Nullable Filter filter(Payload element) {
        if (element.has("filter")) {
            return Column.Filter.of(element.optionalValue("filter"));
        }
        String operator = element.optionalText("operator");
        Object value = element.value("value");
        return operator == null ? Column.Filter.of(value) : new Column.Filter(operator, value);
    }
}

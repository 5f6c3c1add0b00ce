package dev.playhead.cli.view;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.output.Text;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import dev.playhead.grid.Column;
import dev.playhead.grid.Grid;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.Projection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A view of grids, which are folded from the standard grid events. The entities are the rows of one grid. */
public final class GridView implements StateView<GridState> {
    private final @Nullable String gridId;
    private final Projection<GridState> projection;

    /**
     * Creates a view.
     *
     * @param gridId the id of the grid to show; null to show all grids, in which case {@link #entities} and {@link
     *     #entity} fail if there is more than one grid
     * @param rowIdField the field that contains the id of a row, for rows that have no other id; null to use the
     *     position of such a row as its id
     */
    public GridView(@Nullable String gridId, @Nullable String rowIdField) {
        this.gridId = gridId;
        this.projection = rowIdField == null ? GridState.projection() : GridState.projection(rowIdField);
    }

    @Override
    public Projection<GridState> projection() {
        return projection;
    }

    @Override
    public String noun() {
        return "row";
    }

    private Collection<String> shownGrids(GridState state) {
        return gridId == null ? state.gridIds() : state.grid(gridId).isPresent() ? List.of(gridId) : List.of();
    }

    private @Nullable Grid grid(GridState state) {
        Collection<String> ids = shownGrids(state);
        if (ids.size() > 1) {
            throw new CommandFailure(
                    "there are " + ids.size() + " grids: " + String.join(", ", ids) + "; choose one with --grid");
        }
        return ids.isEmpty() ? null : state.grid(ids.iterator().next()).orElse(null);
    }

    @Override
    public Collection<String> entities(GridState state) {
        Grid grid = grid(state);
        return grid == null ? List.of() : grid.rowIds();
    }

    @Override
    public @Nullable Map<String, @Nullable Object> entity(GridState state, String id) {
        Grid grid = grid(state);
        return grid == null ? null : grid.row(id).orElse(null);
    }

    @Override
    public Map<String, @Nullable Object> data(GridState state) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        for (String id : shownGrids(state)) {
            state.grid(id).ifPresent(grid -> data.put(id, grid.toData()));
        }
        return data;
    }

    @Override
    public List<FieldDifference> differences(GridState before, GridState after) {
        Set<String> ids = new TreeSet<>(shownGrids(before));
        ids.addAll(shownGrids(after));
        List<FieldDifference> differences = new ArrayList<>();
        for (String id : ids) {
            Grid left = before.grid(id).orElse(null);
            Grid right = after.grid(id).orElse(null);
            String prefix = ids.size() > 1 ? id + ":" : "";
            if (left == null || right == null) {
                differences.add(new FieldDifference(
                        "grid " + id,
                        left == null ? PayloadPath.NOTHING : summary(left),
                        right == null ? PayloadPath.NOTHING : summary(right)));
            } else {
                addRows(prefix, left, right, differences);
                addRest(prefix, left.toData(), right.toData(), differences);
            }
        }
        return differences;
    }

    private static void addRows(String prefix, Grid before, Grid after, List<FieldDifference> differences) {
        Set<String> rows = new LinkedHashSet<>(before.rowIds());
        rows.addAll(after.rowIds());
        for (String row : rows) {
            Object left = before.row(row).<Object>map(values -> values).orElse(PayloadPath.NOTHING);
            Object right = after.row(row).<Object>map(values -> values).orElse(PayloadPath.NOTHING);
            FieldDifference.collect(prefix + row, left, right, "/", differences);
        }
    }

    private static void addRest(
            String prefix,
            Map<String, @Nullable Object> before,
            Map<String, @Nullable Object> after,
            List<FieldDifference> differences) {
        before.forEach((key, value) -> {
            Object other = after.get(key);
            if (key.endsWith("Order") && value instanceof List<?> left && other instanceof List<?> right) {
                if (!isSameOrder(left, right)) {
                    differences.add(new FieldDifference(prefix + key, value, other));
                }
            } else if (!key.equals("rows")) {
                FieldDifference.collect(prefix + key, value, other, ".", differences);
            }
        });
    }

    /**
     * Returns whether the elements that are in both lists have the same order. Added and removed elements are ignored,
     * because they are reported separately.
     */
    private static boolean isSameOrder(List<?> before, List<?> after) {
        Set<Object> left = new LinkedHashSet<>(before);
        Set<Object> right = new LinkedHashSet<>(after);
        left.retainAll(new LinkedHashSet<>(after));
        right.retainAll(new LinkedHashSet<>(before));
        return PlainData.equal(PlainData.ofPlain(left), PlainData.ofPlain(right));
    }

    private static String summary(Grid grid) {
        String text = Text.count(grid.rowCount(), "row") + ", "
                + Text.count(grid.columns().size(), "column");
        List<Column> sorted = grid.sortedColumns();
        if (!sorted.isEmpty()) {
            text += ", sorted by "
                    + sorted.stream()
                            .map(column -> column.columnId() + direction(column))
                            .collect(Collectors.joining(", "));
        }
        if (!grid.selectedRows().isEmpty()) {
            text += ", " + grid.selectedRows().size() + " selected";
        }
        if (grid.focus().isPresent()) {
            text += ", focus on " + grid.focus().get().rowId() + "/"
                    + grid.focus().get().columnId();
        }
        return text;
    }

    private static String direction(Column column) {
        Column.Sort sort = column.sort();
        return sort == null ? "" : " " + sort.direction().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<Sheet> sheets(GridState state) {
        Collection<String> ids = shownGrids(state);
        List<Sheet> sheets = new ArrayList<>();
        for (String id : ids) {
            Grid grid = state.grid(id).orElseThrow();
            String prefix = ids.size() > 1 ? id + ":" : "";
            sheets.add(new Sheet(
                    "Grid " + id,
                    summary(grid),
                    prefix,
                    "row",
                    fields(grid),
                    grid.rowIds(),
                    row -> grid.row(row).orElse(null)));
        }
        return sheets;
    }

    @Override
    public void print(GridState state, Session session) {
        Collection<String> ids = shownGrids(state);
        if (ids.isEmpty()) {
            session.out().line(session.style().dim("No grid in this state."));
        }
        for (String id : ids) {
            Grid grid = state.grid(id).orElseThrow();
            session.out().line(session.style().bold("Grid " + Text.safe(id)) + "  " + Text.safe(summary(grid)));
            print(grid, grid.rowIds(), session);
        }
        if (state.ignoredEvents() > 0) {
            session.note("note: " + Text.count(state.ignoredEvents(), "event")
                    + " did not fit their grid types and changed nothing");
        }
    }

    private static List<String> fields(Grid grid) {
        return grid.columns().stream()
                .filter(Column::visible)
                .map(Column::columnId)
                .toList();
    }

    /** Prints the given rows of a grid with the visible columns, or with all fields if there are no visible columns. */
    public static void print(Grid grid, Collection<String> rowIds, Session session) {
        List<String> fields = fields(grid);
        Map<String, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
        for (String id : rowIds) {
            grid.row(id).ifPresent(values -> rows.put(id, values));
        }
        if (fields.isEmpty()) {
            fields = Sheet.fieldsOf(rows.values());
        }
        EntitiesView.print(session, "row", rows.keySet(), fields, rows);
    }
}

package dev.playhead.devtools.api;

import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import dev.playhead.grid.Grid;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.StateDifference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The differences of two states. The paths of grids are {@code grids}, the id of the grid, and the path in its data. */
final class Differences {
    private static final String GRIDS = "grids";
    private static final String ROWS = "rows";
    private static final Set<String> ORDERS = Set.of("rowOrder", "columnOrder");

    private Differences() {}

    /**
     * Returns the differences of two states.
     *
     * @throws dev.playhead.timetravel.QuestionCancelledException when the listener ends the comparison
     */
    static List<StateDifference> between(@Nullable Object before, @Nullable Object after, ProgressListener watch) {
        return before instanceof GridState left && after instanceof GridState right
                ? ofGrids(left, right, watch)
                : StateDifference.between(before, after, watch);
    }

    private static List<StateDifference> ofGrids(GridState before, GridState after, ProgressListener watch) {
        List<StateDifference> found = new ArrayList<>();
        Set<String> ids = new TreeSet<>(before.gridIds());
        ids.addAll(after.gridIds());
        for (String id : ids) {
            Grid left = before.grid(id).orElse(null);
            Grid right = after.grid(id).orElse(null);
            if (left == null || right == null) {
                Object none = PayloadPath.NOTHING;
                found.add(new StateDifference(
                        List.of(GRIDS, id), left == null ? none : left, right == null ? none : right));
            } else {
                addGrid(id, left, right, found, watch);
            }
        }
        if (before.ignoredEvents() != after.ignoredEvents()) {
            found.add(new StateDifference(List.of("ignoredEvents"), before.ignoredEvents(), after.ignoredEvents()));
        }
        return found;
    }

    private static void addGrid(
            String id, Grid before, Grid after, List<StateDifference> found, ProgressListener watch) {
        boolean moved = false;
        for (StateDifference one : StateDifference.between(before, after, watch)) {
            if (ORDERS.contains(one.path().get(0))) {
                moved = true; // the lists differ by position also if a row or column was added or removed
            } else {
                found.add(new StateDifference(path(id, one.path()), one.before(), one.after()));
            }
        }
        if (moved) {
            addOrder(id, "rowOrder", before.rowIds(), after.rowIds(), found);
            addOrder(id, "columnOrder", columnIds(before), columnIds(after), found);
        }
    }

    private static List<String> path(String id, List<String> rest) {
        List<String> path = new ArrayList<>(rest.size() + 2);
        path.add(GRIDS);
        path.add(id);
        path.addAll(rest);
        return path;
    }

    private static List<String> columnIds(Grid grid) {
        return grid.columns().stream().map(column -> column.columnId()).toList();
    }

    /** Adds a difference if the ids that are in both lists have another order. */
    private static void addOrder(
            String id, String name, List<String> before, List<String> after, List<StateDifference> found) {
        Set<String> left = new LinkedHashSet<>(before);
        Set<String> right = new LinkedHashSet<>(after);
        left.retainAll(new LinkedHashSet<>(after));
        right.retainAll(new LinkedHashSet<>(before));
        if (!List.copyOf(left).equals(List.copyOf(right))) {
            found.add(new StateDifference(
                    List.of(GRIDS, id, name),
                    PlainData.ofPlain(new ArrayList<>(before)),
                    PlainData.ofPlain(new ArrayList<>(after))));
        }
    }

    /** Writes an array of differences, and the number of all of them. */
    static void write(JsonGenerator out, String name, List<StateDifference> differences, int limit) {
        DataJson data = new DataJson(out);
        out.writeArrayPropertyStart(name);
        Iterator<StateDifference> some =
                differences.subList(0, Math.min(limit, differences.size())).iterator();
        while (some.hasNext() && !data.isFull()) {
            write(out, data, some.next());
        }
        out.writeEndArray();
        out.writeNumberProperty("total", differences.size());
    }

    private static void write(JsonGenerator out, DataJson data, StateDifference one) {
        List<String> path = one.path();
        boolean ofGrid = path.size() >= 2 && path.get(0).equals(GRIDS);
        boolean ofRow = ofGrid && path.size() >= 4 && path.get(2).equals(ROWS);
        out.writeStartObject();
        out.writeArrayPropertyStart("path");
        for (String step : path) {
            String shown = EventJson.clean(step);
            data.count(shown);
            out.writeString(shown);
        }
        out.writeEndArray();
        EventJson.name(out, "grid", ofGrid ? path.get(1) : null);
        EventJson.name(out, "row", ofRow ? path.get(3) : null);
        EventJson.name(out, "column", ofRow && path.size() >= 5 ? path.get(4) : null);
        out.writeStringProperty("kind", one.kind().name().toLowerCase(Locale.ROOT));
        part(data, "before", one.before());
        part(data, "after", one.after());
        out.writeEndObject();
    }

    /** Writes a value unless it is absent. */
    static void part(DataJson data, String name, @Nullable Object value) {
        if (!Objects.equals(value, PayloadPath.NOTHING)) {
            data.property(name, value);
        }
    }
}

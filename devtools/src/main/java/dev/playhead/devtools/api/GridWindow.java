package dev.playhead.devtools.api;

import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Question;
import dev.playhead.grid.CellRef;
import dev.playhead.grid.Column;
import dev.playhead.grid.Grid;
import dev.playhead.grid.GridState;
import dev.playhead.grid.PinSide;
import dev.playhead.timetravel.Projection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The rows of a grid from one position to another, with marks at the cells that changed. */
final class GridWindow {
    private static final int DEFAULT_ROWS = 100;
    private static final int MAX_ROWS = 500;
    private static final int MAX_CELLS = 50_000;
    /** The maximum length of the names of all cells; a row may name each of its cells a few times. */
    private static final int MAX_NAMES = 500_000;

    private static final int MAX_CHANGED_ROWS = 100;
    private static final int MAX_COLUMNS = 1_000;
    /** The number of rows in which columns are searched if the grid defines none. */
    private static final int ROWS_FOR_COLUMNS = 1_000;

    private final States states;
    private final Projection<GridState> projection;

    GridWindow(States states, Projection<GridState> projection) {
        this.states = states;
        this.projection = projection;
    }

    void answer(long at, Question question, JsonGenerator out) {
        States.Pair<GridState> around = states.around(projection, at, question.watch());
        long since = question.number("since", -2, -1, Long.MAX_VALUE);
        States.Known<GridState> mark = since < -1 ? null : states.at(projection, since, question.watch());
        GridState now = around.after();
        String asked = question.parameter("grid");
        String gridId =
                asked != null ? asked : now.gridIds().stream().findFirst().orElse(null);
        Grid grid = gridId == null ? null : now.grid(gridId).orElse(null);
        // A partial state and a complete one differ also in cells that no event changed.
        boolean comparable = mark != null && (mark.refusal() == null) == (around.refusal() == null);

        out.writeStartObject();
        out.writeNumberProperty("at", EventJson.exact(at));
        out.writeStringProperty("kind", "grid");
        names(out, "gridIds", now.gridIds());
        EventJson.name(out, "gridId", gridId);
        if (grid == null) {
            writeNone(out);
        } else {
            GridMarks changed =
                    new GridMarks(around.before().grid(grid.gridId()).orElse(null), grid);
            GridMarks marked = mark == null || !comparable
                    ? null
                    : new GridMarks(mark.state().grid(grid.gridId()).orElse(null), grid);
            write(out, grid, changed, marked, question);
        }
        EventJson.refused(out, around.refusal());
        writeNotes(out, around, grid, asked, mark != null && !comparable);
        out.writeEndObject();
    }

    private static void writeNone(JsonGenerator out) {
        names(out, "columns", List.of());
        out.writeNumberProperty("rowCount", 0);
        out.writeNumberProperty("row", 0);
        names(out, "rows", List.of());
        out.writeNullProperty("focus");
        out.writeBooleanProperty("sorted", false);
        names(out, "changedRows", List.of());
        out.writeNumberProperty("revealed", -1);
    }

    private static void write(
            JsonGenerator out, Grid grid, GridMarks changed, @Nullable GridMarks marked, Question question) {
        GridOrder order = GridOrder.of(grid);
        List<String> rowIds = order.rowIds();
        List<Column> columns = grid.columns();
        List<String> columnIds = columns.isEmpty()
                ? fields(grid)
                : columns.stream().map(Column::columnId).limit(MAX_COLUMNS).toList();
        List<String> changedRows = changed.changedRows(MAX_CHANGED_ROWS, question.watch());
        Map<String, Integer> positions = positions(grid, order, changedRows, question);
        int rows = (int) Math.min(question.number("rows", DEFAULT_ROWS, 0, MAX_ROWS), maxRows(columnIds));
        int first = first(rowIds.size(), rows, changedRows, positions, question);
        int end = (int) Math.min(rowIds.size(), first + (long) rows);

        out.writeArrayPropertyStart("columns");
        for (String id : columnIds) {
            writeColumn(out, id, grid.column(id).orElse(null));
        }
        out.writeEndArray();
        out.writeNumberProperty("rowCount", rowIds.size());
        out.writeNumberProperty("row", first);
        DataJson data = new DataJson(out);
        out.writeArrayPropertyStart("rows");
        for (String rowId : new ArrayList<>(rowIds.subList(first, end))) {
            writeRow(out, data, grid, rowId, columnIds, changed, marked);
        }
        out.writeEndArray();
        writeFocus(out, grid.focus().orElse(null));
        out.writeBooleanProperty("sorted", order.isSorted());
        writePositions(out, changedRows, positions, question.parameter("reveal"));
    }

    /** Returns the position of the first row of the window, as asked for, or so that a changed row is in the window. */
    private static int first(
            int size, int rows, List<String> changedRows, Map<String, Integer> positions, Question question) {
        int asked = (int) Math.min(question.number("row", 0, 0, Integer.MAX_VALUE), size);
        String show = question.parameter("show");
        if (show == null) {
            return asked;
        }
        if (!show.equals("changed")) {
            throw new BadRequest("show=" + EventJson.clean(show) + " is not changed; leave it out");
        }
        for (String rowId : changedRows) {
            Integer position = positions.get(rowId);
            if (position != null) {
                boolean isInWindow = position >= asked && position < asked + (long) rows;
                return isInWindow ? asked : Math.max(0, Math.min(position - rows / 2, size - rows));
            }
        }
        return asked;
    }

    /** Returns the positions of the rows that changed, and of the row that was asked for. */
    private static Map<String, Integer> positions(
            Grid grid, GridOrder order, List<String> changedRows, Question question) {
        String reveal = question.parameter("reveal");
        Set<String> wanted = new HashSet<>(changedRows);
        if (reveal != null && grid.row(reveal).isPresent()) {
            wanted.add(reveal);
        }
        return wanted.isEmpty() ? Map.of() : order.positions(wanted, question.watch());
    }

    private static void writePositions(
            JsonGenerator out, List<String> changedRows, Map<String, Integer> positions, @Nullable String reveal) {
        out.writeArrayPropertyStart("changedRows");
        for (String rowId : changedRows) {
            out.writeStartObject();
            EventJson.name(out, "id", rowId);
            out.writeNumberProperty("row", positions.getOrDefault(rowId, -1));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeNumberProperty("revealed", reveal == null ? -1 : positions.getOrDefault(reveal, -1));
    }

    /** Returns the maximum number of rows of a window, so that an answer about many columns is not too large. */
    private static int maxRows(List<String> columnIds) {
        int length = 1;
        for (String id : columnIds) {
            length += Math.min(id.length(), 1_000);
        }
        return Math.max(1, Math.min(MAX_CELLS / Math.max(1, columnIds.size()), MAX_NAMES / length));
    }

    /** Returns the fields of the first rows, in the order in which they are found. */
    private static List<String> fields(Grid grid) {
        Set<String> fields = new LinkedHashSet<>();
        for (String rowId : grid.rowIds().subList(0, Math.min(ROWS_FOR_COLUMNS, grid.rowCount()))) {
            grid.row(rowId).ifPresent(row -> fields.addAll(row.keySet()));
        }
        return fields.stream().limit(MAX_COLUMNS).toList();
    }

    private static void writeColumn(JsonGenerator out, String id, @Nullable Column column) {
        out.writeStartObject();
        EventJson.name(out, "id", id);
        EventJson.name(out, "title", column == null ? null : column.title());
        Double width = column == null ? null : column.width();
        if (width == null || !Double.isFinite(width)) {
            out.writeNullProperty("width");
        } else {
            out.writeNumberProperty("width", width);
        }
        out.writeBooleanProperty("visible", column == null || column.visible());
        PinSide pin = column == null ? PinSide.NONE : column.pin();
        out.writeStringProperty("pin", pin == PinSide.NONE ? null : pin.name());
        Column.Sort sort = column == null ? null : column.sort();
        if (sort == null) {
            out.writeNullProperty("sort");
        } else {
            out.writeObjectPropertyStart("sort");
            out.writeStringProperty("direction", sort.direction().name());
            out.writeNumberProperty("priority", sort.priority());
            out.writeEndObject();
        }
        out.writeStringProperty("filter", filter(column == null ? null : column.filter()));
        out.writeEndObject();
    }

    private static @Nullable String filter(Column.@Nullable Filter filter) {
        if (filter == null) {
            return null;
        }
        String value = Summary.value(filter.value(), Summary.MAX_LENGTH);
        return filter.operator() == null ? value : EventJson.clean(filter.operator() + " " + value);
    }

    private static void writeRow(
            JsonGenerator out,
            DataJson data,
            Grid grid,
            String rowId,
            List<String> columns,
            GridMarks changed,
            @Nullable GridMarks marked) {
        boolean added = changed.isAdded(rowId);
        out.writeStartObject();
        EventJson.name(out, "id", rowId);
        out.writeBooleanProperty("selected", grid.selectedRows().contains(rowId));
        out.writeBooleanProperty("expanded", grid.expandedRows().contains(rowId));
        out.writeArrayPropertyStart("cells");
        for (String column : columns) {
            data.value(grid.cell(rowId, column));
        }
        out.writeEndArray();
        out.writeObjectPropertyStart("error");
        for (Map.Entry<String, String> error :
                grid.validationErrors().getOrDefault(rowId, Map.of()).entrySet()) {
            EventJson.name(out, EventJson.clean(error.getKey()), error.getValue());
        }
        out.writeEndObject();
        names(out, "selectedCells", grid.selectedCells().getOrDefault(rowId, Set.of()));
        names(out, "changed", added ? List.of() : changed.changed(rowId));
        names(out, "changedSince", marked == null ? List.of() : marked.changed(rowId));
        out.writeBooleanProperty("added", added);
        out.writeEndObject();
    }

    private static void writeFocus(JsonGenerator out, @Nullable CellRef focus) {
        if (focus == null) {
            out.writeNullProperty("focus");
            return;
        }
        out.writeObjectPropertyStart("focus");
        EventJson.name(out, "rowId", focus.rowId());
        EventJson.name(out, "columnId", focus.columnId());
        out.writeEndObject();
    }

    private static void writeNotes(
            JsonGenerator out,
            States.Pair<GridState> around,
            @Nullable Grid grid,
            @Nullable String asked,
            boolean isUnmarked) {
        List<String> notes = new ArrayList<>();
        if (isUnmarked) {
            notes.add("The cells that changed since the mark are unknown, because events are missing for one of both"
                    + " states.");
        }
        if (grid == null && asked != null) {
            notes.add("There is no grid " + asked + " at this event.");
        }
        long ignored = around.after().ignoredEvents();
        if (ignored > around.before().ignoredEvents()) {
            notes.add("The payload of this event does not fit, so it changed nothing.");
        }
        if (ignored > 0) {
            notes.add(ignored + (ignored == 1 ? " event" : " events") + " up to here changed nothing, because the"
                    + " payload does not fit.");
        }
        if (grid != null
                && grid.rowCount() > GridOrder.MAX_SORTED
                && !grid.sortedColumns().isEmpty()) {
            notes.add("More than " + GridOrder.MAX_SORTED + " rows are not sorted here.");
        }
        names(out, "notes", notes);
    }

    private static void names(JsonGenerator out, String property, Collection<String> names) {
        out.writeArrayPropertyStart(property);
        for (String name : names) {
            out.writeString(EventJson.clean(name));
        }
        out.writeEndArray();
    }
}

package dev.playhead.grid;

import dev.playhead.event.PlainData;
import dev.playhead.timetravel.CorruptStateException;
import dev.playhead.timetravel.StateReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * A mutable grid for decoding. It applies the changes that {@link GridWriter} wrote, one after another. The grid is
 * created once, after the last change.
 */
final class GridDraft {
    private final Grid before;
    private boolean ready;
    private Map<String, @Nullable Object> attributes;
    private Map<?, ?> state;
    /** The columns by id; null while they are unchanged. */
    private @Nullable Map<String, Column> columns;

    private List<String> columnOrder;
    private final RowsDraft rows;
    private PSortedSet<String> selectedRows;
    private PSortedSet<String> expandedRows;
    private final SortedMapDraft<PSortedSet<String>> selectedCells;
    private final SortedMapDraft<PSortedMap<String, String>> errors;
    private @Nullable CellRef focus;
    private @Nullable CellRef hover;

    /** Whether the input is in version 1 of the codec, in which a filter always has an operator. */
    private final boolean first;

    GridDraft(Grid before, boolean first) {
        this.before = before;
        this.first = first;
        this.ready = before.ready();
        this.attributes = before.attributes();
        this.state = before.state();
        this.columnOrder = before.columnTable().ids();
        this.rows = new RowsDraft(before.rows());
        Marks marks = before.marks();
        this.selectedRows = marks.selectedRows();
        this.expandedRows = marks.expandedRows();
        this.selectedCells = new SortedMapDraft<>(marks.selectedCells());
        this.errors = new SortedMapDraft<>(marks.errors());
        this.focus = marks.focus();
        this.hover = marks.hover();
    }

    void change(StateReader in) {
        ready = in.flag();
        attributes = PlainData.mapOf(data(in, attributes));
        state = data(in, state);
        if (in.flag()) {
            changeColumns(in);
        }
        if (in.flag()) {
            rows.change(in);
        }
        selectedRows = changedSet(in, selectedRows);
        expandedRows = changedSet(in, expandedRows);
        changeMap(in, selectedCells, () -> TreePSet.from(texts(in)));
        changeMap(in, errors, () -> {
            PSortedMap<String, String> messages = TreePMap.empty();
            for (int left = in.count(in.remaining()); left > 0; left--) {
                messages = messages.plus(in.text(), in.text());
            }
            return messages;
        });
        focus = cell(in);
        hover = cell(in);
    }

    private static Map<?, ?> data(StateReader in, Map<?, ?> old) {
        if (!in.flag()) {
            return old;
        }
        if (!in.flag()) {
            return map(in);
        }
        Map<String, @Nullable Object> now = new LinkedHashMap<>(PlainData.mapOf(old));
        texts(in).forEach(now::remove);
        for (int left = in.count(in.remaining()); left > 0; left--) {
            now.put(in.text(), in.value());
        }
        return PlainData.ofPlain(now);
    }

    static Map<String, @Nullable Object> map(StateReader in) {
        if (in.value() instanceof Map<?, ?> map) {
            return PlainData.mapOf(map);
        }
        throw in.corrupt("map", 0);
    }

    private static List<String> texts(StateReader in) {
        int count = in.count(in.remaining());
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(in.text());
        }
        return texts;
    }

    private void changeColumns(StateReader in) {
        Map<String, Column> now = new LinkedHashMap<>();
        if (columns == null) {
            before.columnTable().inOrder().forEach(column -> now.put(column.columnId(), column));
        } else {
            now.putAll(columns);
        }
        if (!in.flag()) {
            columnOrder = texts(in);
            now.keySet().retainAll(Set.copyOf(columnOrder));
        }
        for (int left = in.count(in.remaining()); left > 0; left--) {
            Column column = column(in);
            now.put(column.columnId(), column);
        }
        if (now.size() != columnOrder.size() || !now.keySet().containsAll(columnOrder)) {
            throw in.corrupt("columns", now.size());
        }
        columns = now;
    }

    private Column column(StateReader in) {
        String id = in.text();
        String title = in.value() instanceof String text ? text : null;
        Double width = in.value() instanceof Double number ? number : null;
        boolean visible = in.flag();
        PinSide pin = constant(in, PinSide.values());
        Column.Sort sort = in.flag() ? new Column.Sort(constant(in, SortDirection.values()), in.number()) : null;
        Column.Filter filter = in.flag() ? filter(in) : null;
        return new Column(id, title, width, visible, pin, sort, filter, map(in));
    }

    private Column.Filter filter(StateReader in) {
        String operator = first || in.flag() ? in.text() : null;
        return new Column.Filter(operator, in.value());
    }

    private static <E extends Enum<E>> E constant(StateReader in, E[] constants) {
        String name = in.text();
        for (E constant : constants) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw in.corrupt("constantLength", name.length());
    }

    private String row(StateReader in) {
        int position = in.count(rows.size());
        return position == 0 ? in.text() : rows.id(position - 1);
    }

    private PSortedSet<String> changedSet(StateReader in, PSortedSet<String> ids) {
        if (!in.flag()) {
            return ids;
        }
        NavigableSet<String> now = new TreeSet<>(ids);
        texts(in).forEach(now::remove);
        for (int left = in.count(in.remaining()); left > 0; left--) {
            now.add(row(in));
        }
        return TreePSet.fromSortedSet(now);
    }

    private <V> void changeMap(StateReader in, SortedMapDraft<V> byRow, Supplier<V> value) {
        if (in.flag()) {
            texts(in).forEach(byRow::remove);
            for (int left = in.count(in.remaining()); left > 0; left--) {
                byRow.put(row(in), value.get());
            }
        }
    }

    private @Nullable CellRef cell(StateReader in) {
        return in.flag() ? new CellRef(row(in), in.text()) : null;
    }

    Grid grid() {
        Marks marks = new Marks(selectedRows, selectedCells.made(), expandedRows, focus, hover, errors.made());
        try {
            return Grid.of(before.gridId(), ready, attributes, columns(), rows.rows(), marks, state);
        } catch (Misfit twice) {
            throw new CorruptStateException("two rows of grid=" + before.gridId() + " have the same id");
        }
    }

    private Columns columns() {
        if (columns == null) {
            return before.columnTable();
        }
        Columns made = Columns.EMPTY;
        for (String id : columnOrder) {
            Column column = columns.get(id);
            if (column != null) { // always true: the order contains only existing columns
                made = made.with(column);
            }
        }
        return made;
    }
}

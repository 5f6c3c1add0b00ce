package dev.playhead.grid;

import dev.playhead.event.PlainData;
import dev.playhead.timetravel.CorruptStateException;
import dev.playhead.timetravel.StateReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/** A grid that is being read: what {@link GridWriter} wrote is applied change by change, and then the grid is made once. */
final class GridDraft {
    private final String gridId;
    private boolean ready;
    private Map<String, @Nullable Object> attributes = PlainData.emptyMap();
    private Map<String, @Nullable Object> state = PlainData.emptyMap();
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private List<String> columnOrder = List.of();
    private final RowsDraft rows = new RowsDraft();
    private final SortedSet<String> selectedRows = new TreeSet<>();
    private final SortedSet<String> expandedRows = new TreeSet<>();
    private final SortedMap<String, PSortedSet<String>> selectedCells = new TreeMap<>();
    private final SortedMap<String, PSortedMap<String, String>> errors = new TreeMap<>();
    private @Nullable CellRef focus;
    private @Nullable CellRef hover;

    /** Whether what is read is of version 1 of the codec, in which a filter has an operator always. */
    private final boolean first;

    GridDraft(String gridId, boolean first) {
        this.gridId = gridId;
        this.first = first;
    }

    void change(StateReader in) {
        ready = in.flag();
        attributes = data(in, attributes);
        state = data(in, state);
        if (in.flag()) {
            changeColumns(in);
        }
        if (in.flag()) {
            rows.change(in);
        }
        changeSet(in, selectedRows);
        changeSet(in, expandedRows);
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

    private static Map<String, @Nullable Object> data(StateReader in, Map<String, @Nullable Object> old) {
        if (!in.flag()) {
            return old;
        }
        if (!in.flag()) {
            return map(in);
        }
        Map<String, @Nullable Object> now = new LinkedHashMap<>(old);
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
        if (!in.flag()) {
            columnOrder = texts(in);
            columns.keySet().retainAll(Set.copyOf(columnOrder));
        }
        for (int left = in.count(in.remaining()); left > 0; left--) {
            Column column = column(in);
            columns.put(column.columnId(), column);
        }
        if (columns.size() != columnOrder.size() || !columns.keySet().containsAll(columnOrder)) {
            throw in.corrupt("columns", columns.size());
        }
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

    private void changeSet(StateReader in, Set<String> ids) {
        if (in.flag()) {
            texts(in).forEach(ids::remove);
            for (int left = in.count(in.remaining()); left > 0; left--) {
                ids.add(row(in));
            }
        }
    }

    private <V> void changeMap(StateReader in, Map<String, V> byRow, Supplier<V> value) {
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
        Columns made = Columns.EMPTY;
        for (String id : columnOrder) {
            Column column = columns.get(id);
            if (column != null) { // all of them are there
                made = made.with(column);
            }
        }
        Marks marks = new Marks(
                TreePSet.fromSortedSet(selectedRows),
                TreePMap.fromSortedMap(selectedCells),
                TreePSet.fromSortedSet(expandedRows),
                focus,
                hover,
                TreePMap.fromSortedMap(errors));
        try {
            return Grid.of(gridId, ready, attributes, made, rows.rows(), marks, state);
        } catch (Misfit twice) {
            throw new CorruptStateException("two rows of grid=" + gridId + " have the same id");
        }
    }
}

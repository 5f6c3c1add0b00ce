package dev.playhead.devtools.api;

import dev.playhead.event.Numbers;
import dev.playhead.grid.Column;
import dev.playhead.grid.Grid;
import dev.playhead.grid.SortDirection;
import dev.playhead.timetravel.ProgressListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order of the rows of a grid, as they are shown: sorted by the recorded sorts. A state has the rows in the order in
 * which they were added and moved. Ascending, numbers come before texts, and texts before other values. Rows without a
 * value come last in any direction.
 *
 * @param rowIds the ids of the rows
 * @param isSorted whether the grid has sorts, and the rows are in their order
 */
record GridOrder(List<String> rowIds, boolean isSorted) {
    /** The maximum number of rows that are sorted, since they are sorted anew for each answer. */
    static final int MAX_SORTED = 50_000;

    /** A row with its values in the columns by which the rows are sorted. */
    private record Keyed(String rowId, List<@Nullable Object> keys) {}

    static GridOrder of(Grid grid) {
        List<Column> sorts = grid.sortedColumns();
        if (sorts.isEmpty() || grid.rowCount() > MAX_SORTED) {
            return new GridOrder(grid.rowIds(), false);
        }
        List<Keyed> rows = new ArrayList<>(grid.rowCount());
        for (String rowId : grid.rowIds()) {
            List<@Nullable Object> keys = new ArrayList<>(sorts.size());
            sorts.forEach(column -> keys.add(grid.cell(rowId, column.columnId())));
            rows.add(new Keyed(rowId, keys));
        }
        rows.sort(order(sorts));
        return new GridOrder(rows.stream().map(Keyed::rowId).toList(), true);
    }

    /** {@return the positions of some rows in this order; rows that it does not have are left out} */
    Map<String, Integer> positions(Set<String> wanted, ProgressListener watch) {
        Map<String, Integer> positions = new HashMap<>();
        Walk walk = new Walk(watch, rowIds.size());
        Iterator<String> all = rowIds.iterator();
        for (int i = 0; positions.size() < wanted.size() && all.hasNext(); i++) {
            walk.step();
            String rowId = all.next();
            if (wanted.contains(rowId)) {
                positions.put(rowId, i);
            }
        }
        return positions;
    }

    private static Comparator<Keyed> order(List<Column> sorts) {
        return (a, b) -> {
            int order = 0;
            for (int i = 0; i < sorts.size() && order == 0; i++) {
                Column.Sort sort = sorts.get(i).sort();
                boolean descending = sort != null && sort.direction() == SortDirection.DESC;
                order = compare(a.keys.get(i), b.keys.get(i), descending);
            }
            return order;
        };
    }

    private static int compare(@Nullable Object a, @Nullable Object b, boolean descending) {
        if (a == null || b == null) {
            return Boolean.compare(a == null, b == null);
        }
        int order = Integer.compare(rank(a), rank(b));
        order = order != 0 ? order : compareOfSameRank(a, b);
        return descending ? Integer.compare(0, order) : order;
    }

    private static int compareOfSameRank(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return Numbers.compare(x, y);
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        return Summary.value(a, Summary.MAX_LENGTH).compareTo(Summary.value(b, Summary.MAX_LENGTH));
    }

    private static int rank(Object value) {
        return value instanceof Number ? 0 : value instanceof String ? 1 : 2;
    }
}

package dev.playhead.grid;

import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * The columns of a grid and their order. Immutable. Finding the position of a column takes linear time. This is
 * sufficient, because a grid has few columns and they are seldom moved.
 */
final class Columns {
    static final Columns EMPTY = new Columns(TreePMap.empty(), TreePVector.empty());

    private final PMap<String, Column> byId;
    private final PVector<String> order;

    private Columns(PMap<String, Column> byId, PVector<String> order) {
        this.byId = byId;
        this.order = order;
    }

    @Nullable
    Column get(String id) {
        return byId.get(id);
    }

    /** Returns the column with the given id, or a new column with this id and default settings. */
    Column orNew(String id) {
        Column column = byId.get(id);
        return column == null ? Column.of(id) : column;
    }

    List<Column> inOrder() {
        List<Column> columns = new ArrayList<>(order.size());
        for (String id : order) {
            columns.add(column(id));
        }
        return columns;
    }

    /**
     * Returns the columns by which the rows are sorted, in the order of priority. Columns of equal priority are in the
     * order of the grid.
     */
    List<Column> sorted() {
        List<Column> sorted = inOrder();
        sorted.removeIf(column -> column.sort() == null);
        sorted.sort(Comparator.comparingLong(
                column -> Objects.requireNonNull(column.sort()).priority()));
        return sorted;
    }

    private Column column(String id) {
        return Objects.requireNonNull(byId.get(id));
    }

    /**
     * Returns the columns plus the given column. The given column replaces the column with the same id or, if there is
     * none, becomes the last column.
     */
    Columns with(Column column) {
        String id = column.columnId();
        return new Columns(byId.plus(id, column), byId.containsKey(id) ? order : order.plus(id));
    }

    /** Returns the columns without any sorts. */
    Columns withoutSorts() {
        PMap<String, Column> unsorted = byId;
        for (Column column : byId.values()) {
            if (column.sort() != null) {
                unsorted = unsorted.plus(column.columnId(), column.withSort(null));
            }
        }
        return new Columns(unsorted, order);
    }

    /** Returns the columns without any filters. */
    Columns withoutFilters() {
        PMap<String, Column> unfiltered = byId;
        for (Column column : byId.values()) {
            if (column.filter() != null) {
                unfiltered = unfiltered.plus(column.columnId(), column.withFilter(null));
            }
        }
        return new Columns(unfiltered, order);
    }

    /** Returns the columns, all of them visible. */
    Columns shown() {
        PMap<String, Column> shown = byId;
        for (Column column : byId.values()) {
            if (!column.visible()) {
                shown = shown.plus(column.columnId(), column.withVisible(true));
            }
        }
        return new Columns(shown, order);
    }

    /**
     * Returns the columns after one of them was moved to a position among the others, or to the end if the position
     * exceeds the number of the others. Creates the column if it does not exist.
     */
    Columns moved(String id, int index) {
        PVector<String> others = order.minus(id);
        return new Columns(byId.plus(id, orNew(id)), others.plus(Math.min(index, others.size()), id));
    }

    /**
     * Returns the columns after the given ones were moved to the front, in the given order. Creates columns that do not
     * exist.
     */
    Columns reordered(List<String> ids) {
        Set<String> all = new LinkedHashSet<>(ids);
        all.addAll(order);
        PMap<String, Column> more = byId;
        for (String id : ids) {
            more = more.plus(id, orNew(id));
        }
        return new Columns(more, TreePVector.from(all));
    }

    Columns minus(String id) {
        return byId.containsKey(id) ? new Columns(byId.minus(id), order.minus(id)) : this;
    }

    List<String> ids() {
        return order;
    }

    Map<String, @Nullable Object> toData() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        for (Column column : inOrder()) {
            data.put(column.columnId(), column.toData());
        }
        return PlainData.ofPlain(data);
    }

    boolean sameAs(Columns that) {
        return this == that || (order.equals(that.order) && PlainData.equal(toData(), that.toData()));
    }
}

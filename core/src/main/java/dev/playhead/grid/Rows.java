package dev.playhead.grid;

import dev.playhead.grid.Row.Place;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a grid and their order. Immutable.
 *
 * <p>A {@link RowTable} finds a row by its id, and a {@link RowOrder} finds a row by its position. The {@link Place} of
 * each row has a <em>key</em>. Keys increase along the order, so bisection finds the position of a row in O(log n). A
 * row inserted between two rows receives a key between the keys of these rows. The keys of rows that are appended or
 * created together are 2^32 apart. If no room is left, the keys in the neighborhood are spread again ({@link #spread}).
 * An edit of a row does not change the order.
 */
final class Rows {
    static final Rows EMPTY = new Rows(RowTable.EMPTY, RowOrder.EMPTY, FieldLists.NONE);

    static final long GAP = 1L << 32;
    /** The minimum gap between two keys after spreading. Insertions can halve it sixteen times. */
    private static final long FAIR_GAP = 1L << 16;
    /** The limit of the absolute value of keys, so that the difference of two keys never overflows. */
    static final long LIMIT = 1L << 61;

    private static final long NO_ROOM = Long.MIN_VALUE;

    private final RowTable table;
    private final RowOrder order;
    private final FieldLists fields;

    Rows(RowTable table, RowOrder order, FieldLists fields) {
        this.table = table;
        this.order = order;
        this.fields = fields;
    }

    /** Returns the {@link Place} of the row at the given index, if {@code size} rows are created at once. */
    static Place place(String id, int index, int size) {
        return new Place((index - size / 2) * GAP, id);
    }

    /**
     * Creates the rows of a grid in the given order. The {@link Place} of each row must be from {@link #place}.
     *
     * @throws Misfit if two rows have the same id
     */
    static Rows of(List<Row> rows) {
        Place[] places = new Place[rows.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = rows.get(i).place;
        }
        return new Rows(RowTable.of(rows), RowOrder.of(places), fieldsOf(rows, FieldLists.NONE));
    }

    /**
     * Returns these rows without the rows that are gone, and with the rows that are new or have changed. {@code
     * newOrder} must contain the {@link Place} of each resulting row.
     */
    Rows changed(Set<String> gone, List<Row> rows, RowOrder newOrder) {
        RowTable left = table;
        for (String id : gone) {
            left = left.minus(id);
        }
        return new Rows(left.plusAll(rows.toArray(new Row[0])), newOrder, fieldsOf(rows, fields));
    }

    private static FieldLists fieldsOf(List<Row> rows, FieldLists before) {
        FieldLists lists = before;
        String[] last = {};
        for (Row row : rows) {
            lists = row.fields == last ? lists : lists.with(row.fields);
            last = row.fields;
        }
        return lists;
    }

    int size() {
        return order.size();
    }

    RowTable table() {
        return table;
    }

    /** Returns the position of a row, or -1 if it does not exist. */
    int positionOf(String id) {
        Row row = table.get(id);
        return row == null ? -1 : indexOf(row.place);
    }

    /**
     * Returns whether both objects share one order, and thus have the same ids in the same order. Does not compare
     * rows.
     */
    @SuppressWarnings("ReferenceEquality")
    boolean isOrderedAs(Rows that) {
        return order == that.order;
    }

    RowOrder order() {
        return order;
    }

    @Nullable
    Row get(String id) {
        return table.get(id);
    }

    /** Returns a view of the ids in order. */
    List<String> ids() {
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return order.get(index).rowId();
            }

            @Override
            public int size() {
                return order.size();
            }

            @Override
            public Iterator<String> iterator() {
                Iterator<Place> places = order.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return places.hasNext();
                    }

                    @Override
                    public String next() {
                        return places.next().rowId();
                    }
                };
            }
        };
    }

    /** Sets one value of a row. A row that does not exist is created at the end. */
    Rows with(String id, String field, @Nullable Object value) {
        Row row = table.get(id);
        return row == null ? made(id).with(id, field, value) : put(row, row.with(field, value, fields));
    }

    /** Sets several values of a row. A row that does not exist is created at the end. */
    Rows with(String id, Map<?, ?> changes) {
        Row row = table.get(id);
        return row == null ? made(id).with(id, changes) : put(row, row.with(changes, fields));
    }

    /** Replaces the attributes of a row. A row that does not exist is created at the end. */
    Rows withAttributes(String id, Map<String, @Nullable Object> attributes) {
        Row row = table.get(id);
        return row == null ? made(id).withAttributes(id, attributes) : put(row, row.withAttributes(attributes));
    }

    /** Replaces all values of a row. A row that does not exist is created at the end. */
    Rows withValues(String id, Map<?, ?> values) {
        Row row = table.get(id);
        return row == null ? made(id).withValues(id, values) : put(row, row.withValues(values, fields));
    }

    /** Moves a row to a position among the other rows. Creates the row if it does not exist. */
    Rows moved(String id, int index) {
        Row row = table.get(id);
        return row == null
                ? inserted(index, Row.empty(new Place(0, id)))
                : new Rows(table, order.minus(indexOf(row.place)), fields).inserted(index, row);
    }

    Rows minus(String id) {
        Row row = table.get(id);
        return row == null ? this : new Rows(table.minus(id), order.minus(indexOf(row.place)), fields);
    }

    private Rows made(String id) {
        return inserted(order.size(), Row.empty(new Place(0, id)));
    }

    private Rows put(Row before, Row row) {
        return new Rows(table.plus(row), order, row.fields == before.fields ? fields : fields.with(row.fields));
    }

    private int indexOf(Place place) {
        return order.indexOf(place.key());
    }

    /**
     * Inserts a row at an index, or at the nearest end if the index is out of range. The row must not be in the order
     * yet.
     */
    private Rows inserted(int index, Row row) {
        int at = Math.max(0, Math.min(index, order.size()));
        long key = freeKey(at);
        if (key == NO_ROOM) {
            return spread(at).inserted(at, row);
        }
        Place place = new Place(key, row.id);
        return new Rows(table.plus(row.at(place)), order.plus(at, place), fields);
    }

    private long freeKey(int index) {
        int size = order.size();
        if (size == 0) {
            return 0;
        }
        long low = index > 0 ? key(index - 1) : key(0) - 2 * GAP;
        long high = index < size ? key(index) : low + 2 * GAP;
        long middle = low + (high - low) / 2;
        return middle == low || Math.abs(middle) > LIMIT ? NO_ROOM : middle;
    }

    private long key(int index) {
        return order.get(index).key();
    }

    /**
     * Spreads the keys evenly over the smallest neighborhood of an index that has room for sufficient gaps. If the
     * surrounding keys are 2^32 apart, this changes about 64 rows, at most once in sixteen insertions. If no
     * neighborhood has room, or the keys have reached the limit, all keys are assigned again around 0. Then there is
     * room for a billion rows.
     */
    private Rows spread(int index) {
        int size = order.size();
        for (int reach = 32; ; reach *= 2) {
            int from = Math.max(0, index - reach);
            int to = Math.min(size, index + reach);
            int count = to - from;
            if (count == size) {
                return rekeyed(0, size, -(size / 2) * GAP, GAP);
            }
            long low = from > 0 ? key(from - 1) : key(to) - (count + 1) * GAP;
            long high = to < size ? key(to) : low + (count + 1) * GAP;
            long gap = (high - low) / (count + 1);
            if (gap >= FAIR_GAP && low >= -LIMIT && high <= LIMIT) {
                return rekeyed(from, to, low + gap, gap);
            }
        }
    }

    private Rows rekeyed(int from, int to, long firstKey, long gap) {
        RowTable newTable = table;
        Place[] places = order.toArray();
        long key = firstKey;
        for (int i = from; i < to; i++) {
            Place place = new Place(key, places[i].rowId());
            // The table has the row of every entry of the order.
            newTable = newTable.plus(
                    Objects.requireNonNull(table.get(place.rowId())).at(place));
            places[i] = place;
            key += gap;
        }
        return new Rows(newTable, RowOrder.of(places), fields);
    }

    /** Returns whether both objects have the same rows in the same order. The keys of the rows may differ. */
    boolean sameAs(Rows that) {
        return table.sameAs(that.table) && (order == that.order || ids().equals(that.ids()));
    }
}

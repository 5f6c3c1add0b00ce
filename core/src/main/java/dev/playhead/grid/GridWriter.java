package dev.playhead.grid;

import dev.playhead.timetravel.StateWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the changes from one state of a grid to another. Skips parts that are the same object in both states. */
final class GridWriter {
    private final StateWriter out;
    private final Grid before;
    private final Grid after;

    GridWriter(StateWriter out, Grid before, Grid after) {
        this.out = out;
        this.before = before;
        this.after = after;
    }

    @SuppressWarnings("ReferenceEquality") // the same object has not changed
    void write() {
        out.flag(after.ready());
        data(before.attributes(), after.attributes());
        data(before.state(), after.state());
        out.flag(before.columnTable() != after.columnTable());
        if (before.columnTable() != after.columnTable()) {
            columns(before.columnTable(), after.columnTable());
        }
        out.flag(before.rows() != after.rows());
        if (before.rows() != after.rows()) {
            new RowsWriter(out, before.rows(), after.rows()).write();
        }
        marks(before.marks(), after.marks());
    }

    /**
     * Writes a map of plain data: the removed keys and the new or changed entries. If the new map does not begin with
     * the kept keys in their old order, writes the whole map instead.
     */
    @SuppressWarnings("ReferenceEquality")
    private void data(Map<?, ?> old, Map<?, ?> now) {
        out.flag(old != now);
        if (old == now) {
            return;
        }
        List<String> gone = new ArrayList<>();
        List<Object> kept = new ArrayList<>();
        for (Object key : old.keySet()) {
            if (now.containsKey(key)) {
                kept.add(key);
            } else {
                gone.add((String) key);
            }
        }
        boolean inOrder = kept.equals(new ArrayList<>(now.keySet()).subList(0, kept.size()));
        out.flag(inOrder);
        if (!inOrder) {
            out.value(now);
            return;
        }
        texts(gone);
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : now.entrySet()) {
            if (!old.containsKey(entry.getKey()) || !CellColumn.isSame(old.get(entry.getKey()), entry.getValue())) {
                changed.put((String) entry.getKey(), entry.getValue());
            }
        }
        out.count(changed.size());
        changed.forEach((key, value) -> out.text(key).value(value));
    }

    private void texts(List<String> all) {
        out.count(all.size());
        all.forEach(out::text);
    }

    @SuppressWarnings("ReferenceEquality")
    private void columns(Columns old, Columns now) {
        boolean sameOrder = old.ids().equals(now.ids());
        out.flag(sameOrder);
        if (!sameOrder) {
            texts(now.ids());
        }
        List<Column> changed = now.inOrder();
        changed.removeIf(column -> old.get(column.columnId()) == column);
        out.count(changed.size());
        changed.forEach(this::column);
    }

    private void column(Column column) {
        out.text(column.columnId());
        out.value(column.title());
        out.value(column.width());
        out.flag(column.visible());
        out.text(column.pin().name());
        Column.Sort sort = column.sort();
        out.flag(sort != null);
        if (sort != null) {
            out.text(sort.direction().name()).number(sort.priority());
        }
        Column.Filter filter = column.filter();
        out.flag(filter != null);
        if (filter != null) {
            String operator = filter.operator();
            out.flag(operator != null);
            if (operator != null) {
                out.text(operator);
            }
            out.value(filter.value());
        }
        out.value(column.attributes());
    }

    private void marks(Marks old, Marks now) {
        set(old.selectedRows(), now.selectedRows());
        set(old.expandedRows(), now.expandedRows());
        map(old.selectedCells(), now.selectedCells(), columns -> texts(List.copyOf(columns)));
        map(old.errors(), now.errors(), messages -> {
            out.count(messages.size());
            messages.forEach((column, message) -> out.text(column).text(message));
        });
        cell(now.focus());
        cell(now.hover());
    }

    private void cell(@Nullable CellRef cell) {
        out.flag(cell != null);
        if (cell != null) {
            row(cell.rowId());
            out.text(cell.columnId());
        }
    }

    /** Writes a row as its position, counted from 1; or as 0 and its id, if the grid has no such row. */
    private void row(String id) {
        int position = after.rows().positionOf(id);
        out.count(position + 1);
        if (position < 0) {
            out.text(id);
        }
    }

    private void set(SortedSet<String> old, SortedSet<String> now) {
        out.flag(old != now);
        if (old != now) {
            List<String> gone = new ArrayList<>();
            List<String> come = new ArrayList<>();
            merge(old, now, GridWriter::compare, (was, is) -> {
                if (is == null) {
                    gone.add(was);
                } else if (was == null) {
                    come.add(is);
                }
            });
            texts(gone);
            out.count(come.size());
            come.forEach(this::row);
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private <V> void map(SortedMap<String, V> old, SortedMap<String, V> now, Consumer<V> value) {
        out.flag(old != now);
        if (old != now) {
            List<String> gone = new ArrayList<>();
            List<Map.Entry<String, V>> changed = new ArrayList<>();
            merge(old.entrySet(), now.entrySet(), (was, is) -> compare(was.getKey(), is.getKey()), (was, is) -> {
                if (is == null) {
                    gone.add(was.getKey());
                } else if (was == null || was.getValue() != is.getValue()) {
                    changed.add(is);
                }
            });
            texts(gone);
            out.count(changed.size());
            changed.forEach(entry -> {
                row(entry.getKey());
                value.accept(entry.getValue());
            });
        }
    }

    /** Compares two ids. Equal ids are usually the same object. */
    @SuppressWarnings("ReferenceEquality")
    private static int compare(String a, String b) {
        return a == b ? 0 : a.compareTo(b);
    }

    /**
     * Iterates over two sorted collections, and passes each pair of equal elements to {@code pair}. An element that
     * only one collection has is passed together with null.
     */
    private static <E> void merge(
            Iterable<E> old, Iterable<E> now, Comparator<? super E> order, BiConsumer<@Nullable E, @Nullable E> pair) {
        Iterator<E> olds = old.iterator();
        Iterator<E> nows = now.iterator();
        E was = next(olds);
        E is = next(nows);
        while (was != null || is != null) {
            int sign = was == null ? 1 : is == null ? -1 : order.compare(was, is);
            pair.accept(sign <= 0 ? was : null, sign >= 0 ? is : null);
            was = sign <= 0 ? next(olds) : was;
            is = sign >= 0 ? next(nows) : is;
        }
    }

    private static <E> @Nullable E next(Iterator<E> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }
}

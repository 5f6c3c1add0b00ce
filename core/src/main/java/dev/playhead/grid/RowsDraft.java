package dev.playhead.grid;

import dev.playhead.event.PlainData;
import dev.playhead.grid.Row.Place;
import dev.playhead.timetravel.StateReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mutable rows for decoding, the counterpart of {@link RowsWriter}. A row is copied into a {@link Draft} when a part
 * of it changes. Unchanged rows are shared with the previous rows.
 */
final class RowsDraft {
    private final Rows before;
    /** The slots by position: the {@link Place} of an unchanged row, or a {@link Draft}. */
    private Object[] slots;

    private final RowShapes shapes = new RowShapes();
    private final Set<String> gone = new HashSet<>();
    private boolean inPlace = true;
    private boolean changed;

    /** A row that is new or changed. */
    private static final class Draft {
        private final String id;
        /** The previous {@link Place} of the row; null if the row is new. */
        private final @Nullable Place place;

        private RowShapes.Shape shape;
        private @Nullable Object[] values;
        private Map<String, @Nullable Object> attributes;

        Draft(String id) {
            this.id = id;
            this.place = null;
            this.shape = RowShapes.NO_FIELDS;
            this.values = new Object[0];
            this.attributes = PlainData.emptyMap();
        }

        Draft(Row row, RowShapes.Shape shape) {
            this.id = row.id;
            this.place = row.place;
            this.shape = shape;
            this.values = row.copyOfValues();
            this.attributes = row.attributes;
        }

        Row row(Place at) {
            return Row.of(at, shape.fields(), values, attributes);
        }
    }

    RowsDraft(Rows before) {
        this.before = before;
        this.slots = before.order().toSlots();
    }

    int size() {
        return slots.length;
    }

    String id(int position) {
        return slots[position] instanceof Draft draft ? draft.id : ((Place) slots[position]).rowId();
    }

    private Draft draft(int position) {
        if (slots[position] instanceof Draft draft) {
            return draft;
        }
        Row row = row((Place) slots[position]);
        Draft draft = new Draft(row, shapes.of(row.fields));
        slots[position] = draft;
        return draft;
    }

    /** Returns the previous row at a {@link Place}. For each {@link Place} in the slots, there is a previous row. */
    private Row row(Place place) {
        return Objects.requireNonNull(before.get(place.rowId()));
    }

    void change(StateReader in) {
        changed = true;
        if (!in.flag()) {
            order(in);
        }
        fields(in);
        for (int left = in.count(in.remaining()); left > 0; left--) {
            column(in);
        }
        int position = 0;
        for (int left = in.count(in.remaining()); left > 0; left--) {
            position += in.count(slots.length - 1 - position);
            draft(position).attributes = GridDraft.map(in);
        }
    }

    private void order(StateReader in) {
        inPlace = false;
        int removed = in.count(slots.length);
        Object[] kept = new Object[slots.length - removed];
        int next = 0;
        int position = 0;
        for (int i = 0; i < removed; i++) {
            position += in.count(slots.length - 1 - position);
            // a repeated position, or too few rows for the remaining removals
            if (position < next || position - i > kept.length) {
                throw in.corrupt("position", position);
            }
            System.arraycopy(slots, next, kept, next - i, position - next);
            remove(slots[position]);
            next = position + 1;
        }
        System.arraycopy(slots, next, kept, next - removed, slots.length - next);
        List<String> added = RowIds.read(in);
        Object[] now = Arrays.copyOf(kept, kept.length + added.size());
        for (int i = 0; i < added.size(); i++) {
            now[kept.length + i] = new Draft(added.get(i));
        }
        slots = in.flag() ? now : moved(in, now);
    }

    private void remove(Object slot) {
        Place place = slot instanceof Draft draft ? draft.place : (Place) slot;
        if (place != null) {
            gone.add(place.rowId());
        }
    }

    private static Object[] moved(StateReader in, Object[] now) {
        Object[] moved = new Object[now.length];
        boolean[] taken = new boolean[now.length];
        long next = 0;
        for (int i = 0; i < moved.length; i++) {
            long from = next + in.number();
            if (from < 0 || from >= taken.length || taken[(int) from]) {
                throw in.corrupt("movedFrom", from);
            }
            taken[(int) from] = true;
            moved[i] = now[(int) from];
            next = from + 1;
        }
        return moved;
    }

    private void fields(StateReader in) {
        int count = in.count(in.remaining());
        List<RowShapes.Shape> read = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            List<String> fields = new ArrayList<>();
            for (int left = in.count(in.remaining()); left > 0; left--) {
                fields.add(in.text());
            }
            read.add(shapes.read(in, fields));
        }
        int position = 0;
        long cells = 0;
        int reshaped = in.count(slots.length);
        for (int i = 0; i < reshaped; i++) {
            int step = in.count(slots.length - 1 - position);
            // No row may occur twice: every occurrence copies all values of the row, but the limit below counts only
            // the values that the new shape adds.
            if (step == 0 && i > 0) {
                throw in.corrupt("step", step);
            }
            position += step;
            RowShapes.Shape shape = read.get(in.count(read.size() - 1));
            Draft row = draft(position);
            int kept = shape.shared(row.shape);
            cells += shape.size() - kept;
            if (cells > in.remaining()) { // each cell takes at least one of the remaining bytes
                throw in.corrupt("cells", cells);
            }
            row.values = Arrays.copyOf(Arrays.copyOf(row.values, kept), shape.size());
            row.shape = shape;
        }
    }

    private void column(StateReader in) {
        int field = shapes.numberOf(in.text());
        Draft[] rows = new Draft[in.count(Math.min(in.remaining(), slots.length))];
        int[] places = new int[rows.length];
        @Nullable Object[] values = new Object[rows.length];
        RowShapes.Shape shape = RowShapes.NO_FIELDS;
        int place = -1;
        int position = 0;
        for (int i = 0; i < rows.length; i++) {
            position += in.count(slots.length - 1 - position);
            Draft row = draft(position);
            if (row.shape != shape) {
                shape = row.shape;
                place = shape.placeOf(field);
            }
            if (place < 0) {
                throw in.corrupt("cellOfRow", position);
            }
            rows[i] = row;
            places[i] = place;
            values[i] = row.values[place];
        }
        CellColumn.read(in, values);
        for (int i = 0; i < rows.length; i++) {
            rows[i].values[places[i]] = values[i];
        }
    }

    /**
     * Returns the decoded rows.
     *
     * @throws Misfit if two rows have the same id
     */
    Rows rows() {
        if (!changed) {
            return before;
        }
        return inPlace ? before.changed(gone, changedRows(null), before.order()) : reordered();
    }

    private Rows reordered() {
        long[] keys = new long[slots.length];
        boolean[] given = new boolean[slots.length];
        for (int i = 0; i < slots.length; i++) {
            Place place = slots[i] instanceof Draft draft ? draft.place : (Place) slots[i];
            given[i] = place != null;
            keys[i] = place == null ? 0 : place.key();
        }
        long[] made = RowKeys.inOrder(keys, given);
        if (made == null) {
            return allRows();
        }
        Place[] places = new Place[slots.length];
        for (int i = 0; i < places.length; i++) {
            Place place = slots[i] instanceof Draft draft ? draft.place : (Place) slots[i];
            places[i] = place != null && place.key() == made[i] ? place : new Place(made[i], id(i));
        }
        return before.changed(gone, changedRows(places), RowOrder.of(places));
    }

    /** Creates all rows with new keys. */
    private Rows allRows() {
        List<Row> made = new ArrayList<>(slots.length);
        for (Object slot : slots) {
            Place place = Rows.place(id(made.size()), made.size(), slots.length);
            made.add(
                    slot instanceof Draft draft
                            ? draft.row(place)
                            : row((Place) slot).at(place));
        }
        return Rows.of(made);
    }

    /**
     * Returns the rows that are new or changed, or whose {@link Place} is new. If {@code places} is null, all rows keep
     * their {@link Place}.
     */
    private List<Row> changedRows(Place @Nullable [] places) {
        List<Row> rows = new ArrayList<>();
        Set<String> added = new HashSet<>();
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] instanceof Draft draft) {
                if (draft.place == null && (isThere(draft.id) || !added.add(draft.id))) {
                    throw Misfit.twice();
                }
                rows.add(draft.row(places == null ? Objects.requireNonNull(draft.place) : places[i]));
            } else if (places != null && places[i] != slots[i]) {
                rows.add(row((Place) slots[i]).at(places[i]));
            }
        }
        return rows;
    }

    private boolean isThere(String id) {
        return before.get(id) != null && !gone.contains(id);
    }
}

package dev.playhead.grid;

import dev.playhead.capture.PayloadCapture;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.folding.ImmutableStates;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import dev.playhead.timetravel.StateDifference.Inspectable;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The state of all grids after some events of the standard catalog, {@link GridEvents}.
 *
 * <pre>{@code
 * GridState state = history.getEventSnapshot(noon).state(GridState.projection());
 * Object price = state.grid("orders").orElseThrow().cell("7", "price");
 * }</pre>
 *
 * <p>Events of other types do not change the state. An event of the catalog whose payload does not fit its record is
 * ignored; the state counts such events by type, and has the reason why the first event of each type does not fit. No
 * recorded event makes {@link #projection()} or {@link #projection(String)} throw an exception. The table on the
 * package page specifies the effect of each event.
 *
 * <p><b>Threading.</b> Immutable.
 *
 * <p><b>Cost.</b> A state shares everything with its predecessor except the parts that the event changed. So it costs
 * little to keep many states. With n rows, changing a cell costs O(log n), plus a linear search in the fields of the
 * row and a copy of the row's references to values. A {@code row:update} copies these references only once, but
 * searches linearly for each new field. Adding, moving or removing a row usually costs O(√n); an event of a column
 * O(columns), and the removal of a column also O(rows with selected cells or errors); {@code grid:init} O(n √n). A
 * change of free-form state or of attributes copies the maps on the path of the changed value.
 */
public final class GridState implements Inspectable {
    static final GridState EMPTY = new GridState(TreePMap.empty(), 0, TreePMap.empty());
    private static final Projection<GridState> PROJECTION = OfEvents.of("grid-state", null);

    private final PSortedMap<String, Grid> grids;
    private final long ignoredEvents;
    private final PSortedMap<String, Misfits> misfits;

    private GridState(PSortedMap<String, Grid> grids, long ignoredEvents, PSortedMap<String, Misfits> misfits) {
        this.grids = grids;
        this.ignoredEvents = ignoredEvents;
        this.misfits = misfits;
    }

    /** Returns this state without the grids that are gone, and with the grids that are new or have changed. */
    GridState changed(Set<String> gone, List<Grid> changed, long nowIgnored, PSortedMap<String, Misfits> nowMisfits) {
        PSortedMap<String, Grid> byId = grids.minusAll(gone);
        for (Grid grid : changed) {
            byId = byId.plus(grid.gridId(), grid);
        }
        return new GridState(byId, nowIgnored, nowMisfits);
    }

    /**
     * Returns the state after the given events, which describe an application's model: for each grid a {@code
     * grid:init} with its columns and rows, and then the events of its selection, sorts, filters and errors. Use this
     * method in a {@link dev.playhead.StateAdapter} and for {@link dev.playhead.EventHistory#baseline}.
     *
     * @param events events of the catalog; they are not recorded
     * @return the state after these events
     * @throws IllegalArgumentException if an event is not of the catalog, or its payload does not fit
     */
    public static GridState of(GridEvent... events) {
        PayloadCapture capture = PayloadCapture.create();
        GridState state = EMPTY;
        for (GridEvent event : events) {
            GridEvent plain = capture.toData(Objects.requireNonNull(capture.capture(event)));
            state = PROJECTION.apply(state, RecordedEvent.of(0, plain));
            if (!GridFold.types().contains(event.type()) || state.ignoredEvents > 0) {
                throw new IllegalArgumentException("type=" + event.type() + " payload=" + plain.payload()
                        + " is not an event of the catalog, or its payload does not fit; see GridEvents");
            }
        }
        return state;
    }

    Collection<Grid> grids() {
        return grids.values();
    }

    /**
     * Returns the projection that folds events into a state, beginning without any grid.
     *
     * @return the projection, always the same
     */
    public static Projection<GridState> projection() {
        return PROJECTION;
    }

    /**
     * Returns a projection that reads the ids of rows from the given field, for rows that have no {@code rowId}. Such
     * rows occur in the {@code data} of a table state, such as the {@code config} or {@code newState} of an event.
     * Other projections use the position of such a row as its id.
     *
     * @param rowIdField the field of a row that contains its id; a row without this field does not fit
     * @return the projection, which equals other projections of the same field
     */
    public static Projection<GridState> projection(String rowIdField) {
        return OfEvents.of("grid-state/" + rowIdField, rowIdField);
    }

    /**
     * Returns a projection for the values and attributes of one row. Use it to query a cell or a row without reading
     * the events of other rows.
     *
     * @param gridId the grid
     * @param rowId the row
     * @return a projection in whose states the row has the same values and attributes as in the states of {@link
     *     #projection()}; do not rely on any other part of these states. The projection throws an exception at a {@code
     *     state:transaction} with an operation on rows, because such an operation may name rows by their positions,
     *     which depend on all rows
     */
    public static Projection<GridState> projection(String gridId, String rowId) {
        EventFilter relevant = ofRow("", gridId, rowId).or(ofRow(Payload.WRAPPER + ".", gridId, rowId));
        return new OfEvents("grid-row", relevant, new TableState(null), true, Optional.empty());
    }

    /**
     * Returns a filter of the events that affect a row. The path leads to the payload; it is empty or ends with a dot.
     */
    private static EventFilter ofRow(String path, String gridId, String rowId) {
        EventFilter ofRow = EventFilter.typeIn(GridFold.ROW_TYPES).and(hasId(path + "rowId", rowId));
        EventFilter ofGrid = EventFilter.typeIn(GridFold.GRID_TYPES);
        return hasId(path + "gridId", gridId).and(ofRow.or(ofGrid));
    }

    /** Returns a filter of the events whose field has the given id, as text or as a number. */
    private static EventFilter hasId(String field, String id) {
        EventFilter text = EventFilter.payloadField(field, id);
        try {
            return text.or(EventFilter.payloadField(field, new BigDecimal(id)));
        } catch (NumberFormatException notANumber) {
            return text;
        }
    }

    /**
     * A projection of the events that match a filter.
     *
     * @param table reads table states, and finds the ids of their rows
     * @param ofOneRow whether the events of other rows are left out
     */
    private record OfEvents(
            String name,
            EventFilter relevant,
            TableState table,
            boolean ofOneRow,
            Optional<StateCodec<GridState>> codec)
            implements Projection<GridState>, ImmutableStates {
        static OfEvents of(String name, @Nullable String rowIdField) {
            EventFilter relevant = EventFilter.typeIn(GridFold.types());
            return new OfEvents(
                    name, relevant, new TableState(rowIdField), false, Optional.of(GridStateCodec.INSTANCE));
        }

        @Override
        public GridState initial() {
            return EMPTY;
        }

        @Override
        public GridState apply(GridState state, RecordedEvent event) {
            if (!ofOneRow) {
                return GridFold.apply(state, event, table); // ignores events of other types
            }
            if (!relevant.test(event)) {
                return state;
            }
            if (GridFold.namesRowsByPosition(event)) {
                throw new IllegalStateException("the event may name rows by their positions, which depend on all rows;"
                        + " use GridState.projection(), not the projection of one row");
            }
            return GridFold.apply(state, event, table);
        }

        @Override
        public Map<String, String> misfits(GridState state) {
            if (state.misfits.isEmpty()) {
                return Map.of();
            }
            Map<String, String> notes = new LinkedHashMap<>();
            state.misfits.forEach((type, misfit) -> notes.put(
                    "grid " + type,
                    "events of type=" + type + " do not fit and change nothing; the first is id=" + misfit.firstId()
                            + ": " + misfit.reason()));
            return notes;
        }

        @Override
        public String toString() {
            return "Projection[" + name + "]";
        }
    }

    Grid gridOrNew(String gridId) {
        Grid grid = grids.get(gridId);
        return grid == null ? Grid.empty(gridId) : grid;
    }

    GridState with(Grid grid) {
        return new GridState(grids.plus(grid.gridId(), grid), ignoredEvents, misfits);
    }

    GridState without(String gridId) {
        return grids.containsKey(gridId) ? new GridState(grids.minus(gridId), ignoredEvents, misfits) : this;
    }

    GridState withMisfit(RecordedEvent event, String reason) {
        Misfits before = misfits.get(event.type());
        Misfits after = before == null
                ? new Misfits(1, event.id(), reason)
                : new Misfits(before.count + 1, before.firstId, before.reason);
        return new GridState(grids, ignoredEvents + 1, misfits.plus(event.type(), after));
    }

    /**
     * The events of one type whose payloads do not fit.
     *
     * @param count the number of events
     * @param firstId the id of the first of these events
     * @param reason the reason why the first of these events does not fit; may name a field, but contains no value of a
     *     field
     */
    public record Misfits(long count, String firstId, String reason) {}

    /**
     * Returns a grid.
     *
     * @param gridId the grid
     * @return the grid; empty if no event created it, or if it was destroyed
     */
    public Optional<Grid> grid(String gridId) {
        return Optional.ofNullable(grids.get(gridId));
    }

    /**
     * Returns the ids of all grids.
     *
     * @return their ids, sorted
     */
    public Set<String> gridIds() {
        return grids.keySet();
    }

    /**
     * Returns the number of events of the catalog that were ignored because their payloads do not fit.
     *
     * @return the number, since the first event that was folded
     */
    public long ignoredEvents() {
        return ignoredEvents;
    }

    /**
     * Returns the events of the catalog that were ignored, by type. If this state results from a state that an earlier
     * version of this library stored, the events before the stored state are counted only in {@link #ignoredEvents}.
     *
     * @return the ignored events by type, sorted
     */
    public Map<String, Misfits> misfits() {
        return misfits;
    }

    /**
     * Checks whether an event of the catalog can be applied to this state.
     *
     * @param event any event
     * @return the reason why the event does not fit; empty if it fits, or is not of the catalog
     */
    public Optional<String> misfit(RecordedEvent event) {
        Misfits found = PROJECTION
                .apply(new GridState(grids, 0, TreePMap.empty()), event)
                .misfits
                .get(event.type());
        return Optional.ofNullable(found).map(Misfits::reason);
    }

    /**
     * Returns the whole state as plain data, to print or to compare: {@link Grid#toData} by grid, sorted by id, and
     * the number of ignored events.
     *
     * <p><b>Cost.</b> O(rows of all grids).
     *
     * @return an immutable map
     */
    @Override
    public Map<String, @Nullable Object> toData() {
        Map<String, @Nullable Object> gridData = new LinkedHashMap<>();
        for (Grid grid : grids.values()) {
            gridData.put(grid.gridId(), grid.toData());
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("grids", PlainData.ofPlain(gridData));
        data.put("ignoredEvents", ignoredEvents);
        return PlainData.ofPlain(data);
    }

    /** Returns whether the grids and the numbers of ignored events are equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof GridState that && ignoredEvents == that.ignoredEvents && grids.equals(that.grids));
    }

    @Override
    public int hashCode() {
        return grids.hashCode() * 31 + Long.hashCode(ignoredEvents);
    }

    @Override
    public String toString() {
        return "GridState[grids=" + grids.values() + " ignoredEvents=" + ignoredEvents + "]";
    }
}

package dev.playhead.benchmarks.journal;

import dev.playhead.benchmarks.contender.Tick;
import dev.playhead.event.GridEvent;
import dev.playhead.grid.GridEvents.CellEdit;
import dev.playhead.grid.GridEvents.CellFocus;
import dev.playhead.grid.GridEvents.CellHover;
import dev.playhead.grid.GridEvents.CellSelect;
import dev.playhead.grid.GridEvents.CellValidationError;
import dev.playhead.grid.GridEvents.ColumnFilter;
import dev.playhead.grid.GridEvents.ColumnResize;
import dev.playhead.grid.GridEvents.ColumnSort;
import dev.playhead.grid.GridEvents.GridStateChange;
import dev.playhead.grid.GridEvents.RowAdd;
import dev.playhead.grid.GridEvents.RowRemove;
import dev.playhead.grid.GridEvents.RowSelect;
import dev.playhead.grid.GridEvents.RowUpdate;
import dev.playhead.grid.GridEvents.StateUpdate;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * A writer of the payloads of ticks and of the grid session. It writes field by field, with separate code for each
 * class. An application that stores its events in a peer would have such code, because it is faster than code that
 * inspects classes.
 */
final class PayloadFields {
    private static final Map<Class<?>, BiConsumer<Object, FieldSink>> BY_CLASS = Map.ofEntries(
            of(Tick.class, (tick, to) -> {
                cell(tick.gridId(), tick.rowId(), tick.columnId(), to);
                to.number("oldValue", tick.oldValue());
                to.number("newValue", tick.newValue());
            }),
            of(RowUpdate.class, (update, to) -> {
                row(update.gridId(), update.rowId(), to);
                to.value("changes", update.changes());
            }),
            of(CellHover.class, (hover, to) -> {
                to.text("gridId", hover.gridId());
                to.value("rowId", hover.rowId());
                to.value("columnId", hover.columnId());
            }),
            of(CellFocus.class, (focus, to) -> {
                to.text("gridId", focus.gridId());
                to.value("rowId", focus.rowId());
                to.value("columnId", focus.columnId());
            }),
            of(CellEdit.class, (edit, to) -> {
                cell(edit.gridId(), edit.rowId(), edit.columnId(), to);
                to.value("oldValue", edit.oldValue());
                to.value("newValue", edit.newValue());
            }),
            of(CellSelect.class, (select, to) -> {
                to.text("gridId", select.gridId());
                to.value("rowIds", select.rowIds());
                to.value("columnIds", select.columnIds());
                to.flag("selected", select.selected());
                to.value("replace", select.replace());
            }),
            of(CellValidationError.class, (error, to) -> {
                cell(error.gridId(), error.rowId(), error.columnId(), to);
                to.value("message", error.message());
            }),
            of(RowSelect.class, (select, to) -> {
                to.text("gridId", select.gridId());
                to.value("rowIds", select.rowIds());
                to.flag("selected", select.selected());
                to.value("replace", select.replace());
            }),
            of(RowAdd.class, (add, to) -> {
                row(add.gridId(), add.rowId(), to);
                to.value("values", add.values());
                to.value("index", add.index());
            }),
            of(RowRemove.class, (remove, to) -> row(remove.gridId(), remove.rowId(), to)),
            of(ColumnSort.class, (sort, to) -> {
                column(sort.gridId(), sort.columnId(), to);
                to.text("direction", sort.direction().name());
                to.value("priority", sort.priority());
            }),
            of(ColumnFilter.class, (filter, to) -> {
                column(filter.gridId(), filter.columnId(), to);
                to.value("operator", filter.operator());
                to.value("value", filter.value());
            }),
            of(ColumnResize.class, (resize, to) -> {
                column(resize.gridId(), resize.columnId(), to);
                to.number("width", resize.width());
            }),
            of(GridStateChange.class, (change, to) -> {
                to.text("gridId", change.gridId());
                to.value("changes", change.changes());
            }),
            of(StateUpdate.class, (update, to) -> {
                to.text("gridId", update.gridId());
                to.text("path", update.path());
                to.value("value", update.value());
            }));

    private PayloadFields() {}

    private static <P> Map.Entry<Class<?>, BiConsumer<Object, FieldSink>> of(
            Class<P> payload, BiConsumer<P, FieldSink> fields) {
        return Map.entry(payload, (object, to) -> fields.accept(payload.cast(object), to));
    }

    private static void row(String gridId, String rowId, FieldSink to) {
        to.text("gridId", gridId);
        to.text("rowId", rowId);
    }

    private static void column(String gridId, String columnId, FieldSink to) {
        to.text("gridId", gridId);
        to.text("columnId", columnId);
    }

    private static void cell(String gridId, String rowId, String columnId, FieldSink to) {
        row(gridId, rowId, to);
        to.text("columnId", columnId);
    }

    /** Writes the payload of an event to a sink. */
    static void write(GridEvent event, FieldSink to) {
        Object payload = Objects.requireNonNull(event.payload(), "payload");
        BiConsumer<Object, FieldSink> fields = BY_CLASS.get(payload.getClass());
        if (fields == null) {
            throw new IllegalArgumentException(
                    "payload=" + payload.getClass().getName() + " cannot be encoded for a compared engine");
        }
        fields.accept(payload, to);
    }

    /** {@return the time of an event as the peers store it: the number of nanoseconds since 1970} */
    static long nanos(GridEvent event) {
        Instant time = event.timestamp();
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }
}

package dev.playhead.grid;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.Projection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A grid state to which a test applies events, one at a time, with plain maps as payloads. */
final class Recording {
    static final String GRID = "orders";

    private final Projection<GridState> projection = GridState.projection();
    private GridState state = projection.initial();
    private long sequence;

    /** Applies an event of the grid {@link #GRID}. {@code fields} has the keys and values of the payload, in turn. */
    Recording record(String type, Object... fields) {
        Map<String, Object> payload = map("gridId", GRID);
        payload.putAll(map(fields));
        return recordPayload(type, payload);
    }

    Recording recordPayload(String type, Object payload) {
        state = projection.apply(state, event(sequence++, type, payload));
        return this;
    }

    GridState state() {
        return state;
    }

    /** {@return the grid {@link #GRID}} */
    Grid grid() {
        return state.grid(GRID).orElseThrow();
    }

    /** Returns a recording of a grid with the columns {@code name} and {@code price} and the rows 1, 2 and 3. */
    static Recording ofThreeRows() {
        return new Recording()
                .record(
                        "grid:init",
                        "columns",
                        List.of(map("columnId", "name"), map("columnId", "price", "width", 80)),
                        "rows",
                        List.of(row("1", "apple", 10), row("2", "pear", 20), row("3", "plum", 30)));
    }

    private static Map<String, Object> row(String rowId, String name, long price) {
        return map("rowId", rowId, "values", map("name", name, "price", price));
    }

    static RecordedEvent event(long sequence, String type, Object payload) {
        return RecordedEvent.of(
                sequence, GridEvent.of(type, PlainData.of(payload), Instant.EPOCH, "user", PlainData.emptyMap()));
    }

    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}

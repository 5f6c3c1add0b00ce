package dev.playhead.benchmarks.travel;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.session.GridSession;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.grid.Grid;
import dev.playhead.grid.GridEvents;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import dev.playhead.timetravel.TimelineManager;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A driver that computes states at random times of a session in a grid of 10,000 rows, and runs queries for the events
 * that led to states. Arguments: number of events, milliseconds for each kind of state.
 */
public final class TravelDriver {
    public static final String SMALL = "state of 1 KB";
    static final String REFERRED = "state of 1 KB without a codec";
    public static final String GRID = "grid of 10,000 rows";
    public static final String ROW = "one row of the grid";
    public static final String TEN_ROWS = "ten rows read";
    public static final String ALL_ROWS = "all rows read";

    private static final String EVENTS = "events";
    private static final String GRID_ID = "orders";
    private static final String MARK = "mark";
    private static final int ROWS = 10_000;
    private static final long SEED = 11;
    private static final int MAX_TIMES = 20_000;
    private static final int MIN_TIMES = 100;
    private static final int QUESTIONS = 5;
    private static final int ROWS_LOOKED_AT = 10;
    private static final long MAX_SEALING_MILLIS = 120_000;
    /** The id of a row that exists during the whole session, and that is traded often. */
    private static final String ROW_ID = "ORD-100105";

    /**
     * A projection to a state of about 30 entries: the number of events, and for each type and column, the row of the
     * last event.
     */
    private static final Projection<Map<String, @Nullable Object>> LAST_ROWS = Projection.of(
            "last-rows",
            PlainData.emptyMap(),
            TravelDriver::named,
            StateCodec.ofData(
                    "1", rows -> rows, data -> data instanceof Map<?, ?> map ? PlainData.mapOf(map) : Map.of()));

    private static final Projection<Map<String, @Nullable Object>> LAST_ROWS_REFERRED =
            Projection.of("last-rows-referred", PlainData.emptyMap(), TravelDriver::named);

    /** The sum of all results. It is reported, so that the compiler cannot eliminate the computation of a state. */
    private static long asked;

    private TravelDriver() {}

    private static Map<String, @Nullable Object> named(Map<String, @Nullable Object> rows, RecordedEvent event) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(rows);
        changed.put(EVENTS, events(rows) + 1);
        if (event.payload() instanceof Map<?, ?> payload && payload.get("rowId") instanceof String row) {
            changed.put(event.type() + " " + payload.get("columnId"), row);
        }
        return PlainData.ofPlain(changed);
    }

    private static long events(Map<String, @Nullable Object> rows) {
        return rows.get(EVENTS) instanceof Long number ? number : 0;
    }

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        long millis = Long.parseLong(args[1]);
        try (EventHistory history = EventHistory.builder()
                .capacity(count)
                .projection(LAST_ROWS, LAST_ROWS_REFERRED, GridState.projection())
                .build()) {
            fill(history, count);
            long eventBytes = history.stats().bytes();
            states(history, SMALL, LAST_ROWS, count, millis, eventBytes);
            states(history, REFERRED, LAST_ROWS_REFERRED, count, millis, eventBytes);
            states(history, GRID, GridState.projection(), count, millis, eventBytes);
            Random rows = new Random(SEED);
            looks(history, TEN_ROWS, state -> rowsLookedAt(state, rows), count, millis);
            looks(history, ALL_ROWS, TravelDriver::allRowsLookedAt, count, millis);
            questions(history.timeline(), count);
        }
        Fork.report("unused", asked);
    }

    private static void fill(EventHistory history, int count) {
        GridSession session = GridSession.ofRows(SEED, ROWS);
        session.opening().forEach(history::recordEvent);
        for (int i = ROWS; i < count; i++) {
            GridEvent event = session.next();
            history.recordEvent(
                    i == count / 3 * 2
                            ? GridEvents.STATE_UPDATE
                                    .event(new GridEvents.StateUpdate(GRID_ID, MARK, true))
                                    .at(event.timestamp())
                            : event);
        }
        Quiet.await(MAX_SEALING_MILLIS);
    }

    private static <S> void states(
            EventHistory history, String name, Projection<S> projection, int count, long millis, long eventBytes) {
        Random random = new Random(SEED);
        long before = history.stats().checkpointBytes();
        long begin = System.nanoTime();
        history.timeline().snapshot().state(projection);
        Fork.report(name + ".first", System.nanoTime() - begin);
        Fork.report(name + ".bytes", history.stats().checkpointBytes() - before);
        Fork.report(name + ".events.bytes", eventBytes);
        // This result is not used. It only lets the code be compiled before the measurement.
        ask(history, projection, state -> 1, random, count, millis / 2);
        report(name, ask(history, projection, state -> 1, random, count, millis));
    }

    private static void report(String name, Sample sample) {
        Fork.report(name + ".p50", sample.percentile(50));
        Fork.report(name + ".p99", sample.percentile(99));
    }

    /** Measures the time to compute the state of the grid at a random time and to read some or all of its rows. */
    private static void looks(
            EventHistory history, String rows, ToLongFunction<GridState> look, int count, long millis) {
        Random random = new Random(SEED);
        ask(history, GridState.projection(), look, random, count, millis / 2);
        report(GRID + "." + rows, ask(history, GridState.projection(), look, random, count, millis));
    }

    private static long rowsLookedAt(GridState state, Random random) {
        Optional<Grid> grid = state.grid(GRID_ID);
        List<String> ids = grid.map(Grid::rowIds).orElse(List.of());
        long fields = 0;
        for (int i = 0; i < ROWS_LOOKED_AT && !ids.isEmpty(); i++) {
            fields += fields(grid, ids.get(random.nextInt(ids.size())));
        }
        return fields;
    }

    private static long allRowsLookedAt(GridState state) {
        Optional<Grid> grid = state.grid(GRID_ID);
        long fields = 0;
        for (String id : grid.map(Grid::rowIds).orElse(List.of())) {
            fields += fields(grid, id);
        }
        return fields;
    }

    private static int fields(Optional<Grid> grid, String row) {
        return grid.flatMap(there -> there.row(row)).map(Map::size).orElse(0);
    }

    private static <S> Sample ask(
            EventHistory history,
            Projection<S> projection,
            ToLongFunction<S> look,
            Random random,
            int count,
            long millis) {
        Sample sample = new Sample();
        long end = System.nanoTime() + millis * 1_000_000;
        while (sample.size() < MIN_TIMES || (sample.size() < MAX_TIMES && System.nanoTime() < end)) {
            Instant time = history.getEvent(Integer.toString(random.nextInt(count)))
                    .orElseThrow()
                    .timestamp();
            long begin = System.nanoTime();
            asked += look.applyAsLong(history.getEventSnapshot(time).state(projection));
            sample.add((double) (System.nanoTime() - begin));
        }
        return sample;
    }

    private static void questions(TimelineManager timeline, int count) {
        question(SMALL + ".bisect", () -> found(timeline.bisect(LAST_ROWS, rows -> events(rows) > count / 3 * 2L)));
        question(SMALL + ".firstEventWhere", () -> found(timeline.firstEventWhere(LAST_ROWS, Map::isEmpty)));
        Projection<GridState> grid = GridState.projection();
        question(GRID + ".bisect", () -> found(timeline.bisect(grid, TravelDriver::isMarked)));
        question(GRID + ".firstEventWhere", () -> found(timeline.firstEventWhere(grid, state -> false)));
        question(
                GRID + ".changesOf",
                () -> timeline.changesOf(grid, TravelDriver::price).size());
        Projection<GridState> row = GridState.projection(GRID_ID, ROW_ID);
        question(
                ROW + ".changesOf",
                () -> timeline.changesOf(row, TravelDriver::price).size());
    }

    private static boolean isMarked(GridState state) {
        return state.grid(GRID_ID).map(grid -> grid.state().containsKey(MARK)).orElse(false);
    }

    private static @Nullable Object price(GridState state) {
        return state.grid(GRID_ID).map(grid -> grid.cell(ROW_ID, "last")).orElse(null);
    }

    private static int found(Optional<RecordedEvent> event) {
        return event.isPresent() ? 1 : 0;
    }

    private static void question(String name, LongSupplier question) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < QUESTIONS; i++) {
            long begin = System.nanoTime();
            asked += question.getAsLong();
            best = Math.min(best, System.nanoTime() - begin);
        }
        Fork.report(name, best);
    }
}

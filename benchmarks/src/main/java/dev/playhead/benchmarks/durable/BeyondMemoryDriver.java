package dev.playhead.benchmarks.durable;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.Repeated;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.harness.UsedHeap;
import dev.playhead.benchmarks.session.Filling;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.Projection;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * A driver that searches a file and computes states at random sequences, with a small memory budget. Arguments: file,
 * number of events, budget in bytes, milliseconds for each search, number of states.
 */
final class BeyondMemoryDriver {
    static final String STATE = "state of the grid at a random event";
    private static final int MAX_TIMES = 2_000;
    private static final int FIRST = 100;

    private BeyondMemoryDriver() {}

    /** {@return the searches; each key is the name of a row of results} */
    static Map<String, ToLongFunction<EventHistory>> searches() {
        Map<String, ToLongFunction<EventHistory>> searches = new LinkedHashMap<>();
        searches.put("count by a common type", history -> history.count(EventFilter.typeIs("cell:edit")));
        searches.put("count by a rare type", history -> history.count(EventFilter.typeIs(Filling.RARE_TYPE)));
        searches.put(
                "count by a rare value", history -> history.count(EventFilter.payloadField("rowId", Filling.RARE_ROW)));
        searches.put(
                "the event with a rare value",
                history -> history.getEvents(EventFilter.payloadField("rowId", Filling.RARE_ROW))
                        .size());
        searches.put(
                "the first hundred events with a common value",
                history -> history.getEvents(EventFilter.payloadField("columnId", "price"), FIRST)
                        .size());
        return searches;
    }

    public static void main(String[] args) {
        int count = Integer.parseInt(args[1]);
        long budget = Long.parseLong(args[2]);
        long millis = Long.parseLong(args[3]);
        int states = Integer.parseInt(args[4]);
        Projection<GridState> projection = GridState.projection();
        long before = UsedHeap.bytes();
        try (EventHistory history = EventHistory.builder()
                .file(Path.of(args[0]))
                .memoryBudget(budget)
                .projection(projection)
                .build()) {
            searches().forEach((name, search) -> measure(name, () -> search.applyAsLong(history), millis));
            Sample sample = new Sample();
            Random random = new Random(11);
            for (int i = 0; i < states; i++) {
                long sequence = random.nextInt(count);
                long begin = System.nanoTime();
                GridState state = history.getEventSnapshotAtSequence(sequence).state(projection);
                long nanos = System.nanoTime() - begin;
                sample.add((double) nanos);
                Fork.report(STATE + (i == 0 ? ".first" : ".unused"), i == 0 ? nanos : state.ignoredEvents());
            }
            Fork.report(STATE + ".median", sample.median());
            Fork.report(STATE + ".most", sample.percentile(100));
            Quiet.await(500);
            Fork.report("held", history.stats().bytes());
            Fork.report("heap", UsedHeap.bytes() - before);
        }
        Fork.report("unused", Repeated.unused());
    }

    private static void measure(String name, LongSupplier search, long millis) {
        long begin = System.nanoTime();
        long found = search.getAsLong();
        Fork.report(name + ".first", System.nanoTime() - begin);
        Fork.report(name + ".found", found);
        Sample sample = Repeated.times(search, millis, MAX_TIMES);
        Fork.report(name + ".median", sample.median());
        Fork.report(name + ".most", sample.percentile(100));
    }
}

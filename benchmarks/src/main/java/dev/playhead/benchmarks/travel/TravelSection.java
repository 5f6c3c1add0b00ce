package dev.playhead.benchmarks.travel;

import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.util.List;

/**
 * The section that measures how long it takes to compute the state at a random point of the history, and how long the
 * queries {@code bisect}, {@code firstEventWhere} and {@code changesOf} take.
 */
public final class TravelSection implements Measurement {
    public static final List<Integer> SIZES = List.of(1_000_000, 10_000_000);
    private static final int HEAP_MEGABYTES = 3_072;

    public static String key(int events, String state) {
        return "travel." + events + "." + state + ".";
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        StringBuilder text = new StringBuilder();
        for (int events : plan.full() ? SIZES : SIZES.subList(0, 1)) {
            figures.putAll(
                    "travel." + events + ".",
                    Fork.run(TravelDriver.class, HEAP_MEGABYTES, String.valueOf(events), plan.argument(8_000, 2_000)));
            Table states = new Table(
                    "states of " + Quantity.COUNT.text(events) + " events",
                    "first state",
                    "p50",
                    "p99",
                    "checkpoints per event",
                    "ratio to the events");
            for (String state : List.of(TravelDriver.SMALL, TravelDriver.REFERRED, TravelDriver.GRID)) {
                String key = key(events, state);
                double bytes = figures.get(key + "bytes");
                states.row(
                        state,
                        Quantity.NANOS.text(figures.get(key + "first")),
                        Quantity.NANOS.text(figures.get(key + "p50")),
                        Quantity.NANOS.text(figures.get(key + "p99")),
                        Quantity.BYTES.text(bytes / events),
                        Quantity.RATIO.text(bytes / figures.get(key + "events.bytes")));
            }
            text.append(states.text()).append('\n');
            Table looks = new Table(TravelDriver.GRID + ", " + Quantity.COUNT.text(events) + " events", "p50", "p99");
            for (String rows : List.of(TravelDriver.TEN_ROWS, TravelDriver.ALL_ROWS)) {
                String key = key(events, TravelDriver.GRID) + rows + ".";
                looks.row(
                        rows,
                        Quantity.NANOS.text(figures.get(key + "p50")),
                        Quantity.NANOS.text(figures.get(key + "p99")));
            }
            text.append(looks.text()).append('\n');
        }
        Table questions = new Table("queries on 1,000,000 events", "bisect", "firstEventWhere", "changesOf");
        for (String state : List.of(TravelDriver.SMALL, TravelDriver.GRID, TravelDriver.ROW)) {
            String key = key(SIZES.get(0), state);
            questions.row(
                    state,
                    Quantity.NANOS.text(figures.get(key + "bisect")),
                    Quantity.NANOS.text(figures.get(key + "firstEventWhere")),
                    Quantity.NANOS.text(figures.get(key + "changesOf")));
        }
        return text.append(questions.text())
                .append("\nThe first state that is requested from a history is folded from all events before it, and"
                        + " checkpoints are made during this fold. Redux DevTools, which keeps every state, takes"
                        + " about 1 µs to return one (quoted, not measured here).\n")
                .toString();
    }
}

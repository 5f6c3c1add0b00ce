package dev.playhead.benchmarks.growth;

import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;

/** The section that shows whether recording, access and search get slower as the history grows. */
public final class GrowthSection implements Measurement {
    public static final int LEAST = 1_000;
    public static final int MOST = 10_000_000;
    private static final int HUGE = 100_000_000;
    private static final int HEAP_MEGABYTES = 4_096;
    private static final int HUGE_HEAP_MEGABYTES = 10_240;

    public static String key(int events, String figure) {
        return "growth." + events + "." + figure;
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        List<Integer> sizes = new ArrayList<>(
                plan.of(List.of(LEAST, 10_000, 100_000, 1_000_000, MOST), List.of(LEAST, 100_000, 1_000_000)));
        if (plan.huge()) {
            sizes.add(HUGE);
        }
        Table costs = new Table("events kept", "recording an event", "filling", "bytes per event");
        Table access = new Table(
                "getEvent(id), events kept",
                "block not read, p50",
                "p99",
                "random, p50",
                "p99",
                "again, p50",
                "again, p99");
        Table search = new Table(
                "count of one event, events kept",
                "by type, first",
                "p50",
                "p99",
                "by value, first",
                "by value, p50",
                "by value, p99");
        for (int events : sizes) {
            Figures measured = Fork.run(
                    GrowthDriver.class,
                    events > MOST ? HUGE_HEAP_MEGABYTES : HEAP_MEGABYTES,
                    String.valueOf(events),
                    plan.argument(60, 20),
                    plan.argument(2_000, 300));
            figures.putAll(key(events, ""), measured);
            String size = Quantity.COUNT.text(events);
            costs.row(
                    size,
                    Quantity.NANOS.text(measured.get("record")),
                    Quantity.RATE.text(measured.get("fill.rate")),
                    Quantity.BYTES.text(measured.get("bytes")));
            access.row(times(size, measured, "cold.p50", "cold.p99", "any.p50", "any.p99", "again.p50", "again.p99"));
            search.row(times(
                    size, measured, "type.first", "type.p50", "type.p99", "equal.first", "equal.p50", "equal.p99"));
        }
        return costs.text() + '\n' + access.text() + '\n' + search.text();
    }

    private static String[] times(String first, Figures measured, String... names) {
        String[] cells = new String[names.length + 1];
        cells[0] = first;
        for (int i = 0; i < names.length; i++) {
            cells[i + 1] = Quantity.NANOS.text(measured.get(names[i]));
        }
        return cells;
    }
}

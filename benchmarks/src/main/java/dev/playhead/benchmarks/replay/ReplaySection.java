package dev.playhead.benchmarks.replay;

import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.util.List;
import java.util.Locale;

/**
 * The section on the lateness of replayed events, compared with a loop that only waits. It also measures the rate of a
 * replay that does not wait.
 */
public final class ReplaySection implements Measurement {
    private static final int HEAP_MEGABYTES = 2_048;
    private static final double MAX_NANOS_OF_CONTROL = 200_000;
    private static final List<String> WAYS =
            List.of(ReplayRateDriver.CONSUMER, ReplayRateDriver.BUS, ReplayRateDriver.FILTERED);

    public static String key(String loop, String figure) {
        return "replay." + loop + "." + figure;
    }

    public static String rateKey(String way) {
        return "replay.rate." + way;
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        figures.putAll(
                "replay.", Fork.run(ReplayDriver.class, HEAP_MEGABYTES, plan.argument(8, 3), plan.argument(5, 3)));
        figures.putAll(
                "replay.rate.",
                Fork.run(
                        ReplayRateDriver.class,
                        HEAP_MEGABYTES,
                        plan.argument(1_000_000, 500_000),
                        plan.argument(15, 7)));
        Table late = new Table(
                "replay at speed 1, gaps of 0 to 2 ms", "p50", "p99", "max", "drift per turn", "share of a core");
        row(late, figures, ReplayDriver.PRECISE, "replay");
        row(late, figures, ReplayDriver.PARKING, "power-saving replay, which only parks");
        row(late, figures, ReplayDriver.CONTROL, "control loop, which only spins");
        Table rates = new Table("replay without waiting, in memory", "events per second");
        WAYS.forEach(way -> rates.row(way, Quantity.RATE.text(figures.get(rateKey(way)))));
        return late.text() + '\n' + rates.text();
    }

    private static void row(Table table, Figures figures, String loop, String name) {
        double share = figures.get(key(loop, "processor"));
        table.row(
                name,
                Quantity.NANOS.text(figures.get(key(loop, "p50"))),
                Quantity.NANOS.text(figures.get(key(loop, "p99"))),
                Quantity.NANOS.text(figures.get(key(loop, "max"))),
                Quantity.NANOS.text(figures.get(key(loop, "drift"))),
                Figures.isMeasured(share) ? String.format(Locale.ROOT, "%.0f %%", share * 100) : "–");
    }

    /**
     * Returns the 99th percentile of the lateness of the precise replay, minus that of the control loop. Returns {@link
     * Figures#MISSING} if the control loop was so late that the difference would show only the load of the machine.
     */
    public static double excess(Figures figures) {
        double control = figures.get(key(ReplayDriver.CONTROL, "p99"));
        return control <= MAX_NANOS_OF_CONTROL
                ? figures.get(key(ReplayDriver.PRECISE, "p99")) - control
                : Figures.MISSING;
    }

    /**
     * {@return the amount by which the lateness of the precise replay changes during a turn of {@link ReplayDriver}, or
     * {@link Figures#MISSING} if the control loop was too late}
     */
    public static double drift(Figures figures) {
        return Figures.isMeasured(excess(figures)) ? figures.get(key(ReplayDriver.PRECISE, "drift")) : Figures.MISSING;
    }
}

package dev.playhead.benchmarks.idle;

import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Microbenchmarks;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;

/** The section on the cost of a history that does not record. */
public final class IdleSection implements Measurement {
    static String key(String method, String figure) {
        return "idle." + method + "." + figure;
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        Microbenchmarks.run(IdleBenchmarks.class, plan, figures, "idle.");
        Table table = new Table("one event offered", "time", "minus the baseline", "allocated");
        row(table, figures, "an empty method, the baseline", "nothing", "nothing");
        row(table, figures, "recordEvent, disabled", "disabled", "nothing");
        row(table, figures, "recordEvent, paused", "paused", "nothing");
        row(table, figures, "bus with no history, the baseline", "busWithoutHistory", "busWithoutHistory");
        row(table, figures, "bus with a disabled history", "busOfDisabled", "busWithoutHistory");
        row(table, figures, "bus with a paused history", "busOfPaused", "busWithoutHistory");
        return table.text();
    }

    private static void row(Table table, Figures figures, String title, String method, String baseline) {
        table.row(
                title,
                Quantity.NANOS.text(figures.get(key(method, "nanos"))),
                method.equals(baseline) ? "" : Quantity.NANOS.text(excess(figures, method, baseline)),
                Quantity.BYTES.text(bytes(figures, method)));
    }

    public static double excess(Figures figures, String method, String baseline) {
        return figures.get(key(method, "nanos")) - figures.get(key(baseline, "nanos"));
    }

    /**
     * Returns the number of bytes that a call allocates. Returns 0 for less than 0.01 bytes per call, because JMH's own
     * allocations, divided by the number of calls, take up to that much.
     */
    public static double bytes(Figures figures, String method) {
        double bytes = figures.get(key(method, "bytes"));
        return bytes < 0.01 ? 0 : bytes;
    }
}

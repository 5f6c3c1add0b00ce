package dev.playhead.benchmarks.paced;

import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.util.List;

/** The section on the delay that recording causes in a loop that records an event every ten microseconds. */
public final class PacedSection implements Measurement {
    private static final int HEAP_MEGABYTES = 3_072;
    private static final int PER_SECOND = 100_000;
    private static final double MAX_NANOS_OF_CONTROL = 200_000;
    private static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9, 100.0);

    public static String key(Setup contender, String loop, double percentile) {
        return "paced." + contender.argument() + "." + loop + "." + PacedDriver.name(percentile);
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        List<Setup> contenders = plan.of(
                List.of(
                        Setup.MOST_WORK_BEAN,
                        Setup.MOST_WORK_MAP,
                        Setup.LEAST_WORK,
                        Setup.JFR_MEMORY,
                        Setup.JFR_DISK,
                        Setup.CHRONICLE,
                        Setup.RING),
                List.of(Setup.MOST_WORK_BEAN, Setup.LEAST_WORK, Setup.JFR_MEMORY));
        Table table = new Table("100,000 events per second", "p50", "p99", "p99.9", "max", "p99.9 minus the control's");
        for (Setup contender : contenders) {
            Figures measured = Fork.run(
                    PacedDriver.class,
                    HEAP_MEGABYTES,
                    contender.argument(),
                    String.valueOf(PER_SECOND),
                    plan.argument(2, 1),
                    plan.argument(7, 3));
            figures.putAll("paced." + contender.argument() + ".", measured);
            table.row(row(figures, contender, "recording", contender.description()));
            table.row(row(figures, contender, "control", "its control loop"));
        }
        return table.text();
    }

    private static String[] row(Figures figures, Setup contender, String loop, String name) {
        String[] cells = new String[PERCENTILES.size() + 2];
        cells[0] = name;
        for (int i = 0; i < PERCENTILES.size(); i++) {
            cells[i + 1] = Quantity.NANOS.text(figures.get(key(contender, loop, PERCENTILES.get(i))));
        }
        cells[cells.length - 1] = "control".equals(loop) ? "" : Quantity.NANOS.text(excess(figures, contender));
        return cells;
    }

    /**
     * Returns the median, over the turns, of the 99.9th percentile of a contender's lateness minus that of its control
     * loop. Returns {@link Figures#MISSING} if the control loop was so late that the difference would show only the
     * load of the machine.
     */
    public static double excess(Figures figures, Setup contender) {
        boolean usable = figures.get(key(contender, "control", 99.9)) <= MAX_NANOS_OF_CONTROL;
        return usable ? figures.get(key(contender, "excess", 99.9)) : Figures.MISSING;
    }
}

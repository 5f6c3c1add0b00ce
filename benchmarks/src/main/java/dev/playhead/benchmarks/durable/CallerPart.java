package dev.playhead.benchmarks.durable;

import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.journal.JournalKind;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The part that measures the time that {@code recordEvent} takes in the calling thread: with a history in a file,
 * compared with a history in memory.
 */
public final class CallerPart {
    public static final Setup MEMORY = Setup.LEAST_WORK;
    public static final Setup FILE = MEMORY.inFile();
    private static final double SHARE = 0.5;

    private CallerPart() {}

    public static String key(Setup contender, String figure) {
        return "durable.caller." + contender.argument() + "." + figure;
    }

    /**
     * Returns the ratio of the time of a call with a file to that of a call in memory. Returns {@link Figures#MISSING}
     * if the machine was so busy that one of these calls took no longer than an empty call.
     */
    public static double ratio(Figures figures) {
        double file = figures.get(key(FILE, "mean"));
        double memory = figures.get(key(MEMORY, "mean"));
        return file > 0 && memory > 0 ? file / memory : Figures.MISSING;
    }

    static String measure(Plan plan, Figures figures, Path folder) {
        int perSecond = (int) (figures.get(AppendPart.key(JournalKind.INTERVAL, AppendPart.TICKS, "rate")) * SHARE);
        List<String> figuresOfEach = List.of("mean", "p99.0", "p99.9", "achieved", "control");
        for (int round = 0; round < plan.of(3, 1); round++) {
            List<Setup> order = round % 2 == 0 ? List.of(MEMORY, FILE) : List.of(FILE, MEMORY);
            for (Setup contender : order) {
                Figures measured = Fork.run(
                        folder,
                        CallerDriver.class,
                        DurableSection.HEAP_MEGABYTES,
                        contender.argument(),
                        String.valueOf(perSecond),
                        plan.argument(1_000, 500),
                        plan.argument(3, 1));
                figures.putAll(key(contender, round + "."), measured);
            }
        }
        Table table = new Table(
                String.format(Locale.ROOT, "recordEvent, %s ticks per second", Quantity.COUNT.text(perSecond)),
                "mean",
                "p99",
                "p99.9",
                "achieved rate",
                "empty call, subtracted from the mean");
        for (Setup contender : List.of(MEMORY, FILE)) {
            for (String figure : figuresOfEach) {
                Sample sample = new Sample();
                for (int round = 0; round < plan.of(3, 1); round++) {
                    sample.add(figures.get(key(contender, round + "." + figure)));
                }
                figures.put(key(contender, figure), sample.median());
            }
            table.row(
                    contender.equals(FILE) ? "Playhead, INTERVAL" : "Playhead, in memory",
                    Quantity.NANOS.text(figures.get(key(contender, "mean"))),
                    Quantity.NANOS.text(figures.get(key(contender, "p99.0"))),
                    Quantity.NANOS.text(figures.get(key(contender, "p99.9"))),
                    Quantity.RATE.text(figures.get(key(contender, "achieved"))),
                    Quantity.NANOS.text(figures.get(key(contender, "control"))));
        }
        return table.text();
    }
}

package dev.playhead.benchmarks.durable;

import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.Locale;

/** The part that measures queries of a file of 100 million events. */
public final class HugePart {
    public static final String ANSWERED = "answered";
    public static final String MEDIAN_EVENT = "event.median";
    public static final String LATE_EVENT = "event.p99";
    private static final int HEAP_MEGABYTES = 1_024;

    private HugePart() {}

    public static String key(String figure) {
        return "durable.huge." + figure;
    }

    /** {@return the key of the figure for the median time of a count by type} */
    public static String byType() {
        return key(HugeDriver.TYPE + ".median");
    }

    /** {@return the key of the figure for the median time of a count by a value that only one event has} */
    public static String byRareValue() {
        return key(HugeDriver.RARE + ".median");
    }

    /** {@return the key of the figure for the median time of a count by a value that no event has} */
    public static String byAbsentValue() {
        return key(HugeDriver.ABSENT + ".median");
    }

    static String measure(Plan plan, Figures figures, Path folder, Path file, int events) {
        Figures measured = Fork.run(
                folder,
                HugeDriver.class,
                HEAP_MEGABYTES,
                file.toString(),
                String.valueOf(events),
                plan.argument(5_000, 1_000),
                plan.argument(50_000, 5_000));
        figures.putAll(key(""), measured);
        Table table = new Table(
                Quantity.COUNT.text(events) + " events, read only", "found", "first time", "median", "maximum");
        for (String what : HugeDriver.searches().keySet()) {
            table.row(
                    what,
                    Quantity.COUNT.text(measured.get(what + ".found")),
                    Quantity.NANOS.text(measured.get(what + ".first")),
                    Quantity.NANOS.text(measured.get(what + ".median")),
                    Quantity.NANOS.text(measured.get(what + ".most")));
        }
        return table.text()
                + String.format(
                        Locale.ROOT,
                        "%nThe first answer in a new process, including opening and class loading: %s. A random event, warm: %s,"
                                + " p99 %s. The heap grew by %s.%n",
                        Quantity.NANOS.text(measured.get(ANSWERED)),
                        Quantity.NANOS.text(measured.get(MEDIAN_EVENT)),
                        Quantity.NANOS.text(measured.get(LATE_EVENT)),
                        Quantity.BYTES.text(measured.get("heap")));
    }
}

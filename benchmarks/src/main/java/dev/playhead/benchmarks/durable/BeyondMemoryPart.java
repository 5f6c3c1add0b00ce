package dev.playhead.benchmarks.durable;

import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The part that measures searches and states of a file that is several times larger than the memory budget of the
 * history.
 */
final class BeyondMemoryPart {
    private static final int HEAP_MEGABYTES = 1_024;
    private static final int TIMES_LARGER = 6;

    private BeyondMemoryPart() {}

    static String key(String figure) {
        return "durable.beyond." + figure;
    }

    static String measure(Plan plan, Figures figures, Path folder, Path file, int events) {
        double bytes = figures.get(OpenPart.key(events, "fill.bytes"));
        long budget = (long) (bytes / TIMES_LARGER);
        Figures measured = Fork.run(
                folder,
                BeyondMemoryDriver.class,
                HEAP_MEGABYTES,
                file.toString(),
                String.valueOf(events),
                String.valueOf(budget),
                plan.argument(500, 100),
                plan.argument(5, 3));
        figures.putAll(key(""), measured);
        Table table = new Table(
                String.format(
                        Locale.ROOT,
                        "%s events, %s, with a budget of %s",
                        Quantity.COUNT.text(events),
                        Quantity.BYTES.text(bytes),
                        Quantity.BYTES.text((double) budget)),
                "found",
                "first time",
                "median",
                "maximum");
        for (String what : BeyondMemoryDriver.searches().keySet()) {
            table.row(row(figures, what, Quantity.COUNT.text(figures.get(key(what + ".found")))));
        }
        table.row(row(figures, BeyondMemoryDriver.STATE, ""));
        return table.text()
                + String.format(
                        Locale.ROOT,
                        "%nMemory in use afterwards: %s by `stats()`, %s of the budget; the heap grew by %s.%n",
                        Quantity.BYTES.text(figures.get(key("held"))),
                        Quantity.RATIO.text(figures.get(key("held")) / budget),
                        Quantity.BYTES.text(figures.get(key("heap"))));
    }

    private static String[] row(Figures figures, String what, String found) {
        return new String[] {
            what,
            found,
            Quantity.NANOS.text(figures.get(key(what + ".first"))),
            Quantity.NANOS.text(figures.get(key(what + ".median"))),
            Quantity.NANOS.text(figures.get(key(what + ".most")))
        };
    }
}

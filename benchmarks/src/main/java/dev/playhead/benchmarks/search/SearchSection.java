package dev.playhead.benchmarks.search;

import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.util.List;

/** The section on the time of searches in a thousand and in a million events, and of walks over a million events. */
public final class SearchSection implements Measurement {
    static final List<Integer> SIZES = List.of(1_000, 1_000_000);
    private static final int WALKED = 1_000_000;
    private static final int HEAP_MEGABYTES = 3_072;

    public static String key(int events, String search, String figure) {
        return "search." + events + "." + search + "." + figure;
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        StringBuilder text = new StringBuilder();
        for (int events : SIZES) {
            Figures measured =
                    Fork.run(SearchDriver.class, HEAP_MEGABYTES, String.valueOf(events), plan.argument(500, 80));
            figures.putAll("search." + events + ".", measured);
            Table table = new Table(
                    "search among " + Quantity.COUNT.text(events) + " events",
                    "found",
                    "first count",
                    "later count",
                    "first hundred events");
            for (String search : SearchDriver.searches(events).keySet()) {
                table.row(
                        search,
                        Quantity.COUNT.text(figures.get(key(events, search, "found"))),
                        Quantity.NANOS.text(figures.get(key(events, search, "cold"))),
                        Quantity.NANOS.text(figures.get(key(events, search, "count"))),
                        Quantity.NANOS.text(figures.get(key(events, search, "first"))));
            }
            text.append(text.isEmpty() ? "" : "\n").append(table.text());
        }
        return text + "\n" + walks(plan, figures);
    }

    private static String walks(Plan plan, Figures figures) {
        Figures measured =
                Fork.run(WalkDriver.class, HEAP_MEGABYTES, String.valueOf(WALKED), plan.argument(1_500, 200));
        figures.putAll("walk.", measured);
        Table table = new Table("a walk over " + Quantity.COUNT.text(WALKED) + " events", "time per event");
        WalkDriver.readings()
                .keySet()
                .forEach(reading -> table.row(reading, Quantity.NANOS.text(figures.get(walk(reading)))));
        return table.text();
    }

    /** {@return the key of the figure for a walk: the time per event in nanoseconds} */
    public static String walk(String reading) {
        return "walk." + reading;
    }

    /** {@return the time to count the matches or to read the first hundred matches, whichever is longer} */
    public static double slower(Figures figures, int events, String search) {
        return Math.max(figures.get(key(events, search, "count")), figures.get(key(events, search, "first")));
    }
}

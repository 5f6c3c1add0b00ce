package dev.playhead.benchmarks.durable;

import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.journal.JournalKind;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The part that measures the rate at which one thread appends events to a file, and the size of an event in the file.
 * It alternates between Playhead and its peers.
 */
public final class AppendPart {
    public static final String TICKS = "ticks";
    public static final String SESSION = "session";
    private static final List<JournalKind> FEW = List.of(JournalKind.INTERVAL, JournalKind.CHRONICLE);
    private static final List<JournalKind> MOST = List.of(
            JournalKind.INTERVAL,
            JournalKind.CHRONICLE,
            JournalKind.CHRONICLE_WIRE,
            JournalKind.ROCKSDB,
            JournalKind.SQLITE);

    /**
     * The least number of events for which {@link #bytes} returns the size of an event. In a file with fewer events,
     * the fixed part, which even an empty file has, is a large share of the bytes.
     */
    private static final int MIN_FOR_BYTES = 50_000;

    /**
     * The number of runs of a driver in a full measurement. The session has many kinds of events, so on a machine with
     * two cores, the code that appends these events is compiled only after several runs.
     */
    private static final int TIMES = 6;

    private AppendPart() {}

    public static String key(JournalKind kind, String workload, String figure) {
        return "durable.append." + kind.argument() + "." + workload + "." + figure;
    }

    /** {@return the size of an event in the file, in bytes; {@link Figures#MISSING} if the file has too few events} */
    public static double bytes(Figures figures, JournalKind kind, String workload) {
        boolean many = figures.get(key(kind, workload, "events")) >= MIN_FOR_BYTES;
        return many ? figures.get(key(kind, workload, "bytes")) : Figures.MISSING;
    }

    static double sessionRate(Figures figures) {
        return figures.get(key(JournalKind.INTERVAL, SESSION, "rate"));
    }

    static String measure(Plan plan, Figures figures, Path folder) {
        List<JournalKind> all = List.of(JournalKind.values());
        return table(plan, figures, folder, TICKS, plan.of(all, FEW), "ticks, one thread")
                + '\n'
                + table(plan, figures, folder, SESSION, plan.of(all, MOST), "grid session, one thread");
    }

    private static String table(
            Plan plan, Figures figures, Path folder, String workload, List<JournalKind> kinds, String title) {
        Map<JournalKind, Sample> rates = new EnumMap<>(JournalKind.class);
        Map<JournalKind, Sample> fresh = new EnumMap<>(JournalKind.class);
        measure(plan, figures, folder, workload, kinds, rates, fresh);
        Table table = new Table(
                title,
                "lost if killed",
                "appended",
                "ratio to Chronicle",
                "in a new process",
                "minimum",
                "maximum",
                "processor time",
                "on disk",
                "events appended");
        double chronicle =
                rates.getOrDefault(JournalKind.CHRONICLE, new Sample()).median();
        for (JournalKind kind : kinds) {
            Sample rate = rates.getOrDefault(kind, new Sample());
            figures.put(key(kind, workload, "rate"), rate.median());
            table.row(
                    kind.description(),
                    kind.lostByKill(),
                    Quantity.RATE.text(rate.median()),
                    Quantity.RATIO.text(rate.median() / chronicle),
                    Quantity.RATE.text(fresh.getOrDefault(kind, new Sample()).median()),
                    Quantity.RATE.text(rate.percentile(0)),
                    Quantity.RATE.text(rate.percentile(100)),
                    Quantity.NANOS.text(figures.get(key(kind, workload, "processor"))),
                    Quantity.BYTES.text(figures.get(key(kind, workload, "bytes"))),
                    Quantity.COUNT.text(figures.get(key(kind, workload, "events"))));
        }
        return table.text();
    }

    /**
     * Measures each kind once in each round. The order is reversed in every other round, so that other load on the
     * machine affects all kinds equally.
     */
    private static void measure(
            Plan plan,
            Figures figures,
            Path folder,
            String workload,
            List<JournalKind> kinds,
            Map<JournalKind, Sample> rates,
            Map<JournalKind, Sample> fresh) {
        List<JournalKind> order = new ArrayList<>(kinds);
        for (int round = 0; round < plan.of(3, 1); round++) {
            for (JournalKind kind : order) {
                Figures measured = Fork.run(
                        folder,
                        AppendDriver.class,
                        DurableSection.HEAP_MEGABYTES,
                        kind.argument(),
                        workload,
                        plan.argument(TIMES, 2),
                        plan.argument(1_200, 400));
                figures.putAll(key(kind, workload, ""), measured);
                rates.computeIfAbsent(kind, first -> new Sample()).add(measured.get("rate"));
                fresh.computeIfAbsent(kind, first -> new Sample()).add(measured.get("new"));
            }
            Collections.reverse(order);
        }
    }
}

package dev.playhead.benchmarks.size;

import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.nio.file.Path;

/** The section on the number of bytes that an event takes. */
public final class SizeSection implements Measurement {
    public static final String SESSION = "session";
    static final String FEED = "feed";
    static final String TICKS = "ticks";
    private static final int HEAP_MEGABYTES = 3_072;
    /**
     * The least number of events for which the used heap is reported. With fewer events, the fixed size of a history
     * and the inaccuracy of the measurement outweigh the size of the events.
     */
    private static final int MIN_FOR_HEAP = 5_000;

    public static String key(String stream, String figure) {
        return "size." + stream + "." + figure;
    }

    public static String name(Path stream) {
        return String.valueOf(stream.getFileName()).replaceAll("\\.jsonl(\\.gz)?$", "");
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        Table table = new Table(
                "bytes per event",
                "events",
                "JSON Lines",
                "xz -6",
                "sealed",
                "ratio to xz",
                "headers",
                "by stats()",
                "heap",
                "heap after a search");
        String count = plan.argument(200_000, 30_000);
        measure(figures, table, SESSION, "grid session", SESSION, count);
        measure(figures, table, FEED, "grid session of core's tests", FEED, count);
        measure(figures, table, TICKS, "ticks, as recorded by the peers", TICKS, count);
        for (Path stream : plan.streams()) {
            measure(figures, table, name(stream), name(stream), "file", stream.toString());
        }
        Table peers = new Table("bytes per tick", "Playhead", "xz -6", "JFR, on disk", "Chronicle Queue, on disk");
        figures.putAll(
                key("jfr", ""), Fork.run(PeerSizeDriver.class, HEAP_MEGABYTES, Setup.JFR_DISK.argument(), count));
        figures.putAll(
                key("chronicle", ""),
                Fork.run(PeerSizeDriver.class, HEAP_MEGABYTES, Setup.CHRONICLE.argument(), count));
        peers.row(
                "5 fields, time, type, source",
                Quantity.BYTES.text(figures.get(key(TICKS, "bytes"))),
                Quantity.BYTES.text(figures.get(key(TICKS, "xz"))),
                Quantity.BYTES.text(figures.get(key("jfr", "bytes"))),
                Quantity.BYTES.text(figures.get(key("chronicle", "bytes"))));
        String none = plan.streams().isEmpty() ? "\nNo real streams were given or found; see `--stream`.\n" : "";
        return table.text() + none + '\n' + peers.text();
    }

    private static void measure(Figures figures, Table table, String key, String title, String kind, String argument) {
        figures.putAll(key(key, ""), Fork.run(SizeDriver.class, HEAP_MEGABYTES, kind, argument));
        double events = figures.get(key(key, "events"));
        boolean many = events >= MIN_FOR_HEAP;
        table.row(
                title,
                Quantity.COUNT.text(events),
                Quantity.BYTES.text(figures.get(key(key, "lines"))),
                Quantity.BYTES.text(figures.get(key(key, "xz"))),
                Quantity.BYTES.text(figures.get(key(key, "blocks"))),
                Quantity.RATIO.text(byXz(figures, key)),
                Quantity.BYTES.text(figures.get(key(key, "headers"))),
                Quantity.BYTES.text(figures.get(key(key, "bytes"))),
                Quantity.BYTES.text(many ? figures.get(key(key, "heap")) : Figures.MISSING),
                Quantity.BYTES.text(many ? figures.get(key(key, "heap.read")) : Figures.MISSING));
    }

    /** {@return the ratio of the size of the sealed blocks to the size of the compressed JSON Lines} */
    public static double byXz(Figures figures, String stream) {
        return figures.get(key(stream, "blocks")) / figures.get(key(stream, "xz"));
    }
}

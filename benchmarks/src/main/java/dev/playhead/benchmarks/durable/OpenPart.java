package dev.playhead.benchmarks.durable;

import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part that measures the time to open a file and to run the first queries of its events. */
public final class OpenPart {
    private static final int HEAP_MEGABYTES = 1_024;

    private final Plan plan;
    private final Figures figures;
    private final Path folder;
    private final Table table = new Table(
            "events in the opened file",
            "size",
            "written",
            "opened",
            "count by type",
            "latest event",
            "all three",
            "maximum",
            "again in the same process");

    OpenPart(Plan plan, Figures figures, Path folder) {
        this.plan = plan;
        this.figures = figures;
        this.folder = folder;
    }

    public static String key(int events, String figure) {
        return "durable.open." + events + "." + figure;
    }

    /**
     * Writes a file, and opens it in several virtual machines, one after the other. The file is kept for the later
     * parts of this run.
     */
    void measure(int events) {
        Path file = DurableSection.file(folder, events);
        open(file, events, fill(file, events));
    }

    /**
     * Opens a file in several virtual machines, one after the other, and returns the file. The file is kept for later
     * runs, and is written only if it is missing.
     */
    Path measureKept(int events, Path kept) {
        Path file = DurableSection.file(kept, events);
        try {
            Files.createDirectories(kept);
            Figures filled = new Figures();
            if (Files.exists(file)) {
                filled.put("bytes", (double) Files.size(file));
            } else {
                filled = fill(file, events);
            }
            open(file, events, filled);
        } catch (IOException e) {
            throw new UncheckedIOException("folder=" + kept + ": no file can be created in this folder", e);
        }
        return file;
    }

    private Figures fill(Path file, int events) {
        return Fork.run(
                folder, FillDriver.class, DurableSection.HEAP_MEGABYTES, file.toString(), String.valueOf(events));
    }

    private void open(Path file, int events, Figures filled) {
        figures.putAll(key(events, "fill."), filled);
        Sample opened = new Sample();
        Sample counted = new Sample();
        Sample latest = new Sample();
        Sample all = new Sample();
        Sample again = new Sample();
        for (int i = 0; i < plan.of(5, 2); i++) {
            Figures measured = Fork.run(folder, OpenDriver.class, HEAP_MEGABYTES, file.toString());
            opened.add(measured.get("open"));
            counted.add(measured.get("count"));
            latest.add(measured.get("latest"));
            all.add(measured.get("all"));
            again.add(measured.get("again"));
        }
        figures.put(key(events, "all"), all.median());
        table.row(
                Quantity.COUNT.text(events),
                Quantity.BYTES.text(filled.get("bytes")),
                Quantity.RATE.text(filled.get("rate")),
                Quantity.NANOS.text(opened.median()),
                Quantity.NANOS.text(counted.median()),
                Quantity.NANOS.text(latest.median()),
                Quantity.NANOS.text(all.median()),
                Quantity.NANOS.text(all.percentile(100)),
                Quantity.NANOS.text(again.median()));
    }

    String text() {
        return table.text();
    }
}

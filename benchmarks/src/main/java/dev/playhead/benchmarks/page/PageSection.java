package dev.playhead.benchmarks.page;

import dev.playhead.benchmarks.durable.FillDriver;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The section on the page of the DevTools: what a person waits for, in Chromium, from the request to the painted frame. */
public final class PageSection implements Measurement {
    private static final int HEAP_MEGABYTES = 1_024;
    private static final int JUMPS = 1_000;
    private static final int WINDOWS = 40;
    private static final int SCROLL_MILLIS = 10_000;
    private static final long SEED = 42;
    private static final List<String> FILTERS = List.of(
            "cell:edit",
            "@user",
            "rowId=ORD-100583",
            "columnId=quantity",
            "newValue>3000",
            "-@core price",
            "\"quantity\"");

    private final Random random = new Random(SEED);
    private final Table table = new Table("what", "median", "p95", "longest", "target");

    @Override
    public String measure(Plan plan, Figures figures) {
        Path benchmarks = plan.scratch().toAbsolutePath().getParent();
        Path root = benchmarks == null ? null : benchmarks.getParent();
        Path playhead = root == null ? null : root.resolve("playhead");
        if (playhead == null || !Files.isExecutable(playhead)) {
            throw new IllegalStateException("file=" + playhead + " is missing or not executable");
        }
        int events = plan.of(10_000_000, 1_000_000);
        try (Scratch scratch = Scratch.in(plan.scratch())) {
            Path file = scratch.folder().resolve("session.playhead");
            Figures unused = Fork.run(
                    scratch.folder(), FillDriver.class, HEAP_MEGABYTES, file.toString(), String.valueOf(events));
            try (Chromium browser = new Chromium()) {
                open(plan, figures, browser, playhead, file, scratch.folder());
                try (ServedFile served =
                        new ServedFile(playhead, file, scratch.folder().resolve("cache"))) {
                    browser.open(served.address() + "&tab=state");
                    jump(figures, browser, events);
                    scroll(figures, browser);
                    filter(figures, browser);
                }
            }
            Figures feed = Fork.run(scratch.folder(), FeedDriver.class, HEAP_MEGABYTES, plan.argument(6, 2));
            return text(figures, feed, events);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Measures from the start of the command until the list and the timeline are painted. */
    private void open(Plan plan, Figures figures, Chromium browser, Path playhead, Path file, Path folder)
            throws IOException {
        Sample listed = new Sample();
        Sample usable = new Sample();
        for (int round = -1; round < plan.of(7, 2); round++) { // the round -1 builds the command
            long begin = System.nanoTime();
            try (ServedFile served = new ServedFile(playhead, file, folder.resolve("cache" + round))) {
                browser.open(served.address());
                double rows = browser.number("await measured.until(() => measured.rows().length > 5); return 0");
                long first = System.nanoTime();
                double plot = browser.number(
                        "await measured.until(() => document.querySelector('.timeline .lane-names li') !== null); return 0");
                long second = System.nanoTime();
                if (round >= 0) {
                    listed.add(first - begin + rows);
                    usable.add(second - begin + plot);
                }
            }
        }
        row(figures, "from playhead open to the list of events", listed, "");
        row(figures, "from playhead open to list and timeline", usable, "2 s");
    }

    /** Moves the playhead to random events, beside the state of the grid. */
    private void jump(Figures figures, Chromium browser, int events) {
        Sample first = new Sample();
        first.add(browser.nanos("""
                const before = performance.now();
                await measured.until(() => measured.rows().length > 5 && measured.state() !== null);
                return performance.now() - before;"""));
        Sample jumps = new Sample();
        for (int i = -20; i < JUMPS; i++) { // the first ones warm up
            double nanos = browser.nanos("""
                    const before = performance.now();
                    await measured.enter('go-to', args[0]);
                    await measured.until(() => measured.state() === `#${args[0]}`);
                    return performance.now() - before;""", String.valueOf(random.nextInt(events)));
            if (i >= 0) {
                jumps.add(nanos);
            }
        }
        figures.put("page.heap", browser.heapBytes());
        figures.put(
                "page.rows",
                browser.number(
                        "return Number(document.querySelector('[role=grid][aria-label=State]').ariaRowCount) - 1"));
        row(figures, "first state, without kept states", first, "");
        row(figures, "jump to a random event, with its state", jumps, "50 ms");
    }

    private void scroll(Figures figures, Chromium browser) {
        figures.put("page.scrollTasks", browser.number("""
                measured.tasks.length = 0;
                const list = measured.list();
                const end = performance.now() + args[0];
                let speed = 40;
                while (performance.now() < end) {
                    list.scrollTop += speed;
                    speed = Math.min(2000, speed * 1.01);
                    await new Promise((then) => requestAnimationFrame(then));
                }
                await measured.frame();
                return measured.tasks.filter((t) => t > 50).length;""", SCROLL_MILLIS));
        figures.put("page.scrollLongest", browser.nanos("return Math.max(0, ...measured.tasks)"));
    }

    /** Applies filters, and scrolls to random windows of what matches. */
    private void filter(Figures figures, Chromium browser) {
        Sample first = new Sample();
        Sample windows = new Sample();
        for (String filter : FILTERS) {
            first.add(browser.nanos("""
                    const asked = measured.asked;
                    const before = performance.now();
                    await measured.enter('filter', args[0]);
                    await measured.until(() => measured.asked > asked && measured.isListed());
                    return performance.now() - before;""", filter));
            for (int i = 0; i < WINDOWS; i++) {
                windows.add(browser.nanos("""
                        const list = measured.list();
                        const before = performance.now();
                        list.scrollTop = args[0] * (list.scrollHeight - list.clientHeight);
                        await measured.frame();
                        await measured.until(measured.isListed);
                        return performance.now() - before;""", random.nextDouble()));
            }
        }
        row(figures, "first window of a filter", first, "");
        row(figures, "further window of a filter", windows, "200 ms");
    }

    private void row(Figures figures, String what, Sample sample, String target) {
        figures.put("page." + what, sample.median());
        table.row(
                what,
                Quantity.NANOS.text(sample.median()),
                Quantity.NANOS.text(sample.percentile(95)),
                Quantity.NANOS.text(sample.percentile(100)),
                target);
    }

    private String text(Figures figures, Figures feed, int events) {
        double alone = feed.get("alone");
        double followed = feed.get("followed");
        double processor = feed.get("alone processor");
        double followedProcessor = feed.get("followed processor");
        return String.format(
                Locale.ROOT,
                """
                A file of %s events of the grid session, whose grid has %s rows at the end of the jumps.

                %s
                Heap of the page after %,d jumps: %s (target 80 MB). Scrolling for ten seconds, faster and faster: %s tasks \
                above 50 ms (target 0), the longest %s (0 if none was above 50 ms).

                A feed of 10,000 events a second into memory, with a million events: recording one takes %s alone and %s \
                while a page follows, %s (target 1.05×). Of the processor's time, it takes %s and %s, %s. These are medians \
                of turns of five seconds, on a machine whose processors the page and its server use, too. In the page, the \
                longest time between two frames was %s, with %s tasks above 50 ms. It showed the last event at most %s after \
                the end.
                """,
                Quantity.COUNT.text(events),
                Quantity.COUNT.text(figures.get("page.rows")),
                table.text(),
                JUMPS,
                Quantity.BYTES.text(figures.get("page.heap")),
                Quantity.COUNT.text(figures.get("page.scrollTasks")),
                Quantity.NANOS.text(figures.get("page.scrollLongest")),
                Quantity.NANOS.text(alone),
                Quantity.NANOS.text(followed),
                Quantity.RATIO.text(followed / alone),
                Quantity.NANOS.text(processor),
                Quantity.NANOS.text(followedProcessor),
                Quantity.RATIO.text(followedProcessor / processor),
                Quantity.NANOS.text(feed.get("frame")),
                Quantity.COUNT.text(feed.get("tasks")),
                Quantity.NANOS.text(feed.get("behind")));
    }
}

package dev.playhead.benchmarks.page;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.session.Filling;
import dev.playhead.devtools.DevTools;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A driver that records 10,000 events a second in memory. In turns, no page is open, or a page follows the feed. Argument:
 * the number of turns of each kind.
 */
final class FeedDriver {
    private static final int EVENTS = 1_000_000;
    private static final int PER_SECOND = 10_000;
    private static final int SECONDS = 5;
    private static final long NANOS_BETWEEN = 1_000_000_000L / PER_SECOND;

    private FeedDriver() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int turns = Integer.parseInt(args[0]);
        Filling filling = new Filling(EVENTS);
        try (EventHistory history = EventHistory.builder().capacity(EVENTS).build();
                DevTools tools = DevTools.serve(history);
                Chromium browser = new Chromium()) {
            for (int i = 0; i < EVENTS; i++) {
                history.recordEvent(filling.event(i));
            }
            List<Double> alone = new ArrayList<>();
            List<Double> followed = new ArrayList<>();
            double longest = 0;
            double longTasks = 0;
            double latest = 0;
            for (int turn = -1; turn < turns; turn++) { // the turn -1 warms up
                browser.open("about:blank");
                double withoutPage = feed(filling, history);
                browser.open(tools.address().toString());
                double unusedUntilListed =
                        browser.number("await measured.until(() => measured.rows().length > 5); return 0");
                double[] mean = new double[1];
                Thread feed = new Thread(() -> mean[0] = feed(filling, history));
                feed.start();
                double frame = browser.number("""
                        measured.tasks.length = 0;
                        let longest = 0;
                        let before = performance.now();
                        const end = before + args[0];
                        while (before < end) {
                            await new Promise((then) => requestAnimationFrame(then));
                            const now = performance.now();
                            longest = Math.max(longest, now - before);
                            before = now;
                        }
                        return longest;""", (SECONDS - 1) * 1_000);
                double tasks = browser.number("return measured.tasks.filter((t) => t > 50).length");
                feed.join();
                double behind =
                        browser.number("""
                        const before = performance.now();
                        await measured.until(() => measured.rows().some((row) => row.children[0].textContent === args[0]));
                        return performance.now() - before;""", String.valueOf(history.stats().lastSequence()));
                if (turn >= 0) {
                    alone.add(withoutPage);
                    followed.add(mean[0]);
                    longest = Math.max(longest, frame);
                    longTasks += tasks;
                    latest = Math.max(latest, behind);
                }
            }
            Fork.report("alone", median(alone));
            Fork.report("followed", median(followed));
            Fork.report("frame", longest * 1e6);
            Fork.report("tasks", longTasks);
            Fork.report("behind", latest * 1e6);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    /** Records for some seconds, and returns the mean time of recording an event in nanoseconds. */
    private static double feed(Filling filling, EventHistory history) {
        int count = SECONDS * PER_SECOND;
        int first = (int) (history.stats().recorded() % EVENTS);
        GridEvent[] events = new GridEvent[count];
        for (int i = 0; i < count; i++) {
            events[i] = filling.event(first + i);
        }
        long spent = 0;
        long next = System.nanoTime();
        int recorded = 0;
        while (recorded < count) {
            while (System.nanoTime() - next < 0) {
                LockSupport.parkNanos(NANOS_BETWEEN / 2);
            }
            // The timer of the system is coarser than the pace, so that several events may be due.
            long begin = System.nanoTime();
            int due = (int) Math.min(count - recorded, 1 + (begin - next) / NANOS_BETWEEN);
            for (int i = 0; i < due; i++) {
                history.recordEvent(events[recorded + i]);
            }
            spent += System.nanoTime() - begin;
            recorded += due;
            next += due * NANOS_BETWEEN;
        }
        return (double) spent / recorded;
    }
}

package dev.playhead.benchmarks.page;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.session.Filling;
import dev.playhead.devtools.DevTools;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * A driver that records 10,000 events a second in memory. In turns, no page is open, or a page follows the feed. Argument:
 * the number of turns of each kind.
 */
final class FeedDriver {
    private static final int EVENTS = 1_000_000;
    private static final int PER_SECOND = 10_000;
    private static final int SECONDS = 5;
    private static final long NANOS_BETWEEN = 1_000_000_000L / PER_SECOND;

    /** The mean cost of recording an event: the time that passes, and the time of the processor. */
    private record Cost(double nanos, double processorNanos) {}

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
            List<Cost> alone = new ArrayList<>();
            List<Cost> followed = new ArrayList<>();
            double longest = 0;
            double longTasks = 0;
            double latest = 0;
            for (int turn = -1; turn < turns; turn++) { // the turn -1 warms up
                browser.open("about:blank");
                Cost withoutPage = feed(filling, history);
                browser.open(tools.address().toString());
                double unusedUntilListed =
                        browser.number("await measured.until(() => measured.rows().length > 5); return 0");
                Cost[] cost = new Cost[1];
                Thread feed = new Thread(() -> cost[0] = feed(filling, history));
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
                    followed.add(cost[0]);
                    longest = Math.max(longest, frame);
                    longTasks += tasks;
                    latest = Math.max(latest, behind);
                }
            }
            Fork.report("alone", median(alone, Cost::nanos));
            Fork.report("followed", median(followed, Cost::nanos));
            Fork.report("alone processor", median(alone, Cost::processorNanos));
            Fork.report("followed processor", median(followed, Cost::processorNanos));
            Fork.report("frame", longest * 1e6);
            Fork.report("tasks", longTasks);
            Fork.report("behind", latest * 1e6);
        }
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> figure) {
        return costs.stream()
                .mapToDouble(figure)
                .sorted()
                .skip(costs.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    /** Records for some seconds, and returns the mean cost of an event. */
    private static Cost feed(Filling filling, EventHistory history) {
        int count = SECONDS * PER_SECOND;
        int first = (int) (history.stats().recorded() % EVENTS);
        GridEvent[] events = new GridEvent[count];
        for (int i = 0; i < count; i++) {
            events[i] = filling.event(first + i);
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long spent = 0;
        long processor = 0;
        long next = System.nanoTime();
        int recorded = 0;
        while (recorded < count) {
            while (System.nanoTime() - next < 0) {
                LockSupport.parkNanos(NANOS_BETWEEN / 2);
            }
            // The timer of the system is coarser than the pace, so that several events may be due.
            long begin = System.nanoTime();
            int due = (int) Math.min(count - recorded, 1 + (begin - next) / NANOS_BETWEEN);
            long processorBegin = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < due; i++) {
                history.recordEvent(events[recorded + i]);
            }
            processor += threads.getCurrentThreadCpuTime() - processorBegin;
            spent += System.nanoTime() - begin;
            recorded += due;
            next += due * NANOS_BETWEEN;
        }
        return new Cost((double) spent / recorded, (double) processor / recorded);
    }
}

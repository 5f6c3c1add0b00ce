package dev.playhead.benchmarks.replay;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.session.Filling;
import dev.playhead.bus.EventBus;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.replay.ReplayReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A driver that measures the rate of replaying a history in memory without waiting. Arguments: number of events, number
 * of replays.
 */
public final class ReplayRateDriver {
    public static final String CONSUMER = "to a consumer";
    public static final String BUS = "through a bus, to one handler";
    static final String FILTERED = "through a bus, one type among many";
    private static final int WARMUPS = 3;

    private ReplayRateDriver() {}

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        int times = Integer.parseInt(args[1]);
        EventBus bus = EventBus.create();
        long[] seen = {0};
        bus.subscribe("*", event -> seen[0]++);
        ReplayOptions fast = ReplayOptions.defaults().asFastAsPossible();
        Map<String, ToLongFunction<EventHistory>> ways = new LinkedHashMap<>();
        ways.put(CONSUMER, history -> published(history, EventFilter.all(), fast.target(event -> seen[0]++)));
        ways.put(BUS, history -> published(history, EventFilter.all(), fast));
        ways.put(FILTERED, history -> published(history, EventFilter.typeIs("cell:edit"), fast));
        try (EventHistory history =
                EventHistory.builder().capacity(count).replayTarget(bus).build()) {
            new Filling(count).fill(history, count);
            Map<String, Sample> rates = new LinkedHashMap<>();
            // The ways to replay alternate, so that the compiled code is not specialized for one of them.
            for (int time = -WARMUPS; time < times; time++) {
                boolean counts = time >= 0;
                ways.forEach((name, way) -> {
                    Quiet.await(200);
                    long begin = System.nanoTime();
                    long published = way.applyAsLong(history);
                    double rate = published * 1e9 / (System.nanoTime() - begin);
                    if (counts) {
                        rates.computeIfAbsent(name, key -> new Sample()).add(rate);
                    }
                });
            }
            rates.forEach((name, sample) -> Fork.report(name, sample.median()));
        }
        Fork.report("unused", seen[0]);
    }

    private static long published(EventHistory history, EventFilter filter, ReplayOptions options) {
        ReplayReport report = history.replay(filter, options).completion().join();
        if (report.failed() > 0 || report.published() == 0) {
            throw new IllegalStateException("published=" + report.published() + " failed=" + report.failed());
        }
        return report.published();
    }
}

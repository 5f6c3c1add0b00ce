package dev.playhead.benchmarks.durable;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Repeated;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.harness.UsedHeap;
import dev.playhead.benchmarks.session.Filling;
import dev.playhead.filter.EventFilter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * A driver that opens a file of the grid session for reading, in a new process. It measures the time to the first
 * answer, the time of searches, and the time to read events at random sequences. Arguments: file, number of events,
 * milliseconds for each search, number of events to read.
 */
final class HugeDriver {
    static final String RARE = "count by a rare value";
    static final String ABSENT = "count by an absent value";
    static final String TYPE = "count by type";
    private static final EventFilter BY_TYPE = EventFilter.typeIs("cell:edit");
    private static final int MAX_TIMES = 200;

    private HugeDriver() {}

    /** {@return the searches; each key is the name of a row of results} */
    static Map<String, EventFilter> searches() {
        Map<String, EventFilter> searches = new LinkedHashMap<>();
        searches.put(TYPE, BY_TYPE);
        searches.put(RARE, EventFilter.payloadField("rowId", Filling.RARE_ROW));
        searches.put(ABSENT, EventFilter.payloadField("rowId", Filling.ABSENT_ROW));
        return searches;
    }

    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        int count = Integer.parseInt(args[1]);
        long millis = Long.parseLong(args[2]);
        int gets = Integer.parseInt(args[3]);
        long before = UsedHeap.bytes();
        long begin = System.nanoTime();
        try (EventHistory history = EventHistory.openReadOnly(file)) {
            long found = history.count(BY_TYPE);
            Fork.report("answered", System.nanoTime() - begin);
            Fork.report("unused", found);
            searches().forEach((name, filter) -> measure(history, name, filter, millis));
            get(history, count, gets); // fills the caches before the measurement
            Sample sample = get(history, count, gets);
            Fork.report("event.median", sample.median());
            Fork.report("event.p99", sample.percentile(99));
            Fork.report("heap", UsedHeap.bytes() - before);
        }
        Fork.report("unused", Repeated.unused());
    }

    private static void measure(EventHistory history, String name, EventFilter filter, long millis) {
        long begin = System.nanoTime();
        long found = history.count(filter);
        Fork.report(name + ".first", System.nanoTime() - begin);
        Fork.report(name + ".found", found);
        Sample sample = Repeated.times(() -> history.count(filter), millis, MAX_TIMES);
        Fork.report(name + ".median", sample.median());
        Fork.report(name + ".most", sample.percentile(100));
    }

    private static Sample get(EventHistory history, int count, int gets) {
        Random random = new Random(17);
        Sample sample = new Sample();
        for (int i = 0; i < gets; i++) {
            String id = Long.toString(random.nextInt(count));
            long begin = System.nanoTime();
            boolean found = history.getEvent(id).isPresent();
            sample.add((double) (System.nanoTime() - begin));
            if (!found) {
                throw new IllegalStateException("id=" + id + " is not among the events");
            }
        }
        return sample;
    }
}

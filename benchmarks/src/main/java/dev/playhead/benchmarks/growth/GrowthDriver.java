package dev.playhead.benchmarks.growth;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.benchmarks.contender.Contender;
import dev.playhead.benchmarks.harness.Crew;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Repeated;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.recording.Bursts;
import dev.playhead.benchmarks.recording.RecordDriver;
import dev.playhead.benchmarks.session.Filling;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import java.util.List;
import java.util.Random;

/**
 * A driver that measures the costs of a history with the given number of events. Arguments: number of events, number of
 * bursts, milliseconds for each search.
 */
final class GrowthDriver {
    private static final int MAX_TIMES = 20_000;
    private static final int GETS = 100_000;
    private static final int WARMUP = 200_000;

    private GrowthDriver() {}

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        int bursts = Integer.parseInt(args[1]);
        long millis = Long.parseLong(args[2]);
        warmUp();
        try (EventHistory history = EventHistory.builder().capacity(count).build()) {
            Filling filling = new Filling(count);
            Fork.report("fill.rate", count * 1e9 / filling.fill(history, count));
            gets(history, count);
            search("type", history, EventFilter.typeIs(Filling.RARE_TYPE), millis);
            search("equal", history, EventFilter.payloadField("rowId", Filling.RARE_ROW), millis);
            HistoryStats stats = history.stats();
            Fork.report("bytes", (double) stats.bytes() / stats.stored());
            record(history, filling, bursts);
        }
        Fork.report("unused", Repeated.unused());
    }

    /** Records and gets many events, so that the code for both is compiled even if the measured history is small. */
    private static void warmUp() {
        try (EventHistory other = EventHistory.builder().capacity(WARMUP).build()) {
            new Filling(WARMUP).fill(other, WARMUP);
            get(other, new Random(1), 0, WARMUP, GETS);
        }
    }

    private static void search(String name, EventHistory history, EventFilter filter, long millis) {
        long begin = System.nanoTime();
        long found = history.count(filter);
        Fork.report(name + ".first", System.nanoTime() - begin);
        if (found != 1) {
            throw new IllegalStateException("filter=" + filter + " found count=" + found + ", not 1");
        }
        Sample warm = Repeated.times(() -> history.count(filter), millis, MAX_TIMES);
        Sample sample = Repeated.times(() -> history.count(filter), millis, MAX_TIMES);
        Fork.report(name + ".p50", sample.median());
        Fork.report(name + ".p99", sample.percentile(99));
        Fork.report(name + ".unused", warm.median());
    }

    /** Measures the time to get an event: first in blocks that were not read before, then twice by random ids. */
    private static void gets(EventHistory history, int count) {
        Random random = new Random(7);
        long first = history.getEvents(EventFilter.all(), 1).get(0).sequence();
        int distinct = Math.max(5, Math.min(1_000, count / 2_048));
        Sample cold = new Sample();
        for (int i = 0; i < distinct; i++) {
            String id = String.valueOf(first + (long) (count - 1) * i / distinct);
            cold.add(get(history, id));
        }
        Fork.report("cold.p50", cold.median());
        Fork.report("cold.p99", cold.percentile(99));
        Sample any = get(history, random, first, count, GETS);
        Fork.report("any.p50", any.median());
        Fork.report("any.p99", any.percentile(99));
        Sample again = get(history, random, first, count, GETS);
        Fork.report("again.p50", again.median());
        Fork.report("again.p99", again.percentile(99));
    }

    private static Sample get(EventHistory history, Random random, long first, int count, int times) {
        List<String> ids = random.ints(times, 0, count)
                .mapToObj(i -> String.valueOf(first + i))
                .toList();
        Sample sample = new Sample();
        for (String id : ids) {
            sample.add(get(history, id));
        }
        return sample;
    }

    private static double get(EventHistory history, String id) {
        long begin = System.nanoTime();
        boolean found = history.getEvent(id).isPresent();
        long nanos = System.nanoTime() - begin;
        if (!found) {
            throw new IllegalStateException("id=" + id + " was not found");
        }
        return nanos;
    }

    /** Measures the time that recording an event takes in the recording thread when the history is already full. */
    private static void record(EventHistory history, Filling filling, int bursts) {
        Contender.Lane lane = new Contender.Lane() {
            private int number;

            @Override
            public Object make(int ignored) {
                return filling.event(number++ & 0xffff);
            }

            @Override
            public long record(Object event) {
                return history.recordEvent((GridEvent) event);
            }
        };
        try (Crew crew = new Crew(1)) {
            Bursts measured = new Bursts(crew, List.of(lane), RecordDriver.BURST);
            Fork.report("record", measured.recorded(bursts, bursts).nanos());
            Fork.report("record.unused", measured.sum());
        }
    }
}

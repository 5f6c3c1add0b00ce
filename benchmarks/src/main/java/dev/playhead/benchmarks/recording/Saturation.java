package dev.playhead.benchmarks.recording;

import dev.playhead.benchmarks.contender.Contender;
import dev.playhead.benchmarks.harness.Crew;
import dev.playhead.benchmarks.harness.Quiet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A measurement of the maximum rate at which one or more threads can record events. The measured time includes the
 * background work after the last event.
 */
final class Saturation {
    private static final int EVENTS = 1 << 16;
    private static final int EVENTS_PER_CLOCK_READ = 256;
    private static final long MAX_DRAIN_MILLIS = 5_000;

    private final Crew crew;
    private final List<Contender.Lane> lanes;
    private final Object[][] events;
    private final AtomicLong sum = new AtomicLong();

    Saturation(Crew crew, List<Contender.Lane> lanes) {
        this.crew = crew;
        this.lanes = lanes;
        this.events = new Object[crew.size()][EVENTS];
        for (int member = 0; member < crew.size(); member++) {
            for (int i = 0; i < EVENTS; i++) {
                events[member][i] = lanes.get(member).make(member * EVENTS + i);
            }
        }
    }

    /** {@return the number of events per second that all threads together recorded} */
    double perSecond(long millis) {
        AtomicLong recorded = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + millis * 1_000_000;
        crew.run(member -> recorded.addAndGet(recordUntil(end, lanes.get(member), events[member])));
        long drained = Math.max(Quiet.await(MAX_DRAIN_MILLIS), end);
        return recorded.get() * 1e9 / (drained - begin);
    }

    private long recordUntil(long end, Contender.Lane lane, Object[] own) {
        long count = 0;
        long results = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < EVENTS_PER_CLOCK_READ; i++) {
                results += lane.record(own[(int) count & own.length - 1]);
                count++;
            }
        }
        sum.addAndGet(results);
        return count;
    }

    long sum() {
        return sum.get();
    }
}

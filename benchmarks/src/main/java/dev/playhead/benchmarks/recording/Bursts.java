package dev.playhead.benchmarks.recording;

import com.sun.management.ThreadMXBean;
import dev.playhead.benchmarks.contender.Contender;
import dev.playhead.benchmarks.harness.Crew;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.Sample;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A measurement of bursts of events that one or more threads record. Before each burst, it waits for the background
 * work of the previous burst. Only the time and the allocated memory of the recording threads are measured.
 */
public final class Bursts {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MAX_REST_MILLIS = 300;

    private final Crew crew;
    private final List<Contender.Lane> lanes;
    private final Object[][] events;
    private final int each;
    private long sum;

    /** The cost of an event: the medians, over the bursts, of the time and of the allocated memory. */
    public record Cost(double nanos, double bytes) {}

    /** The operation that a member of the crew performs with its lane and its events. */
    private interface Step {
        long run(Contender.Lane lane, Object[] events);
    }

    public Bursts(Crew crew, List<Contender.Lane> lanes, int events) {
        this.crew = crew;
        this.lanes = lanes;
        this.each = events / crew.size();
        this.events = new Object[crew.size()][each];
    }

    /** Measures the recording of events that were created before the burst. */
    public Cost recorded(int warmup, int bursts) {
        return measure(true, Bursts::record, warmup, bursts);
    }

    /** Measures the creation of events, without recording. */
    Cost made(int warmup, int bursts) {
        return measure(false, Bursts::make, warmup, bursts);
    }

    /** Measures the creation and the recording of events together. */
    Cost madeAndRecorded(int warmup, int bursts) {
        return measure(false, Bursts::makeAndRecord, warmup, bursts);
    }

    private static long record(Contender.Lane lane, Object[] events) {
        long sum = 0;
        for (Object event : events) {
            sum += lane.record(event);
        }
        return sum;
    }

    private static long make(Contender.Lane lane, Object[] events) {
        for (int i = 0; i < events.length; i++) {
            events[i] = lane.make(i);
        }
        return events.length;
    }

    private static long makeAndRecord(Contender.Lane lane, Object[] events) {
        long sum = 0;
        for (int i = 0; i < events.length; i++) {
            sum += lane.record(lane.make(i));
        }
        return sum;
    }

    private Cost measure(boolean prepared, Step step, int warmup, int bursts) {
        Sample nanos = new Sample();
        Sample bytes = new Sample();
        double[] memberNanos = new double[crew.size()];
        double[] memberBytes = new double[crew.size()];
        for (int burst = 0; burst < warmup + bursts; burst++) {
            if (prepared) {
                prepare();
            }
            Quiet.await(MAX_REST_MILLIS);
            long[] sums = new long[crew.size()];
            crew.run(member -> {
                Contender.Lane lane = lanes.get(member);
                Object[] own = events[member];
                long allocated = THREADS.getCurrentThreadAllocatedBytes();
                long begin = System.nanoTime();
                sums[member] = step.run(lane, own);
                long end = System.nanoTime();
                memberNanos[member] = (double) (end - begin) / each;
                memberBytes[member] = (double) (THREADS.getCurrentThreadAllocatedBytes() - allocated) / each;
            });
            sum += sums[0];
            if (burst >= warmup) {
                nanos.add(mean(memberNanos));
                bytes.add(mean(memberBytes));
            }
        }
        return new Cost(nanos.median(), bytes.median());
    }

    /** Creates new events for a burst, because an application also records new objects. */
    private void prepare() {
        for (int member = 0; member < events.length; member++) {
            for (int i = 0; i < each; i++) {
                events[member][i] = lanes.get(member).make(member * each + i);
            }
        }
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
    }

    public long sum() {
        return sum;
    }
}

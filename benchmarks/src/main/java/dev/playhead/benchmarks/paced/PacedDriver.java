package dev.playhead.benchmarks.paced;

import dev.playhead.benchmarks.contender.Contender;
import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.Sample;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A driver that records events at a steady rate in a loop. The loop alternates with a control loop, which does the same
 * but records nothing. Arguments: {@link Setup}, events per second, seconds of each turn, number of turns.
 *
 * <p>The lateness of an event is measured from the time at which the event is due, and not from the time at which the
 * loop begins to record it. So a long pause counts for all events that it delays.
 */
final class PacedDriver {
    private static final int EVENTS = 1 << 16;
    private static final long HIGHEST_NANOS = 60_000_000_000L;
    private static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9, 100.0);

    private PacedDriver() {}

    public static void main(String[] args) {
        int perSecond = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        int turns = Integer.parseInt(args[3]);
        try (Contender contender = Setup.parse(args[0]).open();
                Contender control = Setup.NOTHING.open()) {
            Turns recording = new Turns(contender.lane(), perSecond, turns);
            Turns waiting = new Turns(control.lane(), perSecond, turns);
            int events = perSecond * seconds;
            recording.warmUp(events);
            waiting.warmUp(events);
            for (int turn = 0; turn < turns; turn++) {
                // The order alternates, so that neither loop always follows the other.
                List<Turns> order = turn % 2 == 0 ? List.of(recording, waiting) : List.of(waiting, recording);
                for (Turns next : order) {
                    Quiet.await(500);
                    next.run(turn, events);
                }
            }
            recording.report("recording");
            waiting.report("control");
            reportExcess(recording, waiting, turns);
        }
    }

    /** Reports, for each percentile, the median of the differences between a turn and its control turn. */
    private static void reportExcess(Turns recording, Turns waiting, int turns) {
        for (int i = 0; i < PERCENTILES.size(); i++) {
            Sample excess = new Sample();
            for (int turn = 0; turn < turns; turn++) {
                excess.add(recording.values.get(i)[turn] - waiting.values.get(i)[turn]);
            }
            Fork.report("excess." + name(PERCENTILES.get(i)), excess.median());
        }
    }

    /** {@return the name of the figure for a percentile} */
    static String name(double percentile) {
        return percentile == 100 ? "max" : "p" + percentile;
    }

    /** One of the two loops, and the results of its turns. */
    private static final class Turns {
        private final Contender.Lane lane;
        private final long periodNanos;
        private final Object[] events = new Object[EVENTS];
        /** For each percentile, its value in each turn. */
        private final List<double[]> values = new ArrayList<>();

        private long sum;

        Turns(Contender.Lane lane, int perSecond, int turns) {
            this.lane = lane;
            this.periodNanos = 1_000_000_000L / perSecond;
            PERCENTILES.forEach(percentile -> values.add(new double[turns]));
            for (int i = 0; i < EVENTS; i++) {
                events[i] = lane.make(i);
            }
        }

        void warmUp(int count) {
            measure(count);
        }

        void run(int turn, int count) {
            Histogram histogram = measure(count);
            for (int i = 0; i < PERCENTILES.size(); i++) {
                values.get(i)[turn] = histogram.getValueAtPercentile(PERCENTILES.get(i));
            }
        }

        private Histogram measure(int count) {
            Histogram histogram = new Histogram(HIGHEST_NANOS, 3);
            long due = System.nanoTime() + 1_000_000;
            for (int i = 0; i < count; i++) {
                while (System.nanoTime() < due) {
                    Thread.onSpinWait();
                }
                sum += lane.record(events[i & EVENTS - 1]);
                histogram.recordValue(System.nanoTime() - due);
                due += periodNanos;
            }
            return histogram;
        }

        /** Reports the median over all turns, for each percentile. */
        void report(String name) {
            for (int i = 0; i < PERCENTILES.size(); i++) {
                Sample sample = new Sample();
                for (double value : values.get(i)) {
                    sample.add(value);
                }
                Fork.report(name + "." + PacedDriver.name(PERCENTILES.get(i)), sample.median());
            }
            Fork.report(name + ".unused", sum);
        }
    }
}

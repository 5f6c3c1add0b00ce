package dev.playhead.benchmarks.durable;

import dev.playhead.benchmarks.contender.Contender;
import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.Sample;
import org.HdrHistogram.Histogram;

/**
 * A driver that records events at a steady rate, and measures the time of each call. Turns of recording alternate with
 * turns of a control, whose calls do nothing. Arguments: {@link Setup}, events per second, milliseconds of each turn,
 * number of turns of recording, which is also that of the control.
 */
final class CallerDriver {
    private static final int EVENTS = 1 << 16;
    private static final long HIGHEST_NANOS = 60_000_000_000L;

    private CallerDriver() {}

    public static void main(String[] args) {
        int perSecond = Integer.parseInt(args[1]);
        int events = (int) (perSecond * Long.parseLong(args[2]) / 1_000);
        int turns = Integer.parseInt(args[3]);
        try (Contender contender = Setup.parse(args[0]).open();
                Contender nothing = Setup.NOTHING.open()) {
            Calls recording = new Calls(contender.lane(), perSecond);
            Calls control = new Calls(nothing.lane(), perSecond);
            control.turn(events / 4);
            recording.turn(events);
            recording.calls.reset();
            Sample means = new Sample();
            Sample nothings = new Sample();
            Sample paces = new Sample();
            for (int turn = 0; turn < turns; turn++) {
                Quiet.await(500);
                double idle = control.turn(events);
                Quiet.await(500);
                means.add(recording.turn(events) - idle);
                nothings.add(idle);
                paces.add(recording.perSecond);
            }
            Fork.report("mean", means.median());
            Fork.report("control", nothings.median());
            Fork.report("p99.0", recording.calls.getValueAtPercentile(99));
            Fork.report("p99.9", recording.calls.getValueAtPercentile(99.9));
            Fork.report("achieved", paces.median());
            Fork.report("unused", recording.sum + control.sum);
        }
    }

    private static final class Calls {
        private final Contender.Lane lane;
        private final double periodNanos;
        private final Object[] events = new Object[EVENTS];
        private final Histogram calls = new Histogram(HIGHEST_NANOS, 3);
        private double perSecond;
        private long sum;

        Calls(Contender.Lane lane, int perSecond) {
            this.lane = lane;
            this.periodNanos = 1e9 / perSecond;
            for (int i = 0; i < EVENTS; i++) {
                events[i] = lane.make(i);
            }
        }

        /** Makes the given number of calls, and returns the mean time of a call in nanoseconds. */
        double turn(int times) {
            long first = System.nanoTime();
            long nanos = 0;
            for (int i = 0; i < times; i++) {
                long due = first + (long) (i * periodNanos);
                long begin = System.nanoTime();
                while (begin < due) {
                    Thread.onSpinWait();
                    begin = System.nanoTime();
                }
                sum += lane.record(events[i & EVENTS - 1]);
                long taken = System.nanoTime() - begin;
                nanos += taken;
                calls.recordValue(taken);
            }
            perSecond = times * 1e9 / (System.nanoTime() - first);
            return (double) nanos / times;
        }
    }
}

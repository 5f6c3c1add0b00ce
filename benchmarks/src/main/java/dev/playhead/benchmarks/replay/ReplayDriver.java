package dev.playhead.benchmarks.replay;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.session.GridSession;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.ReplayClock;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.replay.ReplayReport;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A driver that alternates between three loops. One loop replays a stream with short gaps at its original speed.
 * Another loop replays the same stream, but waits only by parking. The control loop publishes nothing, and waits until
 * the same times by spinning. Arguments: the number of seconds that each loop takes in a turn, and the number of turns.
 */
public final class ReplayDriver {
    public static final String CONTROL = "control";
    public static final String PRECISE = "precise";
    public static final String PARKING = "parking";
    static final List<String> LOOPS = List.of(CONTROL, PRECISE, PARKING);

    private static final long SEED = 5;
    private static final int MAX_GAP_MICROS = 2_000;
    private static final int DRIFT_SHARE = 10;
    private static final Instant START = Instant.parse("2026-03-02T09:30:00Z");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ReplayDriver() {}

    public static void main(String[] args) {
        int seconds = Integer.parseInt(args[0]);
        int turns = Integer.parseInt(args[1]);
        long[] due = dueNanos(seconds);
        Map<String, Sample> samples = new LinkedHashMap<>();
        try (EventHistory history = filled(due)) {
            for (int turn = -1; turn < turns; turn++) { // the first turn only lets the code be compiled
                for (int i = 0; i < LOOPS.size(); i++) {
                    // The order changes, so that no loop always follows the same other loop.
                    String loop = LOOPS.get(Math.floorMod(turn + i, LOOPS.size()));
                    Quiet.await(500);
                    Map<String, Double> measured = CONTROL.equals(loop)
                            ? control(due)
                            : replay(
                                    history,
                                    due,
                                    PRECISE.equals(loop) ? ReplayClock.precise() : ReplayClock.powerSaving());
                    if (turn >= 0) {
                        measured.forEach(
                                (figure, value) -> samples.computeIfAbsent(loop + "." + figure, name -> new Sample())
                                        .add(value));
                    }
                }
            }
        }
        samples.forEach((name, sample) -> Fork.report(name, sample.median()));
    }

    /**
     * Returns the times at which events are due, with gaps of less than two milliseconds. Some events are due at the
     * same time as the previous event.
     */
    private static long[] dueNanos(int seconds) {
        Random random = new Random(SEED);
        long[] due = new long[seconds * 2_000];
        long end = seconds * 1_000_000_000L;
        int count = 0;
        for (long at = 0; at < end && count < due.length; count++) {
            due[count] = at;
            int gapMicros = random.nextInt(MAX_GAP_MICROS);
            at += random.nextInt(10) == 0 ? 0 : gapMicros * 1_000L;
        }
        return Arrays.copyOf(due, count);
    }

    private static EventHistory filled(long[] due) {
        EventHistory history = EventHistory.builder().capacity(due.length).build();
        GridEvent[] session = GridSession.events(SEED, due.length);
        for (int i = 0; i < due.length; i++) {
            history.recordEvent(session[i].at(START.plusNanos(due[i])));
        }
        return history;
    }

    private static Map<String, Double> control(long[] due) {
        long[] late = new long[due.length];
        long cpu = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime() + 1_000_000;
        for (int i = 0; i < due.length; i++) {
            long now = System.nanoTime();
            while (now - start < due[i]) {
                Thread.onSpinWait();
                now = System.nanoTime();
            }
            late[i] = now - start - due[i];
        }
        double used = THREADS.getCurrentThreadCpuTime() - cpu;
        Sample sample = new Sample();
        for (long nanos : late) {
            sample.add((double) nanos);
        }
        return figures(
                sample.median(),
                sample.percentile(99),
                sample.percentile(100),
                drift(late),
                used / (System.nanoTime() - start));
    }

    private static Map<String, Double> replay(EventHistory history, long[] due, ReplayClock clock) {
        long[] at = new long[due.length];
        long[] cpu = new long[2];
        int[] next = {0};
        ReplayReport report = history.replay(
                        EventFilter.all(), ReplayOptions.defaults().clock(clock).target((RecordedEvent event) -> {
                            int i = next[0]++;
                            at[i] = System.nanoTime();
                            if (i == 0 || i == due.length - 1) {
                                cpu[i == 0 ? 0 : 1] = THREADS.getCurrentThreadCpuTime();
                            }
                        }))
                .completion()
                .join();
        if (next[0] != due.length) {
            throw new IllegalStateException("published=" + next[0] + " of events=" + due.length);
        }
        long[] late = new long[due.length];
        for (int i = 0; i < due.length; i++) {
            // This lateness is relative to the lateness of the first event. The drift is a difference of two such
            // values, so the lateness of the first event does not affect it.
            late[i] = at[i] - at[0] - due[i];
        }
        double elapsed = at[due.length - 1] - at[0];
        return figures(
                nanos(report.lateness().p50()),
                nanos(report.lateness().p99()),
                nanos(report.lateness().max()),
                drift(late),
                (cpu[1] - cpu[0]) / elapsed);
    }

    private static double nanos(Duration duration) {
        return duration.toNanos();
    }

    /** Returns the median lateness of the last tenth of the events, minus that of the first tenth. */
    private static double drift(long[] late) {
        Sample first = new Sample();
        Sample last = new Sample();
        for (int i = 0; i < late.length / DRIFT_SHARE; i++) {
            first.add((double) late[i]);
            last.add((double) late[late.length - 1 - i]);
        }
        return last.median() - first.median();
    }

    private static Map<String, Double> figures(double p50, double p99, double max, double drift, double processor) {
        return Map.of("p50", p50, "p99", p99, "max", max, "drift", Math.abs(drift), "processor", processor);
    }
}

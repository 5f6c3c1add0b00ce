package dev.playhead.benchmarks.session;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.event.GridEvent;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * A session of any length that fills a history. After 131,072 events, the same events repeat with later times. The
 * repetitions are so far apart that they do not improve the compression of a block. The event in the middle has a type
 * and a row that no other event has.
 */
public final class Filling {
    public static final String RARE_TYPE = "audit:checkpoint";
    public static final String RARE_ROW = "ORD-RARE";
    public static final String ABSENT_ROW = "ORD-999999";
    private static final Instant START = Instant.parse("2026-03-02T09:30:00Z");
    private static final long MILLIS_BETWEEN = 37;

    private static final long SEED = 42;
    private static final int REPEATS_AFTER = 1 << 17;
    private static final long MAX_SEALING_MILLIS = 30_000;

    private final GridEvent[] session;

    public Filling(int count) {
        session = GridSession.events(SEED, Math.min(count, REPEATS_AFTER));
    }

    public static Instant time(int number) {
        return START.plusMillis(number * MILLIS_BETWEEN);
    }

    /**
     * {@return a new instance of the event with the given number; only {@link #record} replaces the event in the
     * middle}
     */
    public GridEvent event(int number) {
        return session[number % session.length].at(time(number));
    }

    /**
     * Records the given number of events, and waits until the background work is done, but at most 30 seconds. Returns
     * the time of recording in nanoseconds, without the wait.
     */
    public long fill(EventHistory history, int count) {
        long begin = System.nanoTime();
        record(history, count);
        long nanos = System.nanoTime() - begin;
        Quiet.await(MAX_SEALING_MILLIS);
        return nanos;
    }

    /** Records the given number of events, without waiting for background work. */
    public void record(EventHistory history, int count) {
        record(history, count, recorded -> {});
    }

    /** Records the given number of events. After each event, passes the number of recorded events to a callback. */
    public void record(EventHistory history, int count, IntConsumer onRecorded) {
        GridEvent rare = GridEvent.of(RARE_TYPE, Map.of("gridId", "orders", "rowId", RARE_ROW));
        for (int i = 0; i < count; i++) {
            history.recordEvent(i == count / 2 ? rare.at(time(i)) : event(i));
            onRecorded.accept(i + 1);
        }
    }
}

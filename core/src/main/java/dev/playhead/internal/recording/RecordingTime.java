package dev.playhead.internal.recording;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The recording time, by which retention measures the age of events. It starts at the time of the wall clock, or at the
 * latest recording time in the store if that is later. It advances with a monotonic time source. Adjusting the clock
 * therefore neither expires events early nor retains them longer.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class RecordingTime {
    private final LongSupplier nanoTime;
    private final long startMillis;
    private final long startNanos;

    RecordingTime(Clock clock, LongSupplier nanoTime, long latestStoredMillis) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.startMillis = Math.max(clock.millis(), latestStoredMillis);
    }

    /** Returns the current recording time, in milliseconds since the epoch. */
    long millis() {
        return startMillis + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos);
    }
}

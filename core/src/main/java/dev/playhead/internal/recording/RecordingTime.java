package dev.playhead.internal.recording;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of recording, by which retention measures the age of events. It begins with the time of a clock, or with the
 * latest time of recording in the store if that is later, and advances with a monotonic time source. So a clock that is set
 * neither expires nor shields events.
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

    /** Milliseconds since 1970. */
    long millis() {
        return startMillis + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos);
    }
}

package dev.playhead.internal.recording;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves forwards or backwards. */
final class SteppingClock extends Clock {
    private final AtomicLong millis = new AtomicLong(1_000_000_000);

    void advanceMillis(long by) {
        millis.addAndGet(by);
    }

    /** Returns the time of the clock since 1970 in nanoseconds. This method can serve as a ticker. */
    long nanoTime() {
        return TimeUnit.MILLISECONDS.toNanos(millis());
    }

    @Override
    public long millis() {
        return millis.get();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

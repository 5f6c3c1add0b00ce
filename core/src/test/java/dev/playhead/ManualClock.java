package dev.playhead;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** A clock that a test advances. */
public final class ManualClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-31T10:00:00Z");

    public void advance(Duration duration) {
        now = now.plus(duration);
    }

    /** Returns the time since 1970 in nanoseconds, truncated to milliseconds. This method can serve as a ticker. */
    public long nanoTime() {
        return TimeUnit.MILLISECONDS.toNanos(now.toEpochMilli());
    }

    @Override
    public Instant instant() {
        return now;
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

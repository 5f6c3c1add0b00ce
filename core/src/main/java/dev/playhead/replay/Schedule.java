package dev.playhead.replay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of a replay, which determines when each event is due. It is pure arithmetic on times of a monotonic
 * clock.
 *
 * <p>Every deadline is computed from one anchor, which maps a time of the clock to a time of the recording. So lateness
 * does not accumulate. The anchor moves only when the mapping changes, which happens at the start, at a pause, step or
 * seek, and at a change of speed. The time of the recording is the greatest timestamp up to the current event, so it
 * never decreases. A pause in the recording that exceeds the maximum counts as the maximum.
 */
final class Schedule {
    private final long maxGapNanos;
    private double speed;
    private boolean held;
    private long anchorNanos;
    /** The recorded time from the anchor to the current event. */
    private long sinceAnchorNanos;

    private @Nullable Instant latest;

    Schedule(Duration maxGap, double speed) {
        this.maxGapNanos = nanos(maxGap);
        this.speed = speed;
    }

    private static long nanos(Duration duration) {
        return duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000 ? Long.MAX_VALUE : duration.toNanos();
    }

    @SuppressWarnings("JavaInstantGetSecondsGetNano") // avoids a Duration for each event
    private static long nanosBetween(Instant from, Instant to) {
        long seconds = to.getEpochSecond() - from.getEpochSecond();
        return seconds >= Long.MAX_VALUE / 1_000_000_000 - 1
                ? Long.MAX_VALUE
                : seconds * 1_000_000_000 + (to.getNano() - from.getNano());
    }

    /** Makes the next event due immediately, regardless of its timestamp. */
    void restart(long nowNanos) {
        anchorNanos = nowNanos;
        sinceAnchorNanos = 0;
        latest = null;
    }

    /** Pauses the schedule between two events. */
    void hold(long nowNanos) {
        // If not paced, the whole time from the anchor to the current event remains to be played, because the speed may
        // become finite during the pause.
        if (isPaced()) {
            moveAnchor(nowNanos);
        }
        held = true;
    }

    /** Resumes the schedule at the point at which {@link #hold} paused it. */
    void resume(long nowNanos) {
        anchorNanos = nowNanos;
        held = false;
    }

    /** Changes the speed. If the schedule is paused, it remains paused. */
    void setSpeed(double newSpeed, long nowNanos) {
        if (!held) {
            moveAnchor(nowNanos);
        }
        speed = newSpeed;
    }

    /** Moves the anchor to the current time and to the corresponding point between two events of the recording. */
    private void moveAnchor(long nowNanos) {
        long played = isPaced() ? (long) ((nowNanos - anchorNanos) * speed) : sinceAnchorNanos;
        sinceAnchorNanos -= Math.min(played, sinceAnchorNanos);
        anchorNanos = nowNanos;
    }

    /** Moves the schedule to the current event, which is published now, even if it is not due yet. */
    void skipTo(long nowNanos) {
        anchorNanos = nowNanos;
        sinceAnchorNanos = 0;
    }

    boolean isPaced() {
        return Double.isFinite(speed);
    }

    /** Advances the schedule to the next event, given the timestamp of this event. */
    void advance(Instant timestamp) {
        if (latest == null) {
            latest = timestamp;
        } else if (timestamp.isAfter(latest)) {
            long gapNanos = Math.min(maxGapNanos, nanosBetween(latest, timestamp));
            long sum = sinceAnchorNanos + gapNanos;
            sinceAnchorNanos = sum < 0 ? Long.MAX_VALUE : sum;
            latest = timestamp;
        }
    }

    /** Returns the time from now until the current event is due, in nanoseconds; 0 or negative if it is due already. */
    long nanosLeft(long nowNanos) {
        long elapsedNanos = nowNanos - anchorNanos;
        return isPaced() ? (long) (sinceAnchorNanos / speed) - elapsedNanos : 0;
    }
}

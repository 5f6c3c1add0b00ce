package dev.playhead.replay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When each event is due. Pure arithmetic: times of a monotonic clock go in and out.
 *
 * <p>Every deadline is counted from one anchor, a moment of the clock that stands for a moment of the recording, so that
 * lateness does not add up. The anchor moves only where the relation of the two changes: at the start, with a pause, a seek
 * or the speed. The recording's time is the running maximum of the timestamps, so it never goes back, and a long pause in
 * it counts as the longest that is allowed.
 */
final class Schedule {
    private final long maxGapNanos;
    private double speed;
    private boolean held;
    private long anchorNanos;
    /** Recorded time from the anchor to the event last asked for. */
    private long sinceAnchorNanos;

    private @Nullable Instant latest;

    Schedule(Duration maxGap, double speed) {
        this.maxGapNanos = nanos(maxGap);
        this.speed = speed;
    }

    private static long nanos(Duration duration) {
        return duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000 ? Long.MAX_VALUE : duration.toNanos();
    }

    @SuppressWarnings("JavaInstantGetSecondsGetNano") // without a Duration for each event
    private static long nanosBetween(Instant from, Instant to) {
        long seconds = to.getEpochSecond() - from.getEpochSecond();
        return seconds >= Long.MAX_VALUE / 1_000_000_000 - 1
                ? Long.MAX_VALUE
                : seconds * 1_000_000_000 + (to.getNano() - from.getNano());
    }

    /** Lets the next event be due at once, whatever its timestamp. */
    void restart(long nowNanos) {
        anchorNanos = nowNanos;
        sinceAnchorNanos = 0;
        latest = null;
    }

    /** Stands still between two events. */
    void hold(long nowNanos) {
        if (isPaced()) { // else the event is still as far away as it was recorded, should the speed change meanwhile
            moveAnchor(nowNanos);
        }
        held = true;
    }

    /** Goes on where {@link #hold} was. */
    void resume(long nowNanos) {
        anchorNanos = nowNanos;
        held = false;
    }

    /** Goes on at another speed, or stands still until it does. */
    void setSpeed(double newSpeed, long nowNanos) {
        if (!held) {
            moveAnchor(nowNanos);
        }
        speed = newSpeed;
    }

    /** Moves the anchor to now, where the recording has come to between two events. */
    private void moveAnchor(long nowNanos) {
        long played = isPaced() ? (long) ((nowNanos - anchorNanos) * speed) : sinceAnchorNanos;
        sinceAnchorNanos -= Math.min(played, sinceAnchorNanos);
        anchorNanos = nowNanos;
    }

    /** Notes that the event last asked for was published now, however early. */
    void skipTo(long nowNanos) {
        anchorNanos = nowNanos;
        sinceAnchorNanos = 0;
    }

    boolean isPaced() {
        return Double.isFinite(speed);
    }

    /** Asks for the next event. */
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

    /** When the event last asked for is due, as a duration from now; not positive if it is. */
    long nanosLeft(long nowNanos) {
        long elapsedNanos = nowNanos - anchorNanos;
        return isPaced() ? (long) (sinceAnchorNanos / speed) - elapsedNanos : 0;
    }
}

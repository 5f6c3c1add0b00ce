package dev.playhead.devtools.api;

import java.time.Instant;

/**
 * A division of a range of time into buckets of equal length. It works for any two instants: the unit is a nanosecond
 * up to a range of about 26 days, and a power of two of nanoseconds, or of seconds, above it.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class TimeScale {
    static final int MAX_BUCKETS = 2_000;

    /** Up to this range in seconds, there are fewer than 2^63 nanoseconds. */
    private static final long MAX_NANO_SECONDS = 9_000_000_000L;
    /** The maximum bits of the number of units in a range; its product with the buckets then has no overflow. */
    private static final int UNIT_BITS = 51;

    private final Instant from;
    private final Instant to;
    private final int buckets;
    private final boolean inSeconds;
    private final int shift;
    private final long units;

    /**
     * Creates a scale.
     *
     * @param from the earliest time
     * @param to the latest time, inclusive, not before {@code from}
     * @param buckets the number of buckets, from 1 to {@value #MAX_BUCKETS}
     */
    TimeScale(Instant from, Instant to, int buckets) {
        if (to.isBefore(from) || buckets < 1 || buckets > MAX_BUCKETS) {
            throw new IllegalArgumentException("from=" + from + ", to=" + to + ", buckets=" + buckets
                    + ": to must not be before from, and there are 1 to " + MAX_BUCKETS + " buckets");
        }
        this.from = from;
        this.to = to;
        this.buckets = buckets;
        this.inSeconds = to.getEpochSecond() - from.getEpochSecond() > MAX_NANO_SECONDS;
        long distance = distance(to);
        this.shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(distance) - UNIT_BITS);
        this.units = (distance >> shift) + 1;
    }

    /** {@return the bucket of a time, from 0; -1 if the time is outside of the range} */
    int bucket(Instant time) {
        if (time.isBefore(from) || time.isAfter(to)) {
            return -1;
        }
        return (int) ((distance(time) >> shift) * buckets / units);
    }

    private long distance(Instant time) {
        long seconds = time.getEpochSecond() - from.getEpochSecond();
        return inSeconds ? seconds : seconds * 1_000_000_000L + (time.getNano() - from.getNano());
    }
}

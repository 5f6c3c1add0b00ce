package dev.playhead.replay;

import java.time.Duration;

/**
 * A histogram of durations. Each power of two has 32 buckets, so the error of a quantile is about 3 % at most. The
 * design follows HdrHistogram (Gil Tene).
 */
final class LatenessHistogram {
    private static final int SUB_BITS = 5;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;

    private final long[] counts = new long[(Long.SIZE - SUB_BITS) * SUB_BUCKETS];
    private long total;
    private long maxNanos;

    void add(long nanos) {
        long value = Math.max(0, nanos);
        counts[bucket(value)]++;
        total++;
        maxNanos = Math.max(maxNanos, value);
    }

    private static int bucket(long value) {
        int shift = Math.max(0, Long.SIZE - SUB_BITS - 1 - Long.numberOfLeadingZeros(value));
        return shift * SUB_BUCKETS + (int) (value >>> shift);
    }

    /** {@return the greatest value in a bucket} */
    private static long highest(int bucket) {
        int shift = Math.max(0, bucket / SUB_BUCKETS - 1);
        long top = bucket - (long) shift * SUB_BUCKETS;
        return ((top + 1) << shift) - 1;
    }

    private long quantileNanos(double quantile) {
        long rank = (long) Math.ceil(quantile * total);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return Math.min(maxNanos, highest(bucket));
            }
        }
        return maxNanos;
    }

    Lateness lateness() {
        return new Lateness(
                Duration.ofNanos(quantileNanos(0.5)),
                Duration.ofNanos(quantileNanos(0.99)),
                Duration.ofNanos(maxNanos));
    }
}

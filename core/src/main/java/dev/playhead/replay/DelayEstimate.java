package dev.playhead.replay;

/**
 * An estimate of a quantile of delays. The delays are not stored. A delay above the estimate raises the estimate, and
 * any other delay lowers the estimate. The increases and decreases balance when the given share of delays exceeds the
 * estimate. This is frugal streaming (Ma, Muthukrishnan and Sandler, 2013) with steps proportional to the estimate.
 *
 * <p><b>Threading.</b> For one thread at a time.
 */
final class DelayEstimate {
    /** Each delay that does not exceed the estimate lowers the estimate by this share. */
    private static final double DOWN = 0.002;

    private static final double MIN_STEP_NANOS = 10_000;

    private final double up;
    private final double mostNanos;
    private double nanos;

    /**
     * Creates an estimate.
     *
     * @param exceeded the share of the delays that may exceed the estimate
     * @param firstNanos the first estimate
     * @param mostNanos the maximum estimate
     */
    DelayEstimate(double exceeded, long firstNanos, long mostNanos) {
        this.up = DOWN * (1 - exceeded) / exceeded;
        this.nanos = firstNanos;
        this.mostNanos = mostNanos;
    }

    void add(long delayNanos) {
        if (delayNanos > nanos) {
            nanos = Math.min(mostNanos, nanos + Math.max(MIN_STEP_NANOS, nanos * up));
        } else {
            nanos -= nanos * DOWN;
        }
    }

    long nanos() {
        return (long) nanos;
    }
}

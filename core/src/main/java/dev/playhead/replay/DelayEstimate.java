package dev.playhead.replay;

/**
 * Follows a quantile of delays, without keeping any of them: each that exceeds the estimate raises it, each other one
 * lowers it, and the two are balanced where the wanted share exceeds it. This is frugal streaming (Ma, Muthukrishnan and
 * Sandler, 2013) with steps in proportion to the estimate.
 *
 * <p><b>Threading.</b> For one thread at a time.
 */
final class DelayEstimate {
    /** How much a delay that does not exceed the estimate lowers it. */
    private static final double DOWN = 0.002;

    private static final double MIN_STEP_NANOS = 10_000;

    private final double up;
    private final double mostNanos;
    private double nanos;

    /**
     * An estimate.
     *
     * @param exceeded the share of the delays that may exceed it
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

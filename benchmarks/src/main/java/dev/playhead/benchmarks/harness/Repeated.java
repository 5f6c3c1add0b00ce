package dev.playhead.benchmarks.harness;

import java.util.function.LongSupplier;

/**
 * A loop that repeats an operation until a time or a number of repetitions is reached, but at least three times. It
 * measures each repetition.
 */
public final class Repeated {
    private static final int MIN_TIMES = 3;
    private static long unused;

    private Repeated() {}

    public static Sample times(LongSupplier what, long millis, int mostTimes) {
        Sample sample = new Sample();
        long end = System.nanoTime() + millis * 1_000_000;
        while ((System.nanoTime() < end && sample.size() < mostTimes) || sample.size() < MIN_TIMES) {
            long begin = System.nanoTime();
            long result = what.getAsLong();
            sample.add((double) (System.nanoTime() - begin));
            unused += result;
        }
        return sample;
    }

    /**
     * {@return the sum of all results of operations; callers report this sum, so that the compiler cannot eliminate the
     * operations}
     */
    public static long unused() {
        return unused;
    }
}

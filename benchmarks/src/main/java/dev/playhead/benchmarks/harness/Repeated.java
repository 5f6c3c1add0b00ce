package dev.playhead.benchmarks.harness;

import java.util.function.LongSupplier;

/** Does something again and again for a while, and tells how long each time took. */
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

    /** What all results add up to, to be told, so that none of them can be left out. */
    public static long unused() {
        return unused;
    }
}

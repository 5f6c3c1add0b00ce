package dev.playhead.benchmarks.harness;

import dev.playhead.benchmarks.report.Figures;
import java.util.Arrays;

/** A sample of measured values of one quantity. It computes percentiles. */
public final class Sample {
    private double[] values = new double[64];
    private int size;

    public void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    public int size() {
        return size;
    }

    public double median() {
        return percentile(50);
    }

    /**
     * Returns a percentile by the nearest rank: the least value for which at least the given percentage of all values
     * are less than or equal to it. Returns {@link Figures#MISSING} if there are no values.
     */
    public double percentile(double percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("percent=" + percent + " must be from 0 to 100");
        }
        if (size == 0) {
            return Figures.MISSING;
        }
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        // 99.9 percent of 1,000 are 999, but floating-point arithmetic may yield slightly more.
        int rank = (int) Math.ceil(percent * size / 100 - 1e-6);
        return sorted[Math.max(0, rank - 1)];
    }
}

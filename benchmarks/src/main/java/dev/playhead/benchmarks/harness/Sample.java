package dev.playhead.benchmarks.harness;

import dev.playhead.benchmarks.report.Figures;
import java.util.Arrays;

/** Measurements of one thing, for their percentiles. */
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
     * The least value that at least so many per cent of all are not above (the nearest rank), or {@link Figures#MISSING} if
     * there is none.
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
        // 99.9 per cent of 1,000 are 999, but a bit more in floating point.
        int rank = (int) Math.ceil(percent * size / 100 - 1e-6);
        return sorted[Math.max(0, rank - 1)];
    }
}

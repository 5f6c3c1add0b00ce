package dev.playhead.benchmarks.report;

import java.util.Map;
import java.util.TreeMap;

/**
 * Measured figures, by name. A figure that was not measured has the value {@link #MISSING}. A figure that is computed
 * from a missing figure is missing, too.
 */
public final class Figures {
    public static final double MISSING = Double.NaN;

    private final Map<String, Double> values = new TreeMap<>();

    public void put(String name, double value) {
        values.put(name, value);
    }

    public void putAll(String prefix, Figures others) {
        others.values.forEach((name, value) -> values.put(prefix + name, value));
    }

    public double get(String name) {
        return values.getOrDefault(name, MISSING);
    }

    /** {@return whether a value was measured, or was computed only from values that were measured} */
    public static boolean isMeasured(double value) {
        return !Double.isNaN(value);
    }

    Map<String, Double> all() {
        return Map.copyOf(values);
    }
}

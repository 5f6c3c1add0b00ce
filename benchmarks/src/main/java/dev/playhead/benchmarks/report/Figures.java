package dev.playhead.benchmarks.report;

import java.util.Map;
import java.util.TreeMap;

/**
 * Measured figures by name. A figure that was not measured is {@link #MISSING}, and so is a figure computed from it.
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

    /** {@return whether a value was measured} A value computed from a missing figure counts as not measured. */
    public static boolean isMeasured(double value) {
        return !Double.isNaN(value);
    }

    Map<String, Double> all() {
        return Map.copyOf(values);
    }
}

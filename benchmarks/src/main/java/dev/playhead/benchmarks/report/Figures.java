package dev.playhead.benchmarks.report;

import java.util.Map;
import java.util.TreeMap;

/** What was measured, by name. What was not is {@link #MISSING}, and so is all that is computed from it. */
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

    /** Nothing, a number or a dash: nothing computed from a missing figure is a result. */
    public static boolean isMeasured(double value) {
        return !Double.isNaN(value);
    }

    Map<String, Double> all() {
        return Map.copyOf(values);
    }
}

package dev.playhead.benchmarks;

import java.util.Map;
import java.util.TreeMap;

/** What was measured, by name. What was not is {@link #MISSING}, and so is all that is computed from it. */
final class Figures {
    static final double MISSING = Double.NaN;

    private final Map<String, Double> values = new TreeMap<>();

    void put(String name, double value) {
        values.put(name, value);
    }

    void putAll(String prefix, Figures others) {
        others.values.forEach((name, value) -> values.put(prefix + name, value));
    }

    double get(String name) {
        return values.getOrDefault(name, MISSING);
    }

    /** Nothing, a number or a dash: nothing computed from a missing figure is a result. */
    static boolean isMeasured(double value) {
        return !Double.isNaN(value);
    }

    Map<String, Double> all() {
        return Map.copyOf(values);
    }
}

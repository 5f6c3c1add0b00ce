package dev.playhead.benchmarks.harness;

import dev.playhead.benchmarks.report.Figures;

/** A measurement of one subject, with tables about the results. */
public interface Measurement {
    /** Measures the subject, adds the results to {@code figures}, and returns the tables as Markdown. */
    String measure(Plan plan, Figures figures);
}

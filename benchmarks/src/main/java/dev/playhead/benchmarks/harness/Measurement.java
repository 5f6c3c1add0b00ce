package dev.playhead.benchmarks.harness;

import dev.playhead.benchmarks.report.Figures;

/** A workload, which measures one subject and writes the tables about it. */
public interface Measurement {
    /** Measures, puts the results into {@code figures}, and returns the tables as Markdown. */
    String measure(Plan plan, Figures figures);
}

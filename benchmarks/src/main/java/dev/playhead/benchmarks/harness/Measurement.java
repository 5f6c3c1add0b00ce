package dev.playhead.benchmarks.harness;

import dev.playhead.benchmarks.report.Figures;

/** A workload: measures one matter, and writes the tables about it. */
public interface Measurement {
    /** Puts what it measured into {@code figures}, and returns the tables as Markdown. */
    String measure(Plan plan, Figures figures);
}

package dev.playhead.benchmarks.dispatch;

import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Microbenchmarks;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;

/** The section that compares the event bus with the event bus of Guava. */
public final class DispatchSection implements Measurement {
    @Override
    public String measure(Plan plan, Figures figures) {
        Microbenchmarks.run(DispatchBenchmarks.class, plan, figures, "dispatch.");
        Table table = new Table("one event published", "Playhead", "allocated", "Guava EventBus", "allocated");
        for (String handlers : new String[] {"1", "10"}) {
            table.row(
                    "to handlers: " + handlers,
                    Quantity.NANOS.text(figures.get("dispatch.playhead." + handlers + ".nanos")),
                    Quantity.BYTES.text(figures.get("dispatch.playhead." + handlers + ".bytes")),
                    Quantity.NANOS.text(figures.get("dispatch.guava." + handlers + ".nanos")),
                    Quantity.BYTES.text(figures.get("dispatch.guava." + handlers + ".bytes")));
        }
        return table.text();
    }
}

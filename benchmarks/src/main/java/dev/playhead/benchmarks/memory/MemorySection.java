package dev.playhead.benchmarks.memory;

import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;

/** The section on the total memory of a default history with a thousand events of a grid. */
public final class MemorySection implements Measurement {
    public static final String REACHABLE = "memory.reachable";
    public static final String HEAP = "memory.heap";
    private static final int HEAP_MEGABYTES = 2_048;

    @Override
    public String measure(Plan plan, Figures figures) {
        figures.putAll("memory.", Fork.run(MemoryDriver.class, HEAP_MEGABYTES, plan.argument(1_000, 200)));
        Table table = new Table("1,000 grid events, total memory", "bytes");
        table.row("objects reachable (JOL)", Quantity.BYTES.text(figures.get(REACHABLE)));
        table.row("heap used, mean of many histories", Quantity.BYTES.text(figures.get(HEAP)));
        table.row("reported by stats()", Quantity.BYTES.text(figures.get("memory.stats")));
        return table.text();
    }
}

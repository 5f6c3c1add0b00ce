package dev.playhead.benchmarks.durable;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.session.Filling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a file of the grid session. Arguments: file, number of events. */
final class FillDriver {
    private FillDriver() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        int count = Integer.parseInt(args[1]);
        Filling filling = new Filling(count);
        long begin = System.nanoTime();
        try (EventHistory history = EventHistory.open(file)) {
            filling.record(history, count);
        }
        Fork.report("rate", count * 1e9 / (System.nanoTime() - begin));
        Fork.report("bytes", Files.size(file));
    }
}

package dev.playhead.benchmarks.durable;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.session.Filling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A driver that writes a file with events of the grid session, and prints its progress. The file has another name until
 * it is complete. Arguments: file, number of events.
 */
public final class FillDriver {
    private static final int REPORT_EVERY = 10_000_000;

    private FillDriver() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        int count = Integer.parseInt(args[1]);
        Filling filling = new Filling(count);
        long begin = System.nanoTime();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        for (String suffix : new String[] {"", "-wal", "-shm"}) { // an interrupted run may have left these files
            Files.deleteIfExists(part.resolveSibling(part.getFileName() + suffix));
        }
        try (EventHistory history = EventHistory.open(part)) {
            filling.record(history, count, FillDriver::progress);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        Fork.report("rate", count * 1e9 / (System.nanoTime() - begin));
        Fork.report("bytes", Files.size(file));
    }

    private static void progress(int recorded) {
        if (recorded % REPORT_EVERY == 0) {
            System.err.println("  " + recorded / 1_000_000 + " million events written");
        }
    }
}

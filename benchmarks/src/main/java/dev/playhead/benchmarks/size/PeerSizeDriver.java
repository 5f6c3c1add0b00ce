package dev.playhead.benchmarks.size;

import dev.playhead.benchmarks.contender.Contender;
import dev.playhead.benchmarks.contender.JfrContender;
import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.harness.Fork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A driver that measures how many bytes per event a peer needs on disk. Arguments: {@link Setup}, number of events. */
final class PeerSizeDriver {
    private PeerSizeDriver() {}

    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[1]);
        try (Contender contender = Setup.parse(args[0]).open()) {
            Contender.Lane lane = contender.lane();
            long first = lane.record(lane.make(0));
            long last = 0;
            for (int i = 1; i < count; i++) {
                last = lane.record(lane.make(i));
            }
            // The files of Chronicle Queue are sparse and grow in large steps. So the size is computed from positions
            // in the queue.
            double bytes = contender instanceof JfrContender jfr ? dumpedBytes(jfr) : last - first;
            Fork.report("bytes", bytes / (count - 1));
        }
    }

    private static long dumpedBytes(JfrContender jfr) throws IOException {
        Path file = Files.createTempFile("playhead-bench", ".jfr");
        try {
            jfr.recording().dump(file);
            return Files.size(file);
        } finally {
            Files.delete(file);
        }
    }
}

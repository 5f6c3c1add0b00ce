package dev.playhead.benchmarks.harness;

import java.nio.file.Path;
import java.util.List;

/**
 * The extent of the measurements.
 *
 * @param full whether to measure everything, instead of a selection that takes three minutes
 * @param huge whether to include histories of 100 million events
 * @param streams the real streams whose sizes are measured
 * @param scratch the folder for temporary files, on a real disk
 * @param kept the folder where the file of 100 million events is kept for later runs
 */
public record Plan(boolean full, boolean huge, List<Path> streams, Path scratch, Path kept) {
    public Plan {
        streams = List.copyOf(streams);
    }

    /** {@return the first value if everything is measured, and otherwise the second value} */
    public <T> T of(T ifFull, T ifQuick) {
        return full ? ifFull : ifQuick;
    }

    public String argument(int ifFull, int ifQuick) {
        return String.valueOf(full ? ifFull : ifQuick);
    }
}

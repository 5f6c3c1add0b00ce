package dev.playhead.benchmarks.harness;

import java.nio.file.Path;
import java.util.List;

/**
 * The settings that determine what is measured.
 *
 * @param full whether to measure everything; otherwise a selection is measured, which takes about three minutes
 * @param huge whether to measure histories of 100 million events as well
 * @param streams the files of real event streams, for the sections on sizes and on event files
 * @param scratch the folder for temporary files, which should be on a real disk
 * @param kept the folder in which the file of 100 million events is kept for later runs
 */
public record Plan(boolean full, boolean huge, List<Path> streams, Path scratch, Path kept) {
    public Plan {
        streams = List.copyOf(streams);
    }

    /** {@return the first value if everything is measured, otherwise the second value} */
    public <T> T of(T ifFull, T ifQuick) {
        return full ? ifFull : ifQuick;
    }

    public String argument(int ifFull, int ifQuick) {
        return String.valueOf(full ? ifFull : ifQuick);
    }
}

package dev.playhead.benchmarks.harness;

import java.nio.file.Path;
import java.util.List;

/**
 * How much is to be measured.
 *
 * @param full whether everything, instead of what fits into three minutes
 * @param huge whether histories of 100 million events too
 * @param streams the real streams to measure sizes on
 * @param scratch where files may be written for a while, on a real disk
 * @param kept where the file of 100 million events stays for another time
 */
public record Plan(boolean full, boolean huge, List<Path> streams, Path scratch, Path kept) {
    public Plan {
        streams = List.copyOf(streams);
    }

    /** One thing when everything is measured, another when time is short. */
    public <T> T of(T ifFull, T ifQuick) {
        return full ? ifFull : ifQuick;
    }

    public String argument(int ifFull, int ifQuick) {
        return String.valueOf(full ? ifFull : ifQuick);
    }
}

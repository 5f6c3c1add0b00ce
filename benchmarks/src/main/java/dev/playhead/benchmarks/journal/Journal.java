package dev.playhead.benchmarks.journal;

import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** An engine that stores events in files: Playhead or a peer. For use by one thread. */
public interface Journal extends AutoCloseable {
    /** Appends an event. Callers use the result, so that the compiler cannot eliminate the call. */
    long append(GridEvent event);

    /** Writes all appended events to the files, and closes the files. */
    @Override
    void close();

    /**
     * Returns what the files contain. Some engines compact the files first. Called once, after {@link #close}. The
     * time of this method is not measured.
     */
    Contents settle();

    /** The number of readable events in the files, and the size of these events in bytes. */
    record Contents(long events, double bytes) {
        /**
         * {@return the contents of the files in a folder; the size of the events is the total length of these files}
         */
        static Contents of(long events, Path folder) {
            try {
                return new Contents(events, (double) Scratch.bytes(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * {@return a new journal of the kind whose {@link JournalKind#argument} is given, with files in the given folder,
     * which must be empty}
     */
    static Journal of(String name, Path folder) {
        return JournalKind.of(name).open(folder);
    }
}

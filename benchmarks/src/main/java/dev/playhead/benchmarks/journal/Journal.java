package dev.playhead.benchmarks.journal;

import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** An engine that keeps events in files: Playhead or a peer. For use by one thread. */
public interface Journal extends AutoCloseable {
    /** Appends an event. The result depends on the event, so that the compiler cannot eliminate anything. */
    long append(GridEvent event);

    /**
     * Closes the files. Returns when all appended events are as durable as this engine can make them, and the files are
     * closed.
     */
    @Override
    void close();

    /**
     * Waits for the engine's own compaction of the files, and returns their contents. Called once, after {@link
     * #close}, and not measured.
     */
    Contents settle();

    /** The readable contents of the files, and their size. */
    record Contents(long events, double bytes) {
        /** {@return the contents of files that are exactly as long as their data} */
        static Contents of(long events, Path folder) {
            try {
                return new Contents(events, (double) Scratch.bytes(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * {@return a journal of the kind with the given {@link JournalKind#argument}, with its files in an empty folder}
     */
    static Journal of(String name, Path folder) {
        return JournalKind.of(name).open(folder);
    }
}

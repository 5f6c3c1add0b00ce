package dev.playhead.benchmarks.journal;

import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What keeps events in files: Playhead, or a peer. For one thread. */
public interface Journal extends AutoCloseable {
    /** Appends an event; the result depends on it, so that nothing can be left out. */
    long append(GridEvent event);

    /** Returns when all that was appended is as durable as it gets, and the files are closed. */
    @Override
    void close();

    /**
     * Called once after {@link #close}, and not measured: lets the files become as small as they do by themselves, and tells
     * what is in them.
     */
    Contents settle();

    /** What can be read from the files, and what they take. */
    record Contents(long events, double bytes) {
        /** Of files that are as long as what they hold. */
        static Contents of(long events, Path folder) {
            try {
                return new Contents(events, (double) Scratch.bytes(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The journal of a name, {@link JournalKind#argument}, with its files in an empty folder. */
    static Journal of(String name, Path folder) {
        return JournalKind.of(name).open(folder);
    }
}

package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.bus.Subscription;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.cache.KeptStates;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.sqlite.SqliteEventStoreProvider;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.spi.EventStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.Parameters;

/** An existing Playhead file. Commands can read it while a program records into it, and never create it. */
public final class PlayheadFile {
    /** The conventional extension. The format of a file is determined by its first bytes, not by its name. */
    public static final String EXTENSION = ".playhead";

    private static final SqliteEventStoreProvider PROVIDER = new SqliteEventStoreProvider();
    private static final byte[] DATABASE = "SQLite format 3".getBytes(StandardCharsets.US_ASCII);

    @Parameters(index = "0", paramLabel = "FILE", description = "A Playhead file, such as orders.playhead.")
    public String name = "";

    private final Set<String> noted = new HashSet<>();

    public PlayheadFile() {}

    public PlayheadFile(String name) {
        this.name = name;
    }

    /** {@return whether a file of this name exists and is a Playhead file or another SQLite database} */
    public static boolean isOne(Path path) {
        return Files.isRegularFile(path) && (PROVIDER.recognizes(path) || isDatabase(path));
    }

    private static boolean isDatabase(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return java.util.Arrays.equals(in.readNBytes(DATABASE.length), DATABASE);
        } catch (IOException e) {
            return false; // reading the file will report the error
        }
    }

    /** {@return the path of the file, which exists} */
    private Path existing() {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new CommandFailure(name + " is a directory, not a Playhead file");
        }
        if (Files.notExists(path)) {
            throw new CommandFailure(name + ": no such file");
        }
        return path;
    }

    /** {@return the path of the file, which exists and, if it can be read, begins like a Playhead file} */
    public Path path() {
        Path path = existing();
        if (Files.isRegularFile(path) && Files.isReadable(path) && !isOne(path)) {
            throw new CommandFailure(name + " is not a Playhead file; 'playhead import " + name
                    + " --into NEW.playhead' creates one from an event file");
        }
        return path;
    }

    /** Opens the store in the file. */
    public EventStore store(EventStore.Mode mode) {
        return PROVIDER.open(path(), mode);
    }

    /** Creates an empty file, and opens the store in it. There must be no file at the path yet. */
    public static EventStore create(Path path) {
        return PROVIDER.open(path, EventStore.Mode.WRITE);
    }

    /** Creates a new file from the readable data of this file. */
    public RecoveryReport salvage(Path target) {
        // A damaged file may not be recognized as a Playhead file, so only its existence is required.
        RecoveryReport report = PROVIDER.salvage(existing(), target);
        if (report.eventsExpected() == 0 && report.quarantined().isEmpty()) {
            try {
                Files.delete(target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new CommandFailure("nothing in " + name + " can be salvaged");
        }
        return report;
    }

    /** Opens the history in the file for reading, and prints warnings about its missing events. */
    public EventHistory read(Session session) {
        EventStore stored = store(EventStore.Mode.READ);
        EventStore store = session.cacheFolder()
                .map(folder -> KeptStates.over(stored, folder, Path.of(name)))
                .orElse(stored);
        EventHistory history;
        try {
            // Problems are reported on the thread that encounters them, so that the warnings precede its next output.
            history = EventHistory.builder()
                    .store(store)
                    .executor(Runnable::run)
                    .projection(
                            GridState.projection()) // the recording program may have stored states of this projection
                    .build();
        } catch (Throwable e) {
            store.close();
            throw e;
        }
        Subscription unusedAsItEndsWithTheHistory = history.onProblem(problem -> warn(problem.message(), session));
        RecoveryReport found = store.recovery();
        if (!found.isComplete()) {
            warn(Recovery.missing(found) + "; see playhead verify " + name, session);
        }
        return history;
    }

    /** {@return the size of the file and of its write-ahead log, in bytes} */
    public long bytes() {
        long bytes = 0;
        for (String suffix : new String[] {"", "-wal"}) {
            try {
                bytes += Files.size(Path.of(name + suffix));
            } catch (IOException e) {
                // The log may not exist. The size is only displayed, so other errors are ignored, too.
            }
        }
        return bytes;
    }

    /** Prints a warning, unless this object already printed the same warning. */
    private void warn(String text, Session session) {
        if (noted.add(text)) {
            session.note("warning: " + name + ": " + text);
        }
    }

    /** {@return a filter for the ids of the events of a session} */
    public static EventFilter session(EventHistory history, long number, String shownName) {
        try {
            return history.session(number);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(shownName + ": " + e.getMessage() + "; see playhead sessions " + shownName);
        }
    }
}

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

/**
 * A Playhead file, which a program records into. Commands open it for reading, also while that program is recording,
 * and never create it.
 */
public final class PlayheadFile {
    /** The conventional extension. The first bytes of a file, not its name, determine its format. */
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

    /** {@return whether a Playhead file of this name exists, or a file that is very likely one} */
    public static boolean isOne(Path path) {
        return Files.isRegularFile(path) && (PROVIDER.recognizes(path) || isDatabase(path));
    }

    private static boolean isDatabase(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return java.util.Arrays.equals(in.readNBytes(DATABASE.length), DATABASE);
        } catch (IOException e) {
            return false; // reading it will report why it cannot be read
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

    /** {@return the path of the file, which exists and is a Playhead file as far as can be seen} */
    public Path path() {
        Path path = existing();
        if (Files.isRegularFile(path) && Files.isReadable(path) && !isOne(path)) {
            throw new CommandFailure(name + " is not a Playhead file; 'playhead import " + name
                    + " --into NEW.playhead' creates one from an event file");
        }
        return path;
    }

    /** Opens the file itself. */
    public EventStore store(EventStore.Mode mode) {
        return PROVIDER.open(path(), mode);
    }

    /** Creates a new file from the readable data of this one. */
    public RecoveryReport salvage(Path target) {
        // Damage may have made it look like something else.
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

    /** Opens the history in the file for reading, and warns of its missing events. */
    public EventHistory read(Session session) {
        EventStore stored = store(EventStore.Mode.READ);
        EventStore store = session.cacheFolder()
                .map(folder -> KeptStates.over(stored, folder, Path.of(name)))
                .orElse(stored);
        EventHistory history;
        try {
            // Problems are reported at once, on the thread that encounters them, and so precede its next output.
            history = EventHistory.builder()
                    .store(store)
                    .executor(Runnable::run)
                    .projection(GridState.projection()) // the recording program may have stored states of it
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

    /** {@return the size of the file, including the files that SQLite keeps beside it, in bytes} */
    public long bytes() {
        long bytes = 0;
        for (String suffix : new String[] {"", "-wal"}) {
            try {
                bytes += Files.size(Path.of(name + suffix));
            } catch (IOException e) {
                // The second file exists only during writing. For both, the size is only displayed.
            }
        }
        return bytes;
    }

    /** Warns, unless the same warning was already printed when the file was opened before. */
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

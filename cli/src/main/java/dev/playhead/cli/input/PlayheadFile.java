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
 * A Playhead file, into which a program records. Commands open it to be read, beside that program too, and never make one
 * where there is none.
 */
public final class PlayheadFile {
    /** By convention. What a file is shows in its first bytes. */
    public static final String EXTENSION = ".playhead";

    private static final SqliteEventStoreProvider PROVIDER = new SqliteEventStoreProvider();
    private static final byte[] DATABASE = "SQLite format 3".getBytes(StandardCharsets.US_ASCII);

    @Parameters(index = "0", paramLabel = "FILE", description = "A Playhead file, such as orders.playhead.")
    public String name = "";

    private final Set<String> told = new HashSet<>();

    public PlayheadFile() {}

    public PlayheadFile(String name) {
        this.name = name;
    }

    /** Whether there is a Playhead file of this name, or something that is hardly anything else. */
    public static boolean isOne(Path path) {
        return Files.isRegularFile(path) && (PROVIDER.recognizes(path) || isDatabase(path));
    }

    private static boolean isDatabase(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return java.util.Arrays.equals(in.readNBytes(DATABASE.length), DATABASE);
        } catch (IOException e) {
            return false; // who reads it will say why it cannot
        }
    }

    /** Where the file is. There is one. */
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

    /** Where the file is. There is one, and it is a Playhead file as far as that can be seen. */
    public Path path() {
        Path path = existing();
        if (Files.isRegularFile(path) && Files.isReadable(path) && !isOne(path)) {
            throw new CommandFailure(name + " is not a Playhead file; 'playhead import " + name
                    + " --into NEW.playhead' makes one of the events in an event file");
        }
        return path;
    }

    /** Opens the file itself. */
    public EventStore store(EventStore.Mode mode) {
        return PROVIDER.open(path(), mode);
    }

    /** Makes a new file of what can be read of this one. */
    public RecoveryReport salvage(Path target) {
        // Damage may have made it look like something else.
        RecoveryReport report = PROVIDER.salvage(existing(), target);
        if (report.eventsExpected() == 0 && report.quarantined().isEmpty()) {
            try {
                Files.delete(target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new CommandFailure("there is nothing in " + name + " that could be salvaged");
        }
        return report;
    }

    /** Opens the history in the file to be read, and warns of what is missing in it. */
    public EventHistory read(Session session) {
        EventStore stored = store(EventStore.Mode.READ);
        EventStore store = session.cacheFolder()
                .map(folder -> KeptStates.over(stored, folder, Path.of(name)))
                .orElse(stored);
        EventHistory history;
        try {
            // Problems are told at once, on the thread that runs into them, and so get in front of its next output.
            history = EventHistory.builder()
                    .store(store)
                    .executor(Runnable::run)
                    .projection(GridState.projection()) // of which its writer may have stored states
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

    /** How long the file is, with what SQLite has beside it. */
    public long bytes() {
        long bytes = 0;
        for (String suffix : new String[] {"", "-wal"}) {
            try {
                bytes += Files.size(Path.of(name + suffix));
            } catch (IOException e) {
                // The second is there only while somebody writes, and for both this is just a number to show.
            }
        }
        return bytes;
    }

    /** Warns, but not again where the file is opened once more. */
    private void warn(String text, Session session) {
        if (told.add(text)) {
            session.note("warning: " + name + ": " + text);
        }
    }

    /** The ids of a session's events, as a filter. */
    public static EventFilter session(EventHistory history, long number, String shownName) {
        try {
            return history.session(number);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(shownName + ": " + e.getMessage() + "; see playhead sessions " + shownName);
        }
    }
}

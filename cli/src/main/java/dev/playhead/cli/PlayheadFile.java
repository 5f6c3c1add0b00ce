package dev.playhead.cli;

import dev.playhead.EventHistory;
import dev.playhead.HistoryProblem;
import dev.playhead.block.CorruptBlockException;
import dev.playhead.bus.Subscription;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.sqlite.SqliteEventStoreProvider;
import dev.playhead.storage.EventStore;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/**
 * A Playhead file, into which a program records. Commands open it to be read, beside that program too, and never make one
 * where there is none.
 */
final class PlayheadFile {
    /** By convention. What a file is shows in its first bytes. */
    static final String EXTENSION = ".playhead";

    private static final SqliteEventStoreProvider PROVIDER = new SqliteEventStoreProvider();
    private static final byte[] DATABASE = "SQLite format 3".getBytes(StandardCharsets.US_ASCII);
    /** How often in a row its writer may drop what is about to be read. */
    private static final int MAX_DROPPED = 100;

    @Parameters(index = "0", paramLabel = "FILE", description = "A Playhead file, such as orders.playhead.")
    String name = "";

    private int losses;
    private final Set<String> told = new HashSet<>();

    PlayheadFile() {}

    PlayheadFile(String name) {
        this.name = name;
    }

    /** Whether there is a Playhead file of this name, or something that is hardly anything else. */
    static boolean isOne(Path path) {
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
    Path path() {
        Path path = existing();
        if (Files.isRegularFile(path) && Files.isReadable(path) && !isOne(path)) {
            throw new CommandFailure(name + " is not a Playhead file; 'playhead import " + name
                    + " --into NEW.playhead' makes one of the events in an event file");
        }
        return path;
    }

    /** Opens the file itself. */
    EventStore store(EventStore.Mode mode) {
        return PROVIDER.open(path(), mode);
    }

    /** Makes a new file of what can be read of this one. */
    RecoveryReport salvage(Path target) {
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
    EventHistory read(Session session) {
        EventStore store = store(EventStore.Mode.READ);
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
        Subscription unusedAsItEndsWithTheHistory = history.onProblem(problem -> tell(problem, session));
        RecoveryReport found = store.recovery();
        if (!found.isComplete()) {
            warn(Recovery.missing(found) + "; see playhead verify " + name, session);
        }
        return history;
    }

    /** How long the file is, with what SQLite has beside it. */
    long bytes() {
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

    private void tell(HistoryProblem problem, Session session) {
        if (problem.kind() == HistoryProblem.Kind.EVENTS_LOST) {
            losses++;
        }
        warn(problem.message(), session);
    }

    /** Warns, but not again where the file is opened once more. */
    private void warn(String text, Session session) {
        if (told.add(text)) {
            session.note("warning: " + name + ": " + text);
        }
    }

    /** Asks again when a damaged block came in between: it has been set aside, which the user was told, and the rest is there. */
    <T> T asking(Supplier<T> question) {
        while (true) {
            int before = losses;
            try {
                return question.get();
            } catch (CorruptBlockException e) {
                if (losses == before) {
                    throw e;
                }
            }
        }
    }

    /** The events that a filter lets pass, but for those in damaged blocks, and those that the writer drops meanwhile. */
    Iterable<RecordedEvent> events(EventHistory history, EventFilter filter) {
        return () -> new Walk(history, filter);
    }

    private final class Walk implements Iterator<RecordedEvent> {
        private final EventHistory history;
        private final EventFilter filter;
        private final long last;
        private @Nullable Iterator<RecordedEvent> rest;
        private long passed = -1;
        private int dropped;

        Walk(EventHistory history, EventFilter filter) {
            this.history = history;
            this.filter = filter;
            this.last = history.durableSequence(); // one who writes fast would never let it end
        }

        @Override
        public boolean hasNext() {
            while (true) {
                int before = losses;
                try {
                    return rest().hasNext();
                } catch (CorruptBlockException e) {
                    if (losses == before) {
                        throw e;
                    }
                } catch (StoreException e) {
                    if (e.reason() != StoreException.Reason.MISSING || ++dropped > MAX_DROPPED) {
                        throw e;
                    }
                }
                rest = null;
            }
        }

        private Iterator<RecordedEvent> rest() {
            Iterator<RecordedEvent> known = rest;
            if (known == null) {
                known = passed >= last
                        ? Collections.emptyIterator()
                        : history.events(EventFilter.sequenceBetween(passed + 1, last)
                                        .and(filter))
                                .iterator();
                rest = known;
            }
            return known;
        }

        @Override
        public RecordedEvent next() {
            RecordedEvent event = rest().next();
            passed = event.sequence();
            dropped = 0;
            return event;
        }
    }

    /** The ids of a session's events, as a filter. */
    static EventFilter session(EventHistory history, long number, String shownName) {
        try {
            return history.session(number);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(shownName + ": " + e.getMessage() + "; see playhead sessions " + shownName);
        }
    }
}

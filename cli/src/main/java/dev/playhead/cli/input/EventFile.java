package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.bus.Subscription;
import dev.playhead.capture.SensitiveData;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.option.ReadOptions;
import dev.playhead.cli.option.TimeArgument;
import dev.playhead.cli.output.Progress;
import dev.playhead.cli.output.Text;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.IncompleteHistoryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The file that a command reads: passed through one event at a time, or loaded as a history. */
public final class EventFile {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description =
                    "A Playhead file; or events as JSON Lines or JSON, plain or compressed by gzip; - for standard"
                            + " input.")
    public String name = "-";

    @Option(
            names = "--redact",
            order = 80,
            description = "Cut sensitive fields out (password, token, cardNumber, ...) before anything else.")
    boolean redact;

    @Mixin
    ReadOptions reading = new ReadOptions();

    private boolean empty;
    private @Nullable PlayheadFile store;

    /**
     * What was read.
     *
     * @param events how many events
     * @param rejected how many lines, or parts of a document, were none
     * @param firstProblem the first of these
     * @param notes what is to be said of how events were read
     * @param bytes how long the file is, as it is stored
     */
    public record Reading(
            long events,
            long rejected,
            ImportReport.@Nullable Problem firstProblem,
            List<ImportReport.Problem> notes,
            long bytes) {}

    /** Thrown by a consumer of events that has got enough. */
    public static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace and no message to mix up
        public static final Enough INSTANCE = new Enough();

        private Enough() {
            super(null, null, false, false);
        }
    }

    /** Whether this is a Playhead file. */
    public boolean isStore() {
        return store() != null;
    }

    /** Whether {@link #load} gives a history that need not be read to be searched. */
    public boolean isIndexed() {
        return isStore() && !redact;
    }

    private @Nullable PlayheadFile store() {
        if (store == null && !isStandardInput() && PlayheadFile.isOne(Path.of(name))) {
            store = new PlayheadFile(name);
        }
        return store;
    }

    /** Passes on events with the ids that a history would give them, and warns of what is malformed. */
    public Reading read(Session session, Consumer<? super RecordedEvent> events) {
        Reading reading = read(session, events, problem -> {});
        check(session, reading);
        return reading;
    }

    /** Passes on events and problems in the order of the file. */
    public Reading read(
            Session session, Consumer<? super RecordedEvent> events, Consumer<? super ImportReport.Problem> problems) {
        Sink sink = new Sink(sensitive(), events, problems);
        PlayheadFile stored = store();
        if (stored != null) {
            return read(session, stored, sink);
        }
        try (ProgressInput in = open(session)) {
            try {
                EventSerializer.read(in, sink, reading.of(session, ImportOptions.lenient()));
            } catch (Enough e) {
                // The rest of the file is of no interest.
            } catch (UncheckedIOException e) {
                if (sink.busy) {
                    throw e; // what failed was to write
                }
                throw unreadable(Objects.requireNonNull(e.getCause()));
            }
            if (sink.cutOff) {
                session.inputIsCutOff();
            }
            return new Reading(sink.next.events, sink.rejected, sink.firstProblem, sink.notes, in.bytes());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Reading read(Session session, PlayheadFile stored, Sink sink) {
        try (EventHistory history = stored.read(session);
                Progress progress = new Progress(session, "Reading", history.durableSequence() + 1, "events", 1)) {
            history.events(EventFilter.all()).forEach(event -> {
                sink.event(event.event(), event.sequence());
                progress.at(event.sequence());
            });
        } catch (Enough e) {
            // The rest of the file is of no interest.
        }
        return new Reading(sink.next.events, 0, null, List.of(), stored.bytes());
    }

    /** What is to be cut out. */
    public SensitiveData sensitive() {
        return redact ? SensitiveData.defaults() : SensitiveData.none();
    }

    /**
     * Gives all events as a history, and warns of what is malformed. Those of an event file are read into memory, and those of
     * a Playhead file as well if something is to be cut out of them.
     */
    public EventHistory load(Session session) {
        PlayheadFile stored = store();
        return stored != null && !redact ? stored.read(session) : intoMemory(session);
    }

    /**
     * Asks something about states. Where events were dropped or are lost, states are what the others add up to, as with an
     * event file that lacks some.
     */
    public <T> T askForStates(Session session, Function<EventHistory, T> question) {
        try (EventHistory history = load(session)) {
            if (!isIndexed()) {
                noteWhatIsBefore(history, session);
            }
            return question.apply(history);
        } catch (IncompleteHistoryException e) {
            if (!isIndexed()) {
                throw e;
            }
        }
        session.note("note: not all events are in " + shownName() + "; states are what those that are add up to");
        try (EventHistory history = intoMemory(session)) {
            return question.apply(history);
        }
    }

    private void noteWhatIsBefore(EventHistory history, Session session) {
        long first = history.stats().firstSequence();
        if (first > 0) {
            session.note("note: " + shownName() + " begins with id " + first
                    + "; states are what its events add up to, without what was before");
        }
    }

    private EventHistory intoMemory(Session session) {
        EventHistory history = EventHistory.builder()
                .retention(RetentionPolicy.unlimited())
                .excludeSensitive(sensitive())
                .executor(Runnable::run)
                .build();
        Subscription unusedAsItEndsWithTheHistory =
                history.onProblem(problem -> session.note("warning: " + shownName() + ": " + problem.message()));
        try (ProgressInput in = open(session)) {
            ImportReport report = history.importFrom(in, read(session, ImportOptions.lenient()));
            ImportReport.Problem first =
                    report.problems().isEmpty() ? null : report.problems().get(0);
            empty = in.bytes() == 0;
            if (report.brokenOff()) {
                session.inputIsCutOff();
            }
            check(session, new Reading(report.imported(), report.rejected(), first, report.notes(), in.bytes()));
        } catch (IOException e) {
            throw unreadable(e);
        } catch (UncheckedIOException e) {
            throw unreadable(Objects.requireNonNull(e.getCause()));
        }
        return history;
    }

    /** Appends all events to another history. */
    public ImportReport importInto(EventHistory history, Session session, ImportOptions options) {
        try (ProgressInput in = open(session)) {
            ImportReport report = history.importFrom(in, read(session, options));
            if (report.brokenOff()) {
                session.inputIsCutOff();
            }
            return report;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** How events are read. Those of a Playhead file pass through lines as well, but they are in memory already. */
    private ImportOptions read(Session session, ImportOptions options) {
        ImportOptions as = reading.of(session, options);
        return isStore() ? as.withMaxLineBytes(ImportOptions.GREATEST_MAX_LINE_BYTES) : as;
    }

    /** What the file begins and ends with, for times that depend on it. */
    public TimeArgument.Range range(EventHistory history) {
        return TimeArgument.Range.of(history, shownName());
    }

    /** Says that a history that {@link #load} gave has no events. */
    public void noteNoEvents(Session session) {
        session.note(shownName() + ": no events" + (empty ? ", the file is empty" : ""));
    }

    public String shownName() {
        return isStandardInput() ? "standard input" : name;
    }

    /** The failure of a command that was asked for events of other ids. */
    public CommandFailure withoutEvent(String ids) {
        return new CommandFailure(
                shownName() + " has no event with id " + ids + "; search prints the ids that there are");
    }

    public boolean isStandardInput() {
        return name.equals("-");
    }

    private void check(Session session, Reading reading) {
        reading.notes().forEach(note -> session.note("note: " + shownName() + ": " + note));
        ImportReport.Problem first = reading.firstProblem();
        if (first == null) {
            return;
        }
        String where = Text.fit(first.toString(), 300, session.ellipsis());
        if (reading.events() == 0) {
            throw new CommandFailure(shownName() + " has no events; " + where);
        }
        session.note("warning: " + reading.rejected() + " of " + (reading.events() + reading.rejected())
                + " lines were malformed, first: " + where + "; see playhead import " + name);
    }

    private ProgressInput open(Session session) throws IOException {
        if (isStandardInput()) {
            return new ProgressInput(session.in(), false, -1, session);
        }
        PlayheadFile stored = store();
        if (stored != null) {
            return new ProgressInput(new EventStream(stored.read(session)), true, -1, session);
        }
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new CommandFailure(name + " is a directory, not an event file");
        }
        InputStream in = Files.newInputStream(path);
        return new ProgressInput(in, true, Files.size(path), session);
    }

    private CommandFailure unreadable(IOException e) {
        if (e instanceof NoSuchFileException) {
            return new CommandFailure(name + ": no such file");
        }
        if (e instanceof AccessDeniedException) {
            return new CommandFailure(name + ": no permission to read it");
        }
        return new CommandFailure(shownName() + " cannot be read: "
                + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    }

    /** Gives ids as a history that was empty does: those of the file as long as they grow, else the next. */
    private static final class Numbering {
        private long next;
        private long events;

        RecordedEvent place(GridEvent event, long sequence) {
            boolean kept = sequence >= next;
            long id = kept ? sequence : next;
            next = id + 1;
            events++;
            return RecordedEvent.of(
                    id, kept || sequence < 0 ? event : event.with(ImportReport.IMPORTED_SEQUENCE, sequence));
        }
    }

    private static final class Sink implements EventSerializer.Sink {
        private final SensitiveData sensitive;
        private final Consumer<? super RecordedEvent> events;
        private final Consumer<? super ImportReport.Problem> problems;
        private final Numbering next = new Numbering();
        private long rejected;
        private ImportReport.@Nullable Problem firstProblem;
        private final List<ImportReport.Problem> notes = new ArrayList<>();
        private boolean busy;
        private boolean cutOff;

        Sink(
                SensitiveData sensitive,
                Consumer<? super RecordedEvent> events,
                Consumer<? super ImportReport.Problem> problems) {
            this.sensitive = sensitive;
            this.events = events;
            this.problems = problems;
        }

        @Override
        public void event(GridEvent event, long sequence) {
            busy = true;
            events.accept(next.place(cut(event), sequence));
            busy = false;
        }

        @SuppressWarnings("unchecked") // what is cut out of a map leaves a map
        private GridEvent cut(GridEvent event) {
            Object payload = sensitive.apply(event.payload());
            Object metadata = sensitive.apply(event.metadata());
            if (payload == event.payload() && metadata == event.metadata()) {
                return event;
            }
            Map<String, @Nullable Object> left =
                    metadata == null ? PlainData.emptyMap() : (Map<String, @Nullable Object>) metadata;
            return GridEvent.of(event.type(), payload, event.timestamp(), event.source(), left);
        }

        @Override
        public void problem(ImportReport.Problem problem) {
            rejected++;
            firstProblem = firstProblem == null ? problem : firstProblem;
            busy = true;
            problems.accept(problem);
            busy = false;
        }

        @Override
        public void brokeOff(ImportReport.Problem problem) {
            cutOff = true;
            problem(problem);
        }

        @Override
        public void note(ImportReport.Problem note) {
            notes.add(note);
        }
    }
}

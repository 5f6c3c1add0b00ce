package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.bus.Subscription;
import dev.playhead.capture.SensitiveData;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.option.FileReadOptions;
import dev.playhead.cli.option.TimeArgument;
import dev.playhead.cli.output.Progress;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The file that a command reads, either streamed one event at a time or loaded as a history. */
public final class EventFile {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A Playhead file, or events as JSON Lines, JSON or CSV, also of other tools, plain or"
                    + " compressed with gzip; - for standard input.")
    public String name = "-";

    @Option(
            names = "--redact",
            order = 80,
            description = "Remove sensitive fields (password, token, cardNumber, ...) from all events that are read.")
    boolean redact;

    @Mixin
    FileReadOptions reading = new FileReadOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private boolean empty;
    private @Nullable PlayheadFile store;
    private MissingEvents leftOut = MissingEvents.NONE;
    private boolean notedPartial;

    /**
     * The result of reading a file.
     *
     * @param events the number of events
     * @param rejected the number of malformed lines, or malformed parts of a document
     * @param firstProblem the first problem; null if there was none
     * @param notes notes on how events were read
     * @param bytes the size of the file in bytes, as stored
     * @param missing the missing events in the part of the file that was read
     */
    public record Reading(
            long events,
            long rejected,
            ImportReport.@Nullable Problem firstProblem,
            List<ImportReport.Problem> notes,
            long bytes,
            MissingEvents missing) {}

    /**
     * {@return whether the events were made from records of another program; such a file may have data that is in no
     * event}
     */
    public boolean isOfAnotherProgram(Reading read, Session session) {
        return reading.of(session, ImportOptions.lenient()).mapping() != null
                || read.notes().stream().anyMatch(note -> note.message().startsWith("read as "));
    }

    /** {@return whether this is a Playhead file} */
    public boolean isStore() {
        return store() != null;
    }

    /** {@return whether {@link #load} returns a history that can be searched without reading the whole file} */
    public boolean isIndexed() {
        return isStore() && !redact;
    }

    private @Nullable PlayheadFile store() {
        if (store == null && !isStandardInput() && PlayheadFile.isOne(Path.of(name))) {
            store = new PlayheadFile(name);
            reading.refuseForPlayheadFile(spec, name);
        }
        return store;
    }

    /** Passes events to a consumer, with the ids that a history would assign, and warns about malformed input. */
    public Reading read(Session session, Consumer<? super RecordedEvent> events) {
        return read(session, missing -> {}, events);
    }

    /** Passes events and missing events to consumers. Missing events are passed before the event that follows them. */
    public Reading read(
            Session session, Consumer<? super MissingEvents> missing, Consumer<? super RecordedEvent> events) {
        return read(session, missing, events, type -> true);
    }

    /** Reads as the method above does, but may omit payload and metadata of events whose type the predicate rejects. */
    public Reading read(
            Session session,
            Consumer<? super MissingEvents> missing,
            Consumer<? super RecordedEvent> events,
            Predicate<String> wantsData) {
        Reading reading = readAll(session, missing, events, problem -> {}, wantsData);
        MalformedInput.note(reading, name, shownName(), session);
        return reading;
    }

    /** Passes events, missing events and problems to consumers, in file order. Does not warn about problems. */
    public Reading readAll(
            Session session,
            Consumer<? super MissingEvents> missing,
            Consumer<? super RecordedEvent> events,
            Consumer<? super ImportReport.Problem> problems,
            Predicate<String> wantsData) {
        NumberedSink sink = new NumberedSink(sensitive(), missing, events, problems, wantsData);
        PlayheadFile stored = store();
        if (stored != null) {
            return read(session, stored, missing, sink);
        }
        try (ProgressInput in = open(session)) {
            try {
                EventSerializer.read(in, sink, reading.of(session, ImportOptions.lenient()));
            } catch (Enough e) {
                // The rest of the file is not needed.
            } catch (UncheckedIOException e) {
                if (sink.isBusy()) {
                    throw e; // the consumer failed to write
                }
                throw unreadable(Objects.requireNonNull(e.getCause()));
            }
            if (sink.isCutOff()) {
                session.inputIsCutOff();
            }
            return sink.reading(in.bytes());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Reading read(
            Session session, PlayheadFile stored, Consumer<? super MissingEvents> missing, NumberedSink sink) {
        try (EventHistory history = stored.read(session)) {
            try (Progress progress = new Progress(session, "Reading", history.durableSequence() + 1, "events", 1)) {
                MissingWatch watch = new MissingWatch(history, missing);
                history.events(EventFilter.all()).forEach(event -> {
                    watch.look();
                    sink.event(event.event(), event.sequence());
                    progress.at(event.sequence());
                });
                watch.look();
            } catch (Enough e) {
                // The rest of the file is not needed.
            }
            return sink.reading(stored.bytes(), MissingEvents.of(history));
        }
    }

    /**
     * Passes the times of the events of a Playhead file to one consumer, in the order of the events, and then the
     * statistics of the history to the other consumer.
     *
     * @return the result of reading
     */
    public Reading readTimes(Session session, Consumer<? super Instant> times, Consumer<? super HistoryStats> counts) {
        PlayheadFile stored = Objects.requireNonNull(store());
        try (EventHistory history = stored.read(session);
                Progress progress = new Progress(session, "Reading", history.count(EventFilter.all()), "events", 1)) {
            long[] read = {0};
            history.timestamps().forEach(time -> {
                times.accept(time);
                progress.at(read[0]++);
            });
            // Read after the times, because reading the times reveals which blocks are damaged.
            HistoryStats stats = history.stats();
            counts.accept(stats);
            return new Reading(stats.stored(), 0, null, List.of(), stored.bytes(), MissingEvents.of(history));
        }
    }

    /**
     * Passes at most the given number of matching events to one consumer. Passes missing events to the other consumer,
     * before the event that follows them.
     */
    public static void pass(
            EventHistory history,
            EventFilter filter,
            long most,
            Consumer<? super MissingEvents> missing,
            Consumer<? super RecordedEvent> events) {
        MissingWatch watch = new MissingWatch(history, missing);
        history.events(filter).limit(most).forEach(event -> {
            watch.look();
            events.accept(event);
        });
        watch.look();
    }

    /** Reads the file, which must not be standard input, and returns its missing events. */
    public MissingEvents missing(Session session) {
        return readAll(session, missing -> {}, event -> {}, problem -> {}, type -> false)
                .missing();
    }

    /** {@return the sensitive data to remove} */
    public SensitiveData sensitive() {
        return redact ? SensitiveData.defaults() : SensitiveData.none();
    }

    /**
     * Loads all events as a history, and prints warnings about malformed input. The events of an event file are read
     * into memory. The events of a Playhead file are read into memory only if sensitive data must be removed.
     */
    public EventHistory load(Session session) {
        PlayheadFile stored = store();
        return stored != null && !redact ? stored.read(session) : intoMemory(session);
    }

    /**
     * Runs a query on states. If a state is refused because events were dropped, are lost or were not recorded, runs
     * the query again, with states folded from the remaining events.
     */
    public <T> T askForStates(Session session, Function<EventHistory, T> question) {
        try (EventHistory history = load(session)) {
            if (!isIndexed()) {
                noteWhatIsBefore(history, session);
            }
            try {
                return question.apply(history);
            } catch (IncompleteHistoryException e) {
                notePartial(e, MissingEvents.of(history), session);
            }
            try (EventHistory others = withoutGaps(history, session)) {
                return question.apply(others);
            }
        }
    }

    /** {@return the events missing from the states of the last {@link #askForStates}; empty if none are missing} */
    public MissingEvents leftOut() {
        return leftOut;
    }

    /** {@return the missing events of a history loaded from this file, even if the history is a copy without gaps} */
    public MissingEvents missing(EventHistory history) {
        return leftOut.isEmpty() ? MissingEvents.of(history) : leftOut;
    }

    /**
     * Prints a note on the given missing events. Omits the lost events of a Playhead file, because warnings report
     * them.
     */
    public void noteMissing(MissingEvents missing, Session session) {
        missing.only(one -> true, gap -> !isStore()).note(session);
    }

    /** Prints a note that an answer is incomplete, unless a note already reports that states are partial. */
    public void noteIncomplete(MissingEvents missing, Session session) {
        if (!notedPartial) {
            missing.noteIncomplete(session);
        }
    }

    /**
     * Returns the state of a snapshot. After a break at the end of the history, this is the state before the break,
     * unless the state after the break is known.
     */
    public <S> S state(EventSnapshot moment, Projection<S> projection, EventHistory history, Session session) {
        if (!moment.isBehindBreak(projection)) {
            return moment.state(projection);
        }
        try {
            return moment.state(projection);
        } catch (IncompleteHistoryException e) {
            S state = moment.earlier(moment.upTo()).state(projection);
            notePartial(e, MissingEvents.of(history), session);
            leftOut = leftOut.only(one -> one.sequence() > moment.upTo(), gap -> false);
            return state;
        }
    }

    private void notePartial(IncompleteHistoryException why, MissingEvents missing, Session session) {
        leftOut = missing;
        RecordingBreak first = why.recordingBreak().orElse(null);
        if (notedPartial) {
            return;
        }
        session.note(
                first == null
                        ? "note: not all events are in " + shownName() + "; states are folded from the existing events"
                        : "note: " + missing.only(first::equals, gap -> false).text(session)
                                + "; states are folded from the other events");
        notedPartial = first != null || why.lost().isPresent();
        if (notedPartial) {
            session.answerIsIncomplete();
        }
    }

    /** {@return a history of the same events, without breaks and gaps} */
    private EventHistory withoutGaps(EventHistory history, Session session) {
        EventHistory others = inMemory(session);
        try (InputStream in = new ProgressInput(EventStream.withoutGaps(history), false, -1, session)) {
            ImportReport unusedAsTheEventsAreSound = others.importFrom(
                    in, ImportOptions.lenient().withMaxLineBytes(ImportOptions.GREATEST_MAX_LINE_BYTES));
        } catch (IOException e) {
            throw unreadable(e);
        }
        return others;
    }

    private void noteWhatIsBefore(EventHistory history, Session session) {
        long first = history.stats().firstSequence();
        if (first > 0) {
            session.note("note: " + shownName() + " begins with id " + first
                    + "; states are folded from its events, without earlier events");
        }
    }

    private EventHistory inMemory(Session session) {
        EventHistory history = EventHistory.builder()
                .retention(RetentionPolicy.unlimited())
                .excludeSensitive(sensitive())
                .executor(Runnable::run)
                .build();
        Subscription unusedAsItEndsWithTheHistory =
                history.onProblem(problem -> session.note("warning: " + shownName() + ": " + problem.message()));
        return history;
    }

    private EventHistory intoMemory(Session session) {
        EventHistory history = inMemory(session);
        try (ProgressInput in = open(session)) {
            ImportReport report = history.importFrom(in, read(session, ImportOptions.lenient()));
            ImportReport.Problem first =
                    report.problems().isEmpty() ? null : report.problems().get(0);
            empty = in.bytes() == 0;
            if (report.brokenOff()) {
                session.inputIsCutOff();
            }
            Reading reading = new Reading(
                    report.imported(), report.rejected(), first, report.notes(), in.bytes(), MissingEvents.NONE);
            MalformedInput.note(reading, name, shownName(), session);
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

    /**
     * Returns the options for reading events. The events of a Playhead file are converted to lines, too. When such an
     * event is converted, it is in memory anyway, so its line may have the greatest permitted length.
     */
    private ImportOptions read(Session session, ImportOptions options) {
        ImportOptions as = reading.of(session, options);
        return isStore() ? as.withMaxLineBytes(ImportOptions.GREATEST_MAX_LINE_BYTES) : as;
    }

    /** {@return the earliest and the latest time in the file, for relative times} */
    public TimeArgument.Range range(EventHistory history) {
        return TimeArgument.Range.of(history, shownName());
    }

    /** Prints a note that a history returned by {@link #load} has no events. */
    public void noteNoEvents(Session session) {
        session.note(shownName() + ": no events" + (empty ? ", the file is empty" : ""));
    }

    public String shownName() {
        return isStandardInput() ? "standard input" : name;
    }

    /** {@return the failure of a command whose arguments have unknown ids of events} */
    public CommandFailure withoutEvent(String ids) {
        return new CommandFailure(
                shownName() + " has no event with id " + ids + "; 'playhead search' prints existing ids");
    }

    public boolean isStandardInput() {
        return name.equals("-");
    }

    private ProgressInput open(Session session) throws IOException {
        if (isStandardInput()) {
            return new ProgressInput(session.in(), false, -1, session);
        }
        PlayheadFile stored = store();
        if (stored != null) {
            return new ProgressInput(EventStream.of(stored.read(session)), true, -1, session);
        }
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new CommandFailure(name + " is a directory, not an event file");
        }
        InputStream in = Files.newInputStream(path);
        return new ProgressInput(in, true, Files.size(path), session);
    }

    private CommandFailure unreadable(IOException e) {
        return UnreadableInput.of(shownName(), e);
    }
}

package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.HistoryProblem;
import dev.playhead.bus.Subscription;
import dev.playhead.capture.SensitiveData;
import dev.playhead.cli.Ending;
import dev.playhead.cli.ExitCode;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.Arrivals;
import dev.playhead.cli.input.GridCheckpoints;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.cli.option.ReadOptions;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.LiveLine;
import dev.playhead.cli.output.ProblemData;
import dev.playhead.cli.output.Text;
import dev.playhead.event.SequenceRange;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The command that records events as they arrive. */
@Command(
        name = "record",
        header = "Record events from standard input into a Playhead file.",
        description = {
            "",
            "Events are JSON Lines, as for the other commands; for an event without a timestamp, its time of arrival"
                    + " is used. A malformed line is skipped and reported with its number. Of many malformed lines in a"
                    + " row, only the first 100 are reported. The command ends when the input is closed, or on Ctrl-C"
                    + " after it has recorded all events that have arrived.",
            "",
            "The file is created if it does not exist; otherwise events are appended. Other commands, such as tail -f,"
                    + " can read the file at the same time, but a second 'playhead record' on it is refused.",
            "",
            "Exit code 1 if events could not be stored, or if the input contains no event but is not empty; 4 if the"
                    + " input reports missing events.",
            ""
        },
        footer = {
            "  playhead record orders.playhead < events.jsonl",
            "  ./my-program | playhead record orders.playhead",
            "  ./my-program | playhead record orders.playhead --durability every-event",
            "  ./my-program | playhead record orders.playhead --context version=2.1 --redact"
        })
public final class RecordCommand implements Callable<Integer> {
    private static final int MAX_RANGES = 10;
    private static final Duration REFRESH = Duration.ofMillis(200);

    @Parameters(index = "0", paramLabel = "FILE", description = "The Playhead file, by convention NAME.playhead.")
    private String name = "";

    @Option(
            names = "--durability",
            order = 1,
            paramLabel = "WHEN",
            defaultValue = "interval",
            converter = DurabilityConverter.class,
            description =
                    "When an event becomes durable, so that it survives the end of this process: every-event (before"
                            + " the next event is read; it then also survives a power failure), interval (within 50 ms) or"
                            + " on-flush (when the command ends); default ${DEFAULT-VALUE}.")
    private Durability durability;

    @Option(
            names = "--context",
            order = 2,
            paramLabel = "KEY=VALUE",
            description = "A note about this session, such as user=anna. May be repeated.")
    private Map<String, String> context = new LinkedHashMap<>();

    @Option(
            names = "--redact",
            order = 80,
            description = "Remove sensitive fields (password, token, cardNumber, ...) before events are recorded.")
    private boolean redact;

    @Mixin
    private ReadOptions reading = new ReadOptions();

    private final Session session;

    public RecordCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path path = Path.of(name);
        if (Files.isRegularFile(path) && Files.isReadable(path) && !isEmpty(path)) {
            path = new PlayheadFile(name).path(); // throws if it is not a Playhead file
        }
        Ending ending = session.ending();
        long startNanos = System.nanoTime();
        Arrivals arrivals;
        EventHistory closed;
        List<SequenceRange> lost;
        try (EventHistory history = EventHistory.builder()
                        .file(path)
                        .retention(RetentionPolicy.unlimited())
                        .durability(durability)
                        .context(context)
                        .excludeSensitive(redact ? SensitiveData.defaults() : SensitiveData.none())
                        .projection(GridCheckpoints.PROJECTION)
                        .build();
                LiveLine live = new LiveLine(session);
                GridCheckpoints checkpoints = new GridCheckpoints(history)) {
            Subscription unusedAsItEndsWithTheHistory = history.onProblem(problem -> warn(problem, live));
            checkpoints.begin();
            history.recovery().ifPresent(found -> report(found, live));
            arrivals = new Arrivals(
                    history,
                    session.in(),
                    reading.of(session, ImportOptions.lenient()).withTimeOfArrival(Clock.systemUTC()),
                    problem -> report(problem, live),
                    note -> note(note, live));
            arrivals.begin();
            Rate rate = new Rate();
            while (!arrivals.awaitEnd(ending, REFRESH)) {
                live.show(status(arrivals, history, rate));
            }
            closed = history;
            lost = arrivals.among(history.stats().lost());
        }
        arrivals.check();
        summarize(arrivals, closed, lost, (System.nanoTime() - startNanos) / 1e9);
        if (arrivals.missing() > 0) {
            session.note(
                    "note: events are missing in the stream; its breaks and gaps (" + Text.count(arrivals.missing())
                            + ") are not recorded in " + name + "; 'playhead import' would record them");
            session.answerIsIncomplete();
        }
        boolean none = arrivals.recorded() == 0 && arrivals.rejected() > 0;
        return none || !lost.isEmpty() ? ExitCode.FAILED : 0;
    }

    private static boolean isEmpty(Path path) {
        return path.toFile().length() == 0;
    }

    private void report(RecoveryReport found, LiveLine live) {
        if (!found.cleanEnd() || !found.isComplete() || found.upgradedFrom().isPresent()) {
            live.above("playhead: note: " + Text.safe(name + ": the previous session " + found));
        }
    }

    private static void warn(HistoryProblem problem, LiveLine live) {
        if (!GridCheckpoints.isAbout(problem)) {
            live.above("playhead: warning: " + Text.safe(problem.message()));
        }
    }

    private void report(ImportReport.Problem problem, LiveLine live) {
        if (session.json()) {
            session.out().line(JsonText.compact(ProblemData.of(problem)));
        } else {
            live.above(session.style().red(Text.safe("standard input: " + problem)));
        }
    }

    private void note(ImportReport.Problem note, LiveLine live) {
        if (session.json()) {
            session.out().line(JsonText.compact(ProblemData.ofNote(note)));
        } else {
            live.above("playhead: note: " + Text.safe("standard input: " + note));
        }
    }

    private static String status(Arrivals arrivals, EventHistory history, Rate rate) {
        long recorded = arrivals.recorded();
        long durable = history.durableSequence();
        return Text.count(recorded, "event") + "  " + Text.count(rate.at(recorded)) + "/s  "
                + (durable < 0 ? "none durable yet" : "durable up to " + Text.count(durable))
                + (arrivals.rejected() == 0 ? "" : "  " + Text.count(arrivals.rejected(), "problem"));
    }

    /** The number of events per second, measured over about the last second. */
    private static final class Rate {
        private static final double MIN_SECONDS = 1;

        private long sinceNanos = System.nanoTime();
        private long countThen;
        private long perSecond;

        long at(long count) {
            double seconds = (System.nanoTime() - sinceNanos) / 1e9;
            if (seconds >= MIN_SECONDS) {
                perSecond = Math.round((count - countThen) / seconds);
                sinceNanos = System.nanoTime();
                countThen = count;
            }
            return perSecond;
        }
    }

    private void summarize(Arrivals arrivals, EventHistory closed, List<SequenceRange> lost, double seconds) {
        long lostEvents = lost.stream()
                .mapToLong(range -> range.last() - range.first() + 1)
                .sum();
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("file", name);
            data.put("recorded", arrivals.recorded());
            data.put("rejected", arrivals.rejected());
            data.put("firstSequence", arrivals.firstSequence());
            data.put("lastSequence", arrivals.lastSequence());
            data.put("durableSequence", closed.durableSequence());
            data.put("lost", lostEvents);
            data.put("seconds", seconds);
            session.out().line(JsonText.compact(data));
            return;
        }
        session.out()
                .line(Text.safe(name) + ": " + session.style().bold(Text.count(arrivals.recorded(), "event"))
                        + " recorded"
                        + (arrivals.recorded() == 0
                                ? ""
                                : ", ids " + arrivals.firstSequence() + " to " + arrivals.lastSequence()
                                        + (lost.isEmpty() ? ", all durable" : lost(lost, lostEvents)))
                        + (arrivals.rejected() == 0 ? "" : ", " + Text.count(arrivals.rejected(), "problem"))
                        + session.style()
                                .dim(String.format(
                                        Locale.ROOT,
                                        " (%.2f s, %,.0f events/s)",
                                        seconds,
                                        arrivals.recorded() / Math.max(seconds, 1e-3))));
    }

    private String lost(List<SequenceRange> lost, long events) {
        String ranges = lost.stream()
                .limit(MAX_RANGES)
                .map(SequenceRange::toString)
                .collect(Collectors.joining(", ", "; ", lost.size() > MAX_RANGES ? ", ..." : ""));
        return session.style().red(ranges + " (" + Text.count(events, "event") + ") could not be stored and are lost");
    }

    static final class DurabilityConverter implements ITypeConverter<Durability> {
        @Override
        public Durability convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "every-event" -> Durability.EVERY_EVENT;
                case "interval" -> Durability.INTERVAL;
                case "on-flush" -> Durability.ON_FLUSH;
                default ->
                    throw new TypeConversionException("'" + text + "' is not one of every-event, interval, on-flush");
            };
        }
    }
}

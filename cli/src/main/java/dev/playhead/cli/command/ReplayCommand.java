package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.option.TimeArgument;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Progress;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import dev.playhead.replay.Lateness;
import dev.playhead.replay.Replay;
import dev.playhead.replay.ReplayClock;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.replay.ReplayOptions.ErrorAction;
import dev.playhead.replay.ReplayReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command that prints events with their original timing. */
@Command(
        name = "replay",
        header = "Print events with their original timing.",
        description = {
            "",
            "The events are printed as JSON Lines, so that a pipe can drive another program. A summary follows on"
                    + " standard error, also after Ctrl-C. With --follow, the replay of a Playhead file continues with"
                    + " the events that the recording program commits, until Ctrl-C: events recorded during the replay"
                    + " follow without waiting, and later events as they arrive.",
            ""
        },
        footer = {
            "  playhead replay orders.jsonl | ./my-program",
            "  playhead replay orders.jsonl --speed 10 --max-gap 5s",
            "  playhead replay orders.jsonl --from 10:42 --until 10:45 --type 'cell:*'",
            "  playhead replay orders.jsonl --speed max > /dev/null",
            "  playhead replay orders.playhead --speed max --follow | ./my-mirror"
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final int MAX_ENDING_SECONDS = 2;

    @Mixin
    private EventFile file;

    @Option(
            names = "--speed",
            order = 1,
            paramLabel = "FACTOR",
            defaultValue = "1",
            converter = SpeedConverter.class,
            description = "The speed factor, relative to the recorded times: 10, 0.5, or max for no waiting; default"
                    + " ${DEFAULT-VALUE}.")
    private double speed;

    @Option(
            names = "--max-gap",
            order = 2,
            paramLabel = "LENGTH",
            defaultValue = "1h",
            converter = TimeArgument.LengthConverter.class,
            description = "The longest pause between two events, before the speed is applied: 5s, 250ms, ...; default"
                    + " ${DEFAULT-VALUE}. A wait of ten seconds or more is announced on standard error.")
    private Duration maxGap;

    @Option(
            names = {"-f", "--follow"},
            order = 3,
            description = "Continue with new events of a Playhead file.")
    private boolean follow;

    @Option(
            names = "--power-saving",
            order = 4,
            description = "Wait without using the processor; events are printed a few tenths of a millisecond late.")
    private boolean powerSaving;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FilterOptions filters;

    private final Session session;
    private final AtomicLong published = new AtomicLong();
    private volatile MissingEvents missing = MissingEvents.NONE;

    public ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        filters.check(file);
        if (follow && !file.isIndexed()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--follow needs a Playhead file" + (file.isStore() ? ", and cannot be used with --redact" : "")
                            + ": " + file.shownName());
        }
        try (EventHistory history = file.load(session);
                Progress progress = new Progress(
                        session,
                        "Replaying",
                        session.terminal().isOutTerminal() || follow
                                ? -1
                                : history.stats().stored(),
                        "",
                        1);
                EventSerializer.Writer out = EventSerializer.writer(session.out(), ExportFormat.JSON_LINES)) {
            EventFilter filter = filters.filter(history, file.shownName(), session.zone());
            Consumer<RecordedEvent> waits = waits(history, filter, progress);
            ReplayOptions options = ReplayOptions.defaults()
                    .speed(speed)
                    .maxGap(maxGap)
                    .clock(powerSaving ? ReplayClock.powerSaving() : ReplayClock.precise())
                    .onError(ErrorAction.STOP)
                    .target(event -> {
                        out.write(event);
                        out.flush(); // the reader of a pipe receives each event without delay
                        long unusedCount = published.incrementAndGet();
                        waits.accept(event);
                    });
            if (!session.terminal().isOutTerminal()) {
                options = options.onProgress(at -> progress.at(published.get()));
            }
            options = follow ? options.thenLive() : options;
            missing = MissingEvents.of(history);
            ReplayReport report = awaitEnd(history.replay(filter, options), progress);
            missing = MissingEvents.of(history);
            file.noteMissing(missing, session);
            if (history.stats().stored() == 0 && !session.json()) {
                file.noteNoEvents(session);
            } else {
                report(report);
            }
        }
        return 0;
    }

    private Consumer<RecordedEvent> waits(EventHistory history, EventFilter filter, Progress progress) {
        if (Double.isInfinite(speed) || session.json()) {
            return event -> {};
        }
        return new LongWaits(history.events(filter).iterator(), maxGap, speed, progress::say)::after;
    }

    /** Waits for the end of a replay. On Ctrl-C, the summary is written before the process exits. */
    private ReplayReport awaitEnd(Replay replay, Progress progress) {
        Thread onInterrupt = new Thread(() -> {
            replay.cancel();
            try {
                ReplayReport report = replay.completion().get(MAX_ENDING_SECONDS, TimeUnit.SECONDS);
                progress.close();
                report(report);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                session.note("the replay was stopped");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            return replay.completion().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PlayheadException stopped) {
                throw stopped;
            }
            throw e;
        } finally {
            removeHook(onInterrupt);
        }
    }

    /**
     * Removes the hook. If the process is already ending, the hook cannot be removed. It then writes the report while
     * this thread sleeps.
     */
    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            try {
                Thread.sleep(Duration.ofSeconds(2L * MAX_ENDING_SECONDS).toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void report(ReplayReport report) {
        Lateness late = report.lateness();
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("published", published.get());
            data.put("seconds", report.elapsed().toNanos() / 1e9);
            data.put("latenessP50Micros", late.p50().toNanos() / 1e3);
            data.put("latenessP99Micros", late.p99().toNanos() / 1e3);
            data.put("latenessMaxMicros", late.max().toNanos() / 1e3);
            data.put("cancelled", report.cancelled());
            if (follow || report.missed() > 0) {
                data.put("missed", report.missed());
            }
            missing.addTo(data);
            session.err().println(JsonText.compact(data));
            return;
        }
        String lateness = Double.isInfinite(speed)
                ? ""
                : "; lateness p50 " + Times.small(late.p50().toNanos()) + ", p99 "
                        + Times.small(late.p99().toNanos()) + ", max "
                        + Times.small(late.max().toNanos());
        session.note((report.cancelled() ? "stopped: " : "") + Text.count(published.get(), "event") + " in "
                + Times.length(report.elapsed()) + lateness);
        if (report.missed() > 0) {
            session.note("warning: " + Text.count(report.missed(), "event")
                    + " could not be printed: damaged, or no longer in the file");
        }
    }

    static final class SpeedConverter implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            if (text.equalsIgnoreCase("max")) {
                return Double.POSITIVE_INFINITY;
            }
            try {
                double speed = Double.parseDouble(text.endsWith("x") ? text.substring(0, text.length() - 1) : text);
                if (speed > 0) {
                    return speed;
                }
            } catch (NumberFormatException e) {
                throw new TypeConversionException(message(text));
            }
            throw new TypeConversionException(message(text));
        }

        private static String message(String text) {
            return "'" + text + "' is not a speed; use a number such as 10 or 0.5, or max";
        }
    }
}

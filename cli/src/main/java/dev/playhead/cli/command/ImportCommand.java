package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.HistoryProblem;
import dev.playhead.bus.Subscription;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.ExitCode;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.GridCheckpoints;
import dev.playhead.cli.input.Recovery;
import dev.playhead.cli.output.EventOutput;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.ProblemData;
import dev.playhead.cli.output.Text;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.storage.RetentionPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that reads a complete event file, reports its problems, and optionally converts or stores its events. */
@Command(
        name = "import",
        header = "Check an event file, convert it, or add it to a Playhead file.",
        description = {
            "",
            "The complete file is read. Files of other programs are accepted: lines, documents, objects that span lines,"
                    + " and tables in CSV, in UTF-8 or UTF-16; timestamps as ISO-8601, RFC 1123 or epoch time. Logs,"
                    + " CloudEvents, traces and other known shapes are recognized by their first event, and named on"
                    + " standard error. In other files, only type and"
                    + " timestamp are required; --map reads them from fields of other names. Unknown fields are kept in the metadata, or become the payload if an"
                    + " event has no payload.",
            "",
            "--into appends to a Playhead file, and creates it if it does not exist. In an empty file, events keep"
                    + " their ids; otherwise they have new ids, and the old ids are kept in the metadata as"
                    + " importedSequence. Events imported twice are stored twice, unless --skip-duplicates is given.",
            "",
            "Exit code 1 if the file cannot be read, or is not empty but has no events; 3 if it is truncated, such as a"
                    + " compressed file that was not copied completely; 4 if OUT is written and events of FILE are lost"
                    + " or were not recorded.",
            ""
        },
        footer = {
            "  playhead import events.json",
            "  playhead import events.json -o events.jsonl.gz   convert",
            "  playhead import events.jsonl --into orders.playhead",
            "  playhead import app.jsonl --map timestamp=ts,type=event.name",
            "  curl -s https://example.com/log | playhead import - --redact -o log.jsonl",
            "  playhead import events.jsonl --strict || echo malformed"
        })
public final class ImportCommand implements Callable<Integer> {
    private static final int MAX_PROBLEMS = 100;

    @Mixin
    private EventFile file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Write the events to this file: .json or .jsonl, with .gz appended for compression; - for"
                    + " standard output.")
    private @Nullable String output;

    @Option(
            names = "--into",
            paramLabel = "FILE",
            description = "Append the events to this Playhead file, by convention NAME.playhead.")
    private @Nullable String target;

    @Option(
            names = "--skip-duplicates",
            description = "With --into: skip events that the Playhead file already has, with the same sequence or id"
                    + " and the same type, timestamp, source and payload.")
    private boolean skipDuplicates;

    @Option(
            names = "--strict",
            description = "Stop at the first problem and exit with code 1. OUT is not written in this case; with"
                    + " --into, the events before the problem are stored.")
    private boolean strict;

    @Spec
    private CommandSpec spec;

    private final Session session;
    private long problems;

    public ImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (target != null) {
            return importInto(target);
        }
        if (skipDuplicates) {
            throw new ParameterException(spec.commandLine(), "--skip-duplicates needs --into");
        }
        boolean outIsTaken = "-".equals(output);
        long startNanos = System.nanoTime();
        EventFile.Reading reading;
        try (EventOutput out = output == null ? null : EventOutput.open(session, output, null)) {
            boolean before = out != null && out.isDocument() && !file.isStandardInput();
            if (out != null && before) {
                out.missing(file.missing(session));
            }
            reading = file.readAll(
                    session,
                    missing -> {
                        if (out != null && !before) {
                            out.missing(missing);
                        }
                    },
                    event -> {
                        if (out != null) {
                            out.write(event);
                        }
                    },
                    problem -> report(problem, outIsTaken),
                    type -> true);
            if (out != null && (reading.events() > 0 || reading.rejected() == 0)) {
                out.complete();
            }
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        if (problems > MAX_PROBLEMS && !session.json()) {
            print("and " + Text.count(problems - MAX_PROBLEMS, "more problem") + "; --json lists all", outIsTaken);
        }
        reading.notes().forEach(note -> note(note, outIsTaken));
        if (session.json()) {
            reportJson(reading, seconds, outIsTaken);
        } else {
            reportText(reading, seconds, outIsTaken);
        }
        if (output == null) {
            file.noteMissing(reading.missing(), session);
        } else {
            reading.missing().noteIncomplete(session);
        }
        return reading.events() == 0 && reading.rejected() > 0 ? ExitCode.FAILED : 0;
    }

    private int importInto(String into) {
        if (output != null) {
            throw new ParameterException(spec.commandLine(), "--into and --output cannot be used together");
        }
        Path path = Path.of(into);
        if (isSameFile(path)) {
            throw new CommandFailure(into + " cannot be imported into itself");
        }
        long startNanos = System.nanoTime();
        ImportReport report;
        try (EventHistory history = EventHistory.builder()
                        .file(path)
                        .retention(RetentionPolicy.unlimited())
                        .excludeSensitive(file.sensitive())
                        .projection(GridCheckpoints.PROJECTION)
                        .build();
                GridCheckpoints checkpoints = new GridCheckpoints(history)) {
            Subscription unusedAsItEndsWithTheHistory = history.onProblem(problem -> warn(problem, into));
            checkpoints.begin();
            history.recovery().ifPresent(found -> Recovery.noteUpgrade(found, into, session));
            ImportOptions options = strict ? ImportOptions.strictly() : ImportOptions.lenient();
            report = file.importInto(history, session, skipDuplicates ? options.skippingDuplicates() : options);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        report.problems().forEach(problem -> report(problem, false));
        long unlisted = report.rejected() - report.problems().size();
        if (unlisted > 0 && !session.json()) {
            session.out().line("and " + Text.count(unlisted, "more problem"));
        }
        report.notes().forEach(note -> note(note, false));
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("file", file.name);
            data.put("into", into);
            data.put("imported", report.imported());
            data.put("rejected", report.rejected());
            data.put("firstSequence", report.firstSequence());
            data.put("lastSequence", report.lastSequence());
            data.put("renumbered", report.renumbered());
            data.put("skipped", report.skipped());
            if (report.breaks() + report.gaps() > 0) {
                data.put("breakCount", report.breaks());
                data.put("gapCount", report.gaps());
            }
            data.put("seconds", seconds);
            session.out().line(JsonText.compact(data));
        } else {
            session.out()
                    .line(Text.safe(file.shownName()) + ": "
                            + session.style().bold(Text.count(report.imported(), "event")) + " into " + Text.safe(into)
                            + (report.imported() == 0
                                    ? ""
                                    : ", ids " + report.firstSequence() + " to " + report.lastSequence())
                            + (report.skipped() == 0
                                    ? ""
                                    : ", " + Text.count(report.skipped(), "duplicate") + " skipped")
                            + (report.rejected() == 0 ? "" : ", " + Text.count(report.rejected(), "problem"))
                            + (report.breaks() == 0 ? "" : ", " + Text.count(report.breaks(), "break"))
                            + (report.gaps() == 0 ? "" : ", " + Text.count(report.gaps(), "gap"))
                            + session.style().dim(String.format(java.util.Locale.ROOT, " (%.2f s)", seconds)));
        }
        return report.imported() == 0 && report.rejected() > 0 ? ExitCode.FAILED : 0;
    }

    private void warn(HistoryProblem problem, String into) {
        if (!GridCheckpoints.isAbout(problem)) {
            session.note("warning: " + into + ": " + problem.message());
        }
    }

    private boolean isSameFile(Path into) {
        try {
            return file.isStore() && Files.exists(into) && Files.isSameFile(into, Path.of(file.name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(ImportReport.Problem problem, boolean outIsTaken) {
        if (strict) {
            throw new CommandFailure(file.shownName() + ": " + problem);
        }
        problems++;
        if (problems > MAX_PROBLEMS && !session.json()) {
            return;
        }
        if (session.json()) {
            print(JsonText.compact(ProblemData.of(problem)), outIsTaken);
        } else {
            print(session.style().red(Text.safe(file.shownName() + ": " + problem)), outIsTaken);
        }
    }

    private void note(ImportReport.Problem note, boolean outIsTaken) {
        if (session.json()) {
            print(JsonText.compact(ProblemData.ofNote(note)), outIsTaken);
        } else {
            session.note("note: " + file.shownName() + ": " + note);
        }
    }

    private void reportText(EventFile.Reading reading, double seconds, boolean outIsTaken) {
        String rate = Text.count((long) (reading.events() / Math.max(seconds, 1e-6)));
        print(
                Text.safe(file.shownName()) + ": " + session.style().bold(Text.count(reading.events(), "event"))
                        + (reading.rejected() == 0 ? ", no problems" : ", " + Text.count(reading.rejected(), "problem"))
                        + session.style()
                                .dim(String.format(
                                        java.util.Locale.ROOT,
                                        " (%s in %.2f s, %s events/s)",
                                        Text.bytes(reading.bytes()),
                                        seconds,
                                        rate)),
                outIsTaken);
        if (reading.rejected() > 0 && reading.events() > 0) {
            print("for scripts: --strict stops at the first problem, with exit code 1", outIsTaken);
        }
        if (output != null && !outIsTaken && reading.events() > 0) {
            print("written to " + Text.safe(output), outIsTaken);
        }
    }

    private void reportJson(EventFile.Reading reading, double seconds, boolean outIsTaken) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("file", file.name);
        data.put("imported", reading.events());
        data.put("rejected", reading.rejected());
        data.put("bytes", reading.bytes());
        data.put("seconds", seconds);
        data.put("output", output);
        reading.missing().addTo(data);
        print(JsonText.compact(data), outIsTaken);
    }

    private void print(String line, boolean outIsTaken) {
        if (outIsTaken) {
            session.err().println(line);
        } else {
            session.out().line(line);
        }
    }
}

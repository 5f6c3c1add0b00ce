package dev.playhead.cli;

import dev.playhead.storage.ImportProblem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads a file to its end and tells what is wrong with it. */
@Command(
        name = "import",
        sortOptions = false,
        abbreviateSynopsis = true,
        synopsisHeading = "%nUsage: ",
        header = "Check an event file and tell what is wrong where.",
        description = {
            "",
            "The file is read to its end. What others write is read as well: timestamps as ISO-8601 or epoch milliseconds;"
                    + " only type and timestamp are required, and unknown fields are kept in the metadata.",
            "",
            "Exit code 1 if the file cannot be read, or if it is not empty and has no events.",
            ""
        },
        parameterListHeading = "Parameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  playhead import events.json",
            "  playhead import events.json -o events.jsonl.gz   convert",
            "  curl -s https://example.com/log | playhead import - --redact -o log.jsonl",
            "  playhead import events.jsonl --strict || echo malformed"
        })
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description =
                    "Write the events to this file; .json or .jsonl, each with .gz for compression; - for standard"
                            + " output.")
    private @Nullable String output;

    @Option(names = "--strict", description = "Stop at the first problem, write nothing and exit with code 1.")
    private boolean strict;

    private final Session session;

    ImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean outIsTaken = "-".equals(output);
        long startNanos = System.nanoTime();
        EventFile.Reading reading;
        try (EventOutput out = output == null ? null : EventOutput.open(session, output, null)) {
            reading = file.read(
                    session,
                    event -> {
                        if (out != null) {
                            out.write(event);
                        }
                    },
                    problem -> report(problem, outIsTaken));
            if (out != null && (reading.events() > 0 || reading.rejected() == 0)) {
                out.complete();
            }
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        if (session.json()) {
            reportJson(reading, seconds, outIsTaken);
        } else {
            reportText(reading, seconds, outIsTaken);
        }
        return reading.events() == 0 && reading.rejected() > 0 ? Main.FAILED : 0;
    }

    private void report(ImportProblem problem, boolean outIsTaken) {
        if (strict) {
            throw new CommandFailure(file.shownName() + ": " + problem);
        }
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("line", problem.line());
            data.put("column", (long) problem.column());
            data.put("message", problem.message());
            print(JsonText.compact(Map.of("problem", data)), outIsTaken);
        } else {
            print(session.style().red(Text.safe(file.shownName() + ": " + problem)), outIsTaken);
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

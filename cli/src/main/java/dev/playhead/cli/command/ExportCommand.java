package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.option.StateOptions;
import dev.playhead.cli.output.EventOutput;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.view.StateView;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command that writes events to another file. */
@Command(
        name = "export",
        customSynopsis = "playhead export FILE -o OUT [OPTIONS]",
        header = "Write the events that match all conditions to another file.",
        description = {
            "",
            "OUT is created or replaced only when the export is complete. Events keep their ids.",
            "",
            "json and jsonl keep everything. Other formats are for other tools; a note on standard error reports what OUT"
                    + " leaves out. csv and perfetto read FILE twice; standard input is read into memory for them. html"
                    + " lists at most 10,000 events or 16 MiB. redux-devtools has at most 1,000 events or 32 MiB, with the"
                    + " state after each of them.",
            "",
            "Exit code 4 if any events of FILE, matching or not, are lost or were not recorded; json, jsonl and html list"
                    + " them as well.",
            ""
        },
        footer = {
            "  playhead export orders.jsonl -o orders.json.gz",
            "  playhead export orders.jsonl -o edits.jsonl --type 'cell:*' --since 10:42",
            "  playhead export orders.jsonl -o orders.csv              for a spreadsheet",
            "  playhead export orders.jsonl -o orders.html             for a browser",
            "  playhead export orders.jsonl -o trace.json --format perfetto",
            "  playhead export orders.jsonl -o redux.json --format redux-devtools --by id",
            "  playhead export orders.jsonl -o safe.jsonl --redact     without passwords",
            "  playhead export orders.json.gz -o - | head",
            "  playhead export orders.playhead -o third.jsonl --session 3"
        })
public final class ExportCommand implements Callable<Integer> {
    /** The formats that the user can choose. */
    enum Format {
        json(ExportFormat.JSON),
        jsonl(ExportFormat.JSON_LINES),
        csv(ExportFormat.CSV),
        html(ExportFormat.HTML),
        cloudevents(ExportFormat.CLOUDEVENTS),
        cloudeventsLines(ExportFormat.CLOUDEVENTS_LINES),
        perfetto(ExportFormat.PERFETTO),
        otlp(ExportFormat.OTLP),
        reduxDevtools(ExportFormat.REDUX_DEVTOOLS);

        private final ExportFormat format;

        Format(ExportFormat format) {
            this.format = format;
        }

        @Override
        public String toString() {
            return name().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        }

        /** A converter from the names of formats, which have hyphens instead of capital letters. */
        static final class Converter implements ITypeConverter<Format> {
            @Override
            public Format convert(String value) {
                for (Format format : values()) {
                    if (format.toString().equals(value)) {
                        return format;
                    }
                }
                throw new TypeConversionException("'" + value + "' is not a format; the formats are " + NAMES);
            }
        }

        private static final String NAMES =
                Arrays.stream(values()).map(Format::toString).collect(Collectors.joining(", "));
    }

    @Mixin
    private EventFile file;

    @Option(
            names = {"-o", "--output"},
            order = 1,
            required = true,
            paramLabel = "OUT",
            description = "The file to write: .json, .jsonl, .csv or .html, with .gz appended for compression; - for"
                    + " standard output.")
    private String output;

    @Option(
            names = "--format",
            order = 2,
            paramLabel = "FORMAT",
            converter = Format.Converter.class,
            description =
                    "json, jsonl, csv, html, cloudevents (a batch), cloudevents-lines, perfetto (Chrome trace), otlp"
                            + " (OpenTelemetry logs) or redux-devtools; default: by the name of OUT, otherwise jsonl.")
    private @Nullable Format format;

    @Mixin
    private FilterOptions filters;

    @Mixin
    private StateOptions state;

    @Spec
    private CommandSpec spec;

    private final Session session;
    private long count;
    private MissingEvents missing = MissingEvents.NONE;
    private List<String> notes = List.of();

    public ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        filters.check(file);
        state.check();
        if (format == Format.reduxDevtools) {
            return file.askForStates(session, this::exportStates);
        }
        if (state.isGiven()) {
            throw new ParameterException(
                    spec.commandLine(), "--projection, --by, --grid and --row-id need --format redux-devtools");
        }
        ExportFormat chosen = format();
        boolean surveys = EventOutput.formatOf(output, chosen).needsSurvey();
        try (EventOutput out = EventOutput.open(session, output, chosen)) {
            if (file.isIndexed() || filters.needsHistory() || (surveys && !canBeReadTwice())) {
                try (EventHistory history = file.load(session)) {
                    export(history, surveys, out);
                }
            } else {
                exportWhileReading(surveys, out);
            }
            complete(out);
        }
        missing.noteIncomplete(session);
        return 0;
    }

    /**
     * Returns the format of the option, otherwise CSV or HTML if the name of the output determines it. Returns null in
     * all other cases, in which {@link EventOutput} determines the format by the name, or rejects the name.
     */
    private @Nullable ExportFormat format() {
        if (format != null) {
            return format.format;
        }
        ExportFormat named = EventOutput.formatOf(output, null);
        return named == ExportFormat.CSV || named == ExportFormat.HTML ? named : null;
    }

    /** {@return whether the file is on disk, and not a pipe} */
    private boolean canBeReadTwice() {
        return !file.isStandardInput() && (file.isStore() || Files.isRegularFile(Path.of(file.name)));
    }

    private void export(EventHistory history, boolean surveys, EventOutput out) {
        EventFilter filter = filters.filter(history, file.shownName(), session.zone());
        if (surveys) {
            history.events(filter).forEach(out::survey);
        } else if (out.isDocument()) {
            history.events(filter).forEach(event -> {}); // reads all events, so that all damage is known
        }
        EventFile.pass(history, filter, Long.MAX_VALUE, out::missing, event -> write(event, out));
        missing = MissingEvents.of(history);
    }

    private void exportWhileReading(boolean surveys, EventOutput out) {
        EventFilter filter = filters.filter(session.zone());
        if (surveys) {
            EventFile.Reading unusedAsItIsReadAgain = file.readAll(
                    session,
                    found -> {},
                    event -> {
                        if (filter.test(event)) {
                            out.survey(event);
                        }
                    },
                    problem -> {},
                    filters::mayMatch);
        }
        boolean listsMissingFirst = out.isDocument() && !file.isStandardInput();
        if (listsMissingFirst) {
            out.missing(file.missing(session));
        }
        missing = file.read(session, listsMissingFirst ? found -> {} : out::missing, event -> {
                    if (filter.test(event)) {
                        write(event, out);
                    }
                })
                .missing();
    }

    /** Exports events and the states after them. Reports all missing events, because states follow from all events. */
    private int exportStates(EventHistory history) {
        count = 0; // this may be the second attempt, after states were refused because of missing events
        EventFilter filter = filters.filter(history, file.shownName(), session.zone());
        StateView<?> view = state.find(history);
        try (EventOutput out = view == null
                ? EventOutput.open(session, output, ExportFormat.REDUX_DEVTOOLS)
                : EventOutput.openWithStates(session, output, new ViewStates<>(view, history, file, session))) {
            EventFile.pass(history, filter, Long.MAX_VALUE, out::missing, event -> write(event, out));
            missing = file.missing(history);
            out.missing(missing);
            complete(out);
        }
        if (view == null) {
            session.note("note: without grid events there are no states; --by FIELD adds the states of entities, as in"
                    + " --by rowId");
            missing.noteIncomplete(session);
        } else {
            file.noteIncomplete(missing, session);
        }
        return 0;
    }

    private void complete(EventOutput out) {
        out.complete();
        notes = out.notes();
        report(out.bytes());
        notes.forEach(note -> session.note("note: " + note));
    }

    private void write(RecordedEvent event, EventOutput out) {
        out.write(event);
        count++;
    }

    private void report(long bytes) {
        if (output.equals("-")) {
            return;
        }
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("exported", count);
            data.put("output", output);
            data.put("bytes", bytes < 0 ? null : bytes);
            missing.addTo(data);
            if (!notes.isEmpty()) {
                data.put("notes", notes);
            }
            session.out().line(JsonText.compact(data));
        } else {
            session.out()
                    .line(Text.count(count, "event") + " to " + Text.safe(output)
                            + (bytes < 0 ? "" : session.style().dim(" (" + Text.bytes(bytes) + ")")));
        }
    }
}

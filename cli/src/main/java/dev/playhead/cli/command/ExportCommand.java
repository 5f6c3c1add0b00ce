package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.output.EventOutput;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Text;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that writes events to another file. */
@Command(
        name = "export",
        customSynopsis = "playhead export FILE -o OUT [OPTIONS]",
        header = "Write the events that match all conditions to another file.",
        description = {
            "",
            "OUT is created or replaced only when the export is complete. Events keep their ids.",
            "",
            "Exit code 4 if any events of FILE, matching or not, are lost or were not recorded; OUT lists these"
                    + " breaks and gaps.",
            ""
        },
        footer = {
            "  playhead export orders.jsonl -o orders.json.gz",
            "  playhead export orders.jsonl -o edits.jsonl --type 'cell:*' --since 10:42",
            "  playhead export orders.jsonl -o safe.jsonl --redact     without passwords",
            "  playhead export orders.json.gz -o - | head",
            "  playhead export orders.playhead -o third.jsonl --session 3"
        })
public final class ExportCommand implements Callable<Integer> {
    /** The formats, named by file extension. */
    enum Format {
        json(ExportFormat.JSON),
        jsonl(ExportFormat.JSON_LINES);

        private final ExportFormat format;

        Format(ExportFormat format) {
            this.format = format;
        }
    }

    @Mixin
    private EventFile file;

    @Option(
            names = {"-o", "--output"},
            order = 1,
            required = true,
            paramLabel = "OUT",
            description = "The file to write: .json or .jsonl, with .gz appended for compression; - for standard"
                    + " output.")
    private String output;

    @Option(
            names = "--format",
            order = 2,
            paramLabel = "FORMAT",
            description = "json or jsonl; default: the format named by the extension of OUT, otherwise jsonl.")
    private @Nullable Format format;

    @Mixin
    private FilterOptions filters;

    private final Session session;
    private long count;
    private MissingEvents missing = MissingEvents.NONE;

    public ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        filters.check(file);
        try (EventOutput out = EventOutput.open(session, output, format == null ? null : format.format)) {
            if (file.isIndexed() || filters.needsHistory()) {
                try (EventHistory history = file.load(session)) {
                    EventFilter filter = filters.filter(history, file.shownName(), session.zone());
                    if (out.isDocument()) {
                        history.events(filter).forEach(event -> {}); // reads all events, so that all damage is known
                    }
                    EventFile.pass(history, filter, Long.MAX_VALUE, out::missing, event -> write(event, out));
                    missing = MissingEvents.of(history);
                }
            } else {
                EventFilter filter = filters.filter(session.zone());
                if (out.isDocument() && !file.isStandardInput()) {
                    out.missing(file.missing(session));
                }
                missing = file.read(
                                session,
                                out.isDocument() && !file.isStandardInput() ? found -> {} : out::missing,
                                event -> {
                                    if (filter.test(event)) {
                                        write(event, out);
                                    }
                                })
                        .missing();
            }
            out.complete();
            report(out.bytes());
        }
        missing.noteIncomplete(session);
        return 0;
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
            session.out().line(JsonText.compact(data));
        } else {
            session.out()
                    .line(Text.count(count, "event") + " to " + Text.safe(output)
                            + (bytes < 0 ? "" : session.style().dim(" (" + Text.bytes(bytes) + ")")));
        }
    }
}

package dev.playhead.io;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The format of an event file. {@link #JSON} and {@link #JSON_LINES} keep everything and are read back unchanged. The
 * other formats are for other tools. Except for {@link #HTML}, they are read back as far as they express the events.
 * {@link EventSerializer.Writer#notes} states what a file leaves out.
 */
public enum ExportFormat {
    /**
     * A single document: {@code {"format":"playhead-events","version":1,"events":[…]}}, with {@code "breaks":[…]} and
     * {@code "gaps":[…]} before the events if there are any.
     */
    JSON,
    /** One event per line. Each break and each gap has a line of its own. */
    JSON_LINES,
    /**
     * A table in CSV (RFC 4180): columns for sequence, timestamp, type and source, and one for each path to a value in
     * payloads and metadata, such as {@code payload.order.price}. Lists are JSON text. A cell that a spreadsheet would
     * treat as a formula begins with an apostrophe. Needs a survey ({@link #needsSurvey}). Has no breaks and gaps.
     */
    CSV,
    /**
     * A page to read in a browser, without network: statistics, a timeline, and the events as a list that can be
     * searched. The list ends after 10,000 events or 16 MiB of text; the statistics are of all events.
     */
    HTML,
    /** CloudEvents 1.0 as a JSON batch. Has no breaks and gaps. */
    CLOUDEVENTS,
    /** CloudEvents 1.0, one JSON object per line. Has no breaks and gaps. */
    CLOUDEVENTS_LINES,
    /**
     * Chrome trace JSON, for Perfetto: a track for each source, and an arrow from the cause of an event to the event.
     * Needs a survey, for the causes. Has no breaks and gaps.
     */
    PERFETTO,
    /** OpenTelemetry log records with an event name, as OTLP JSON Lines. Has no breaks and gaps. */
    OTLP,
    /**
     * The lifted state of Redux DevTools: at most 1,000 events and 32 MiB. They are in memory until the writer is
     * closed. The states are null, unless the writer is from {@link EventSerializer#writer(OutputStream,
     * EventSerializer.States)}. Has no breaks and gaps.
     */
    REDUX_DEVTOOLS;

    /** The value of the member {@code format} in a document. */
    static final String NAME = "playhead-events";

    /** The name of the member with the breaks in a document. */
    static final String BREAKS = "breaks";

    /** The name of the member with the gaps in a document. */
    static final String GAPS = "gaps";

    private static final String GZIP = ".gz";

    /**
     * Returns the format that a file name indicates.
     *
     * @param file a file name such as {@code events.json}, {@code events.jsonl} or {@code events.csv.gz}
     * @return {@link #JSON} for {@code .json}, {@link #CSV} for {@code .csv}, {@link #HTML} for {@code .html} and
     *     {@code .htm}, each with or without {@code .gz}; otherwise {@link #JSON_LINES}
     */
    public static ExportFormat of(Path file) {
        String name = name(file);
        String plain = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
        return switch (plain.substring(Math.max(0, plain.lastIndexOf('.')))) {
            case ".json" -> JSON;
            case ".csv" -> CSV;
            case ".html", ".htm" -> HTML;
            default -> JSON_LINES;
        };
    }

    /**
     * Returns whether a file name indicates compression.
     *
     * @param file the file name
     * @return whether the name ends with {@code .gz}, in lower or upper case
     */
    public static boolean isGzip(Path file) {
        return name(file).endsWith(GZIP);
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns whether the format depends on all events, so that each must be passed to {@link
     * EventSerializer.Writer#survey} before the first is written.
     *
     * @return true for {@link #CSV} and {@link #PERFETTO}
     */
    public boolean needsSurvey() {
        return this == CSV || this == PERFETTO;
    }

    /** Creates a writer of this format. The beginning of the file may be written at once. */
    FormatWriter writer(OutputStream out) {
        return switch (this) {
            case JSON -> new JsonEventWriter(out, true);
            case JSON_LINES -> new JsonEventWriter(out, false);
            case CSV -> new CsvEventWriter(out);
            case HTML -> new HtmlEventWriter(out);
            case CLOUDEVENTS -> new CloudEventWriter(out, true);
            case CLOUDEVENTS_LINES -> new CloudEventWriter(out, false);
            case PERFETTO -> new TraceEventWriter(out);
            case OTLP -> new OtlpEventWriter(out);
            case REDUX_DEVTOOLS -> new ReduxEventWriter(out, null);
        };
    }
}

package dev.playhead.io;

import java.nio.file.Path;
import java.util.Locale;

/** The layout of events in a file. */
public enum ExportFormat {
    /**
     * A single document: {@code {"format":"playhead-events","version":1,"events":[…]}}, with {@code "breaks":[…]} and
     * {@code "gaps":[…]} before the events if there are any.
     */
    JSON("{\"format\":\"playhead-events\",\"version\":1,", "\"events\":[\n", ",\n", "", "\n]}\n"),
    /** One event per line. Each break and each gap has a line of its own. */
    JSON_LINES("", "", "", "\n", "");

    /** The value of the member {@code format} in a document. */
    static final String NAME = "playhead-events";

    /** The name of the member with the breaks in a document. */
    static final String BREAKS = "breaks";

    /** The name of the member with the gaps in a document. */
    static final String GAPS = "gaps";

    private static final String GZIP = ".gz";

    final String before;
    final String beforeEvents;
    final String between;
    final String behindEach;
    final String after;

    ExportFormat(String before, String beforeEvents, String between, String behindEach, String after) {
        this.before = before;
        this.beforeEvents = beforeEvents;
        this.between = between;
        this.behindEach = behindEach;
        this.after = after;
    }

    /**
     * Returns the format that a file name indicates.
     *
     * @param file a file name such as {@code events.json}, {@code events.jsonl} or {@code events.jsonl.gz}
     * @return {@link #JSON} for {@code .json} with or without {@code .gz}, else {@link #JSON_LINES}
     */
    public static ExportFormat of(Path file) {
        String name = name(file);
        String plain = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
        return plain.endsWith(".json") ? JSON : JSON_LINES;
    }

    /**
     * Returns whether a file name indicates compression.
     *
     * @param file the file name
     * @return whether it ends with {@code .gz}
     */
    public static boolean isGzip(Path file) {
        return name(file).endsWith(GZIP);
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    }
}

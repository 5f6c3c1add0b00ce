package dev.playhead.io;

import java.nio.file.Path;
import java.util.Locale;

/** How events are laid out in a file. */
public enum ExportFormat {
    /**
     * One document: {@code {"format":"playhead-events","version":1,"events":[…]}}, with {@code "breaks":[…]} and {@code
     * "gaps":[…]} before the events if there are any.
     */
    JSON("{\"format\":\"playhead-events\",\"version\":1,", "\"events\":[\n", ",\n", "", "\n]}\n"),
    /** One event a line, and each break and gap in a line of its own. */
    JSON_LINES("", "", "", "\n", "");

    /** What a document says as its format. */
    static final String NAME = "playhead-events";

    /** The member of a document that has the breaks. */
    static final String BREAKS = "breaks";

    /** The member of a document that has the gaps. */
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
     * The format that a file's name asks for.
     *
     * @param file a name such as {@code events.json}, {@code events.jsonl} or {@code events.jsonl.gz}
     * @return {@link #JSON} for {@code .json} with or without {@code .gz}, else {@link #JSON_LINES}
     */
    public static ExportFormat of(Path file) {
        String name = name(file);
        String plain = name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
        return plain.endsWith(".json") ? JSON : JSON_LINES;
    }

    /**
     * Whether a file's name asks for compression.
     *
     * @param file the file's name
     * @return whether it ends in {@code .gz}
     */
    public static boolean isGzip(Path file) {
        return name(file).endsWith(GZIP);
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    }
}

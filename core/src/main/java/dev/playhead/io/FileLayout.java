package dev.playhead.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arrangement of the records in a file, and their shape.
 *
 * @param kind the arrangement
 * @param path in a document, the names of the members that lead to the records; empty if the document is an array
 * @param shape the shape of the records; null if it is Playhead's own, or not known
 */
record FileLayout(Kind kind, List<String> path, @Nullable KnownShape shape) {
    /** The path of the events in a document of Playhead. */
    static final List<String> EVENTS = List.of("events");

    private static final FileLayout LINES = new FileLayout(Kind.LINES, List.of(), null);

    /** An arrangement of records. */
    enum Kind {
        /** Each record in one line, or over several lines. */
        LINES,
        /** All records in one array, which is the document or a member of an object. */
        DOCUMENT,
        /** Rows of CSV below a line of titles. */
        TABLE
    }

    /** {@return the shape of a table, which has the titles} */
    TableShape table() {
        if (shape instanceof TableShape table) {
            return table;
        }
        throw new IllegalStateException("kind=" + kind + " has no titles");
    }

    /**
     * Detects the layout of a stream, and resets the stream to its beginning. Malformed lines before the first sound
     * record are skipped.
     *
     * @param mapped the names of fields that a mapping uses; a line with one of them may be the titles of a table
     * @param shapes the known shapes
     */
    static FileLayout of(InputStream in, Set<String> mapped, RecordShapes shapes) throws IOException {
        in.mark(LookAhead.MAX_BYTES);
        try {
            LookAhead ahead = new LookAhead(in);
            LookAhead.First first = ahead.next();
            while (first != null) {
                FileLayout layout = of(first, mapped, shapes);
                if (layout != null) {
                    return layout;
                }
                first = ahead.next();
            }
            return LINES;
        } finally {
            in.reset();
        }
    }

    /** {@return the layout that a record indicates; null if the record is malformed and indicates no layout} */
    private static @Nullable FileLayout of(LookAhead.First first, Set<String> mapped, RecordShapes shapes) {
        return switch (first.start()) {
            case TEXT -> first.isFirst() ? ofTable(first.text(), mapped) : null;
            case ARRAY ->
                first.isFirst() ? new FileLayout(Kind.DOCUMENT, List.of(), shapes.ofElement(first.members())) : LINES;
            case OBJECT -> {
                FileLayout document = first.isFirst() ? ofDocument(first, shapes) : null;
                if (document != null) {
                    yield document;
                }
                KnownShape shape = shapes.ofLine(first.members());
                yield shape != null || first.sound() ? new FileLayout(Kind.LINES, List.of(), shape) : null;
            }
        };
    }

    private static @Nullable FileLayout ofTable(String titles, Set<String> mapped) {
        TableShape table = TableShape.of(titles, mapped);
        return table == null ? null : new FileLayout(Kind.TABLE, List.of(), table);
    }

    /**
     * Returns the layout of an object that is a document; otherwise null. A document of Playhead has {@code format} or
     * {@code events} before any field that only an event has. A document of another tool has records at the path of a
     * known shape.
     */
    private static @Nullable FileLayout ofDocument(LookAhead.First first, RecordShapes shapes) {
        FileLayout own = ofEvents(first.members(), shapes);
        KnownShape shape = own == null ? shapes.ofDocument(first) : null;
        return shape == null ? own : new FileLayout(Kind.DOCUMENT, shape.path(), shape);
    }

    private static @Nullable FileLayout ofEvents(Map<String, @Nullable Object> members, RecordShapes shapes) {
        for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
            Object value = member.getValue();
            switch (member.getKey()) {
                case "format" -> {
                    if (ExportFormat.NAME.equals(value)) {
                        return new FileLayout(Kind.DOCUMENT, EVENTS, null); // its events may begin much later
                    }
                }
                case "events" -> {
                    // An event may also have a field of this name, but this field is unlikely to be an array that
                    // begins with an object.
                    if (value instanceof List<?> list && list.isEmpty()) {
                        return new FileLayout(Kind.DOCUMENT, EVENTS, null);
                    }
                    return value instanceof List<?> list && list.get(0) instanceof Map<?, ?> element
                            ? new FileLayout(Kind.DOCUMENT, EVENTS, shapes.ofElement(Members.map(element)))
                            : null;
                }
                case "type", "payload", "timestamp" -> {
                    return null;
                }
                default -> {
                    // Other members may precede the events.
                }
            }
        }
        return null;
    }
}

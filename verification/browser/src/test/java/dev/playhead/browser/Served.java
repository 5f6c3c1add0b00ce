package dev.playhead.browser;

import dev.playhead.EventHistory;
import dev.playhead.devtools.DevTools;
import dev.playhead.event.GridEvent;
import dev.playhead.io.ImportOptions;
import dev.playhead.storage.RetentionPolicy;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A history and the page about it.
 *
 * @param history closed with the page
 * @param tools the server of the page
 */
record Served(EventHistory history, DevTools tools) implements AutoCloseable {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    static Served of(EventHistory history) {
        return new Served(history, DevTools.serve(history));
    }

    static EventHistory unlimited() {
        return EventHistory.builder().retention(RetentionPolicy.unlimited()).build();
    }

    /** Serves the events of an event file as text. */
    static Served lines(String lines) {
        EventHistory history = unlimited();
        history.importFrom(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), ImportOptions.strictly());
        return of(history);
    }

    /** Serves a stream of a real application, which is in a folder next to the repository. */
    static Served real(String folder, String name) {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        EventHistory history = unlimited();
        history.importFrom(root.resolveSibling("shared").resolve(folder).resolve(name), ImportOptions.lenient());
        return of(history);
    }

    URI address() {
        return tools.address();
    }

    /** Records an edit of a cell, some seconds after the beginning. */
    long edit(long second, String row, String column, Object value) {
        return edit(history, second, row, column, value);
    }

    static long edit(EventHistory history, long second, String row, String column, Object value) {
        return history.recordEvent(
                GridEvent.of("cell:edit", Map.of("gridId", "g", "rowId", row, "columnId", column, "value", value))
                        .at(BEGIN.plusSeconds(second))
                        .from("user"));
    }

    @Override
    public void close() {
        Browser.leave();
        tools.close();
        history.close();
    }
}

package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.ExportFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JsonGenerator;

/**
 * The events of a query as a file: JSON Lines or CSV, as {@link EventHistory#write} writes them, or the source of a
 * JUnit test. Events that are recorded meanwhile are not in the file.
 *
 * <p><b>Cost.</b> Memory for one event, except for a test, whose events are limited. CSV reads the events twice, because
 * its columns depend on all of them.
 */
final class Export implements Endpoint {
    private static final int MAX_AT_ONCE = 4;

    private final EventHistory history;
    private final ExportedTest tests;
    private final Semaphore permits = new Semaphore(MAX_AT_ONCE);

    Export(EventHistory history, Projections projections) {
        this.history = history;
        this.tests = new ExportedTest(projections);
    }

    @Override
    public void answer(Question question, JsonGenerator out) throws IOException {
        String format = question.require("format");
        EventQuery query = EventQuery.of(question);
        if (!permits.tryAcquire()) {
            throw new BadRequest(
                    429,
                    "max=" + MAX_AT_ONCE + " exports are under way already. Wait until one ends. One that was cancelled"
                            + " may end a little later.");
        }
        try {
            switch (format) {
                case "jsonl" ->
                    export(question, query, ExportFormat.JSON_LINES, "application/x-ndjson", "events.jsonl");
                case "csv" ->
                    export(question, query, ExportFormat.CSV, "text/csv; charset=utf-8; header=present", "events.csv");
                case "junit" -> test(question, query);
                default ->
                    throw new BadRequest(
                            "format=" + EventJson.clean(format) + " is unknown; there are jsonl, csv and junit");
            }
        } finally {
            permits.release();
        }
    }

    private void export(Question question, EventQuery query, ExportFormat format, String type, String name) {
        OutputStream file = question.file(type, name);
        List<String> unusedAsTheApiPageNamesThem = history.write(file, format, query.watched(question.watch()));
    }

    private void test(Question question, EventQuery query) throws IOException {
        long at = question.number("at", Long.MAX_VALUE, -1, Long.MAX_VALUE);
        OutputStream file = question.file("text/x-java-source; charset=utf-8", ExportedTest.NAME + ".java");
        Iterator<RecordedEvent> events =
                history.events(query.within(0, at).watched(question.watch())).iterator();
        file.write(tests.source(question, events).getBytes(StandardCharsets.UTF_8));
    }
}

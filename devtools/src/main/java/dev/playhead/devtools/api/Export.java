package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.bus.Subscription;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JsonGenerator;

/**
 * The events of a query as a file: JSON Lines, CSV, or the source of a JUnit test. JSON Lines are the same as those of
 * the command {@code export}. Events that are recorded meanwhile are not in the file.
 *
 * <p><b>Cost.</b> Memory for one event, except for a test, whose events are limited. CSV reads the events twice, because
 * its columns depend on all of them.
 */
final class Export implements Endpoint {
    private static final int MAX_AT_ONCE = 4;

    private final EventHistory history;
    private final ExportedTest tests;
    private final Semaphore free = new Semaphore(MAX_AT_ONCE);

    Export(EventHistory history, Projections projections) {
        this.history = history;
        this.tests = new ExportedTest(projections);
    }

    @Override
    public void answer(Question question, JsonGenerator out) throws IOException {
        String format = question.require("format");
        List<RecordedEvent> latest = history.latest(EventFilter.all(), 1);
        // Both readings for CSV have the same end, however many events are recorded meanwhile.
        EventQuery query = EventQuery.of(question)
                .within(0, latest.isEmpty() ? -1 : latest.get(0).sequence());
        if (!free.tryAcquire()) {
            throw new BadRequest(
                    429, "The exports under way are max=" + MAX_AT_ONCE + ". Wait until one ends, or cancel it.");
        }
        try {
            switch (format) {
                case "jsonl" -> lines(question, query);
                case "csv" -> table(question, query);
                case "junit" -> test(question, query);
                default ->
                    throw new BadRequest(
                            "format=" + EventJson.clean(format) + " is unknown; there are jsonl, csv and junit");
            }
        } finally {
            free.release();
        }
    }

    private void lines(Question question, EventQuery query) {
        OutputStream file = question.file("application/x-ndjson", "events.jsonl");
        AtomicBoolean changed = new AtomicBoolean(true);
        // A damaged block is found only when it is read.
        Subscription damage = history.onProblem(problem -> changed.set(true));
        try (EventSerializer.Writer writer = EventSerializer.writer(file, ExportFormat.JSON_LINES)) {
            Walk walk = new Walk(question.watch(), 0);
            Iterator<RecordedEvent> events =
                    query.events(history, question.watch()).iterator();
            while (events.hasNext()) {
                walk.step();
                RecordedEvent event = events.next();
                sayWhatIsMissing(changed, writer);
                writer.write(event);
            }
            sayWhatIsMissing(changed, writer);
        } finally {
            damage.close();
        }
    }

    private void sayWhatIsMissing(AtomicBoolean changed, EventSerializer.Writer writer) {
        if (changed.compareAndSet(true, false)) {
            HistoryStats stats = history.stats();
            writer.missing(stats.breaks(), stats.lost());
        }
    }

    private void table(Question question, EventQuery query) {
        OutputStream file = question.file("text/csv; charset=utf-8; header=present", "events.csv");
        try (EventSerializer.Writer writer = EventSerializer.writer(file, ExportFormat.CSV)) {
            Walk survey = new Walk(question.watch(), 0);
            query.events(history, question.watch()).forEach(event -> {
                survey.step();
                writer.survey(event);
            });
            Walk walk = new Walk(question.watch(), 0);
            query.events(history, question.watch()).forEach(event -> {
                walk.step();
                writer.write(event);
            });
        }
    }

    private void test(Question question, EventQuery query) throws IOException {
        long at = question.number("at", Long.MAX_VALUE, -1, Long.MAX_VALUE);
        OutputStream file = question.file("text/x-java-source; charset=utf-8", ExportedTest.NAME + ".java");
        Iterator<RecordedEvent> events =
                query.within(0, at).events(history, question.watch()).iterator();
        file.write(tests.source(question, events).getBytes(StandardCharsets.UTF_8));
    }
}

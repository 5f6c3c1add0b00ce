package dev.playhead.devtools.api;

import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Question;
import dev.playhead.devtools.source.TestTemplate;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.grid.Grid;
import dev.playhead.grid.GridState;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import dev.playhead.timetravel.Projection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The source of a JUnit test that reads events and checks what they result in: the value of a cell, the number of rows
 * of a grid, or the number of events. The test passes as it is, because it expects the present result of its events.
 *
 * <p><b>Limits.</b> At most {@value #MAX_EVENTS} events and {@value #MAX_BYTES} bytes of them.
 */
final class ExportedTest {
    static final String NAME = "EventsTest";

    private static final int MAX_EVENTS = 10_000;
    private static final int MAX_BYTES = 4_000_000;

    private final Projection<GridState> grids;
    /** The source code of the projection; null if it is none of those of the library. */
    private final @Nullable String gridsInSource;

    /** What a test checks. */
    private record Check(String assertion, List<String> imports, String body) {}

    ExportedTest(Projections projections) {
        this.grids = projections.grid();
        this.gridsInSource = inSource(grids);
    }

    private static @Nullable String inSource(Projection<GridState> projection) {
        if (projection.equals(GridState.projection())) {
            return "GridState.projection()";
        }
        String field = projection.name().substring(projection.name().indexOf('/') + 1);
        return projection.equals(GridState.projection(field))
                ? "GridState.projection(" + TestTemplate.literal(field) + ")"
                : null;
    }

    /**
     * Returns the source of a test.
     *
     * @param question has the parameters {@code grid}, {@code row} and {@code column}, or some of them
     * @param events the events
     * @throws BadRequest if there are no events, or too many
     */
    String source(Question question, Iterator<RecordedEvent> events) {
        boolean folds = question.parameter("grid") != null && gridsInSource != null;
        Walk walk = new Walk(question.watch(), 0);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        GridState state = grids.initial();
        int count = 0;
        try (EventSerializer.Writer writer = EventSerializer.writer(lines, ExportFormat.JSON_LINES)) {
            for (; events.hasNext(); count++) {
                walk.step();
                RecordedEvent event = events.next();
                writer.write(event);
                writer.flush();
                if (count == MAX_EVENTS || lines.size() > MAX_BYTES) {
                    throw new BadRequest(
                            413,
                            "The events of a test are limited to maxEvents=" + MAX_EVENTS + " and maxBytes=" + MAX_BYTES
                                    + ". Filter the events, zoom in, or reduce them by playhead minimize --to-test.");
                }
                state = folds ? apply(state, event) : state;
            }
        }
        if (count == 0) {
            throw new BadRequest(404, "No event matches, so there is nothing to test. Change the filter or the time.");
        }
        String about = counted(count, question.parameter("filter"))
                + ". The test passes as it is: it expects what they result in now. Replace the expected value by the right"
                + " one, and it fails until the defect is corrected.";
        try {
            Check check = folds ? state(question, state) : size(count);
            return new TestTemplate("", NAME, about, check.assertion, check.imports, check.body)
                    .source(lines.toString(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(413, "There is no test of this: " + e.getMessage());
        }
    }

    private static String counted(int count, @Nullable String filter) {
        String events = count == 1 ? "1 event" : count + " events";
        return filter == null || filter.isBlank() ? events : events + " of the filter " + EventJson.clean(filter);
    }

    private GridState apply(GridState state, RecordedEvent event) {
        try {
            return grids.apply(state, event);
        } catch (RuntimeException e) {
            throw new PlayheadException(
                    "projection=" + grids.name() + " threw at event id=" + event.id() + " type=" + event.type() + ": "
                            + e,
                    e);
        }
    }

    private static Check size(int count) {
        return new Check("assertEquals", List.of(), "\nassertEquals(" + count + ", history.getEvents().size());");
    }

    private Check state(Question question, GridState state) {
        String gridId = question.require("grid");
        String row = question.parameter("row");
        String column = question.parameter("column");
        String grid = "state.grid(" + TestTemplate.literal(gridId) + ")";
        String assertion;
        if (row == null || column == null) {
            int rows = state.grid(gridId).map(Grid::rowCount).orElse(0);
            assertion = "assertEquals(" + rows + ", " + grid + ".map(grid -> grid.rowCount()).orElse(0));";
        } else {
            Object value = state.grid(gridId)
                    .flatMap(found -> found.row(row))
                    .map(cells -> cells.get(column))
                    .orElse(null);
            assertion = "Object value = " + grid + "\n        .flatMap(grid -> grid.row(" + TestTemplate.literal(row)
                    + "))\n        .map(row -> row.get(" + TestTemplate.literal(column)
                    + "))\n        .orElse(null);\nassertEquals(" + TestTemplate.literal(String.valueOf(value))
                    + ", String.valueOf(value));";
        }
        String body = """
                Projection<GridState> projection = @;
                GridState state = projection.initial();
                for (RecordedEvent event : history.getEvents()) {
                    state = projection.apply(state, event);
                }

                """.replace("@", String.valueOf(gridsInSource));
        return new Check(
                "assertEquals",
                List.of("dev.playhead.grid.GridState", "dev.playhead.timetravel.Projection"),
                body + assertion);
    }
}

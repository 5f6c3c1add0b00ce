package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.EventHistory;
import dev.playhead.devtools.DevTools;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.storage.RetentionPolicy;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the export of events by the server of the page. */
@Timeout(180)
class ExportTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String HOSTILE =
            "=cmd|'/C calc'!A0 \"quoted\", \r\n*/ \\u002a/ @SESSION@ \"\"\" \u202e \ud83d\ude00";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private static EventHistory unlimited() {
        return EventHistory.builder().retention(RetentionPolicy.unlimited()).build();
    }

    private static EventHistory orders() {
        EventHistory history = unlimited();
        history.recordEvent(GridEvent.of(
                        "grid:init",
                        Map.of(
                                "gridId",
                                "orders",
                                "columns",
                                List.of(Map.of("columnId", "price")),
                                "rows",
                                List.of(Map.of("rowId", "1", "values", Map.of("price", 10)))))
                .at(NOON));
        for (int i = 1; i < 10; i++) {
            history.recordEvent(GridEvent.of(
                            "cell:edit",
                            Map.of("gridId", "orders", "rowId", "1", "columnId", "price", "newValue", 10 + i))
                    .from(i % 2 == 0 ? "user" : "feed")
                    .at(NOON.plusSeconds(i)));
        }
        return history;
    }

    private HttpRequest.Builder request(DevTools tools, String query) {
        URI address = tools.address();
        return HttpRequest.newBuilder(address.resolve("/api/v1/export?" + query))
                .header("Authorization", "Bearer " + address.getFragment().substring("token=".length()));
    }

    private HttpResponse<String> get(DevTools tools, String query) throws Exception {
        return client.send(request(tools, query).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String written(EventHistory history, ExportFormat format, EventFilter filter) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        history.exportTo(out, format, filter);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static EventHistory read(String lines) {
        EventHistory history = unlimited();
        history.importFrom(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), ImportOptions.strictly());
        return history;
    }

    @Test
    void shouldExportTheEventsOfTheFilterAndTheTime() throws Exception {
        try (EventHistory history = orders();
                DevTools tools = DevTools.serve(history)) {
            EventFilter wanted =
                    EventFilter.source("user").and(EventFilter.between(NOON.plusSeconds(3), NOON.plusSeconds(8)));
            String query =
                    "&filter=" + encoded("@user") + "&from=" + NOON.plusSeconds(3) + "&to=" + NOON.plusSeconds(8);

            HttpResponse<String> lines = get(tools, "format=jsonl" + query);
            assertThat(lines.statusCode()).isEqualTo(200);
            assertThat(lines.body().lines()).hasSize(3);
            assertThat(lines.body()).isEqualTo(written(history, ExportFormat.JSON_LINES, wanted));
            assertThat(lines.headers().firstValue("Content-Type")).contains("application/x-ndjson");
            assertThat(lines.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"events.jsonl\"");
            HttpResponse<String> table = get(tools, "format=csv" + query);
            assertThat(table.body()).isEqualTo(written(history, ExportFormat.CSV, wanted));
            assertThat(table.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8; header=present");
        }
    }

    @ParameterizedTest
    @CsvSource({"data,grist-grid-edits.jsonl.gz", "data,rrweb-session.jsonl.gz", "cases,gridkit-session.jsonl"})
    void shouldExportRealStreamsSoThatTheyReadBackEqual(String place, String name) throws Exception {
        try (EventHistory history = RealData.history(place, name);
                DevTools tools = DevTools.serve(history)) {
            String lines = get(tools, "format=jsonl").body();

            assertThat(lines.equals(written(history, ExportFormat.JSON_LINES, EventFilter.all())))
                    .isTrue();
            try (EventHistory again = read(lines)) {
                assertThat(again.getEvents().stream().map(RecordedEvent::event))
                        .containsExactlyElementsOf(history.getEvents().stream()
                                .map(RecordedEvent::event)
                                .toList());
                assertThat(get(tools, "format=csv").body().equals(written(again, ExportFormat.CSV, EventFilter.all())))
                        .isTrue();
            }
        }
    }

    @Test
    void shouldKeepHostilePayloads() throws Exception {
        try (EventHistory history = unlimited();
                DevTools tools = DevTools.serve(history)) {
            history.recordEvent(GridEvent.of("=1+1", Map.of(HOSTILE, HOSTILE)).from("@x"));
            String table = get(tools, "format=csv").body();
            assertThat(table).contains("'=1+1").contains("'@x").contains("\"'=cmd|'/C calc'!A0 \"\"quoted\"\", \r\n");
            try (EventHistory again = read(get(tools, "format=jsonl").body())) {
                assertThat(again.getEvents().get(0).payload()).isEqualTo(Map.of(HOSTILE, HOSTILE));
            }
        }
    }

    @Test
    void shouldSayWhereEventsAreMissing() throws Exception {
        try (EventHistory history = orders();
                DevTools tools = DevTools.serve(history)) {
            history.pause();
            history.recordEvent(GridEvent.of("x", null));
            history.resume();
            history.recordEvent(GridEvent.of("y", null));

            assertThat(get(tools, "format=jsonl").body()).contains("{\"$playhead\":\"break\",\"sequence\":10");
        }
    }

    @Test
    void shouldExportWhatWasRetainedAtTheBeginningAlsoIfItIsEvictedMeanwhile() throws Exception {
        int events = 300_000;
        try (EventHistory history = EventHistory.builder().capacity(events).build();
                DevTools tools = DevTools.serve(history)) {
            record(history, events);
            HttpResponse<InputStream> answer =
                    client.send(request(tools, "format=jsonl").build(), HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).contains("\"sequence\":0");
                record(history, events); // the server waits until this page reads on

                assertThat(history.getEvent("1")).isEmpty();
                assertThat(lines.lines())
                        .hasSize(events - 1)
                        .last()
                        .asString()
                        .contains("\"sequence\":" + (events - 1));
            }
        }
    }

    private static void record(EventHistory history, int events) {
        for (int i = 0; i < events; i++) {
            history.recordEvent(
                    GridEvent.of("cell:edit", "a value that makes the file larger than the buffers of the network"));
        }
    }

    @Test
    void shouldRefuseWhatIsWrong() throws Exception {
        try (EventHistory history = orders();
                DevTools tools = DevTools.serve(history)) {
            assertThat(get(tools, "format=xml").body()).contains("format=xml is unknown");
            assertThat(get(tools, "").statusCode()).isEqualTo(400);
            assertThat(get(tools, "format=csv&filter=" + encoded("\"x")).statusCode())
                    .isEqualTo(400);
            assertThat(get(tools, "format=junit&filter=nothing").statusCode()).isEqualTo(404);
            HttpRequest head = request(tools, "format=jsonl")
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> answer = client.send(head, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
            HttpRequest noToken = HttpRequest.newBuilder(tools.address().resolve("/api/v1/export?format=jsonl"))
                    .build();
            assertThat(client.send(noToken, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({"jsonl", "csv"})
    void shouldStopWhenThePageIsGone(String format) throws Exception {
        try (EventHistory history = unlimited();
                DevTools tools = DevTools.serve(history)) {
            String text = "x".repeat(100_000);
            for (int i = 0; i < 300; i++) {
                history.recordEvent(GridEvent.of("x", Map.of("text", text)));
            }
            List<InputStream> slow = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                InputStream body = client.send(
                                request(tools, "format=" + format).build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                body.read();
                slow.add(body);
            }
            assertThat(get(tools, "format=" + format + "&filter=y").statusCode())
                    .as("the four exports still run")
                    .isEqualTo(429);
            for (InputStream body : slow) {
                body.close();
            }
            await().atMost(Duration.ofSeconds(25))
                    .until(() -> get(tools, "format=" + format + "&filter=y").statusCode() == 200);
        }
    }

    @Test
    void shouldWriteATestAboutACell() throws Exception {
        try (EventHistory history = orders();
                DevTools tools = DevTools.serve(history)) {
            HttpResponse<String> answer = get(tools, "format=junit&at=4&grid=orders&row=1&column=price");

            assertThat(answer.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"EventsTest.java\"");
            assertThat(answer.body()).contains("assertEquals(\"14\", String.valueOf(value));");
            GeneratedTest.run(folder, answer.body());
            String wrong = answer.body().replace("assertEquals(\"14\"", "assertEquals(\"15\"");
            assertThatThrownBy(() -> GeneratedTest.run(folder, wrong)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void shouldWriteTestsAboutAGridAndAboutTheEvents() throws Exception {
        try (EventHistory history = orders();
                DevTools tools = DevTools.serve(history)) {
            String ofGrid = get(tools, "format=junit&grid=orders").body();
            assertThat(ofGrid).contains("assertEquals(1, state.grid(\"orders\")");
            GeneratedTest.run(folder, ofGrid);
            String ofEvents =
                    get(tools, "format=junit&filter=" + encoded("@user")).body();
            assertThat(ofEvents).contains("assertEquals(4, history.getEvents().size());");
            GeneratedTest.run(folder, ofEvents);
        }
    }

    @Test
    void shouldWriteATestWithTheProjectionOfThePage() throws Exception {
        try (EventHistory history = orders();
                DevTools tools = DevTools.builder(history)
                        .projection(GridState.projection("order\".id"))
                        .serve()) {
            String test =
                    get(tools, "format=junit&grid=orders&row=1&column=price").body();

            assertThat(test).contains("GridState.projection(\"order\\\".id\")").contains("assertEquals(\"19\"");
            GeneratedTest.run(folder, test);
        }
    }

    @Test
    void shouldWriteACorrectTestOfHostileEvents() throws Exception {
        try (EventHistory history = unlimited();
                DevTools tools = DevTools.serve(history)) {
            history.recordEvent(GridEvent.of(
                    "grid:init",
                    Map.of(
                            "gridId",
                            HOSTILE,
                            "columns",
                            List.of(Map.of("columnId", HOSTILE)),
                            "rows",
                            List.of(Map.of("rowId", HOSTILE, "values", Map.of(HOSTILE, HOSTILE))))));
            String name = encoded(HOSTILE);
            String filter = encoded("-\"*/ class Evil { } @BODY@ \\u002a/\"");

            String test = get(
                            tools,
                            "format=junit&grid=" + name + "&row=" + name + "&column=" + name + "&filter=" + filter)
                    .body();

            assertThat(test).contains("assertEquals(\"=cmd");
            GeneratedTest.run(folder, test);
        }
    }

    @Test
    void shouldRefuseATestOfTooManyEvents() throws Exception {
        try (EventHistory history = unlimited();
                DevTools tools = DevTools.serve(history)) {
            for (int i = 0; i < 10_000; i++) {
                history.recordEvent(GridEvent.of("x", null));
            }
            GeneratedTest.run(folder, get(tools, "format=junit").body());
            history.recordEvent(GridEvent.of("x", null));

            assertThat(get(tools, "format=junit").statusCode()).isEqualTo(413);
            assertThat(get(tools, "format=junit").body()).contains("maxEvents=10000");
        }
    }
}

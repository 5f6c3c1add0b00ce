package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.SharedData;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Tests that the output of other programs is read correctly. Each file is a minimal input for a known fault.
 */
class CasesTest {
    private static Imported read(String name) throws IOException {
        try (InputStream in = Files.newInputStream(SharedData.caseFile(name))) {
            Imported imported = Imported.of(in);
            assertThat(imported.problems).as(name).isEmpty();
            return imported;
        }
    }

    private static List<Instant> times(Imported imported) {
        return imported.events.stream().map(GridEvent::timestamp).toList();
    }

    private static List<Instant> instants(String... texts) {
        return java.util.Arrays.stream(texts).map(Instant::parse).toList();
    }

    @Test
    void shouldReadTheTimesOfRealLogs() throws IOException {
        Imported imported = read("times-of-real-logs.jsonl");

        assertThat(times(imported))
                .isEqualTo(instants(
                        "2026-03-02T09:30:00.459Z",
                        "2026-03-02T08:30:00.459Z",
                        "2026-03-02T09:30:00.459Z",
                        "2026-03-02T09:30:00.459Z",
                        "2026-03-02T09:30:00Z",
                        "2026-03-02T00:00:00Z",
                        "2026-03-02T09:30:00.123456789Z",
                        "2016-12-31T23:59:59Z"));
        assertThat(imported.notes)
                .extracting(ImportReport.Problem::toString)
                .containsExactly(
                        "line 7, column 1: timestamp=2026-03-02T09:30:00.1234567890123Z: digits after the ninth digit"
                                + " of a fraction of a second are cut off",
                        "line 8, column 1: timestamp=2016-12-31T23:59:60Z: a leap second is kept as second 59");
    }

    @Test
    void shouldReadEpochSeconds() throws IOException {
        Imported imported = read("epoch-seconds.jsonl");

        assertThat(times(imported))
                .isEqualTo(instants("2026-03-02T09:30:00Z", "2026-03-02T09:30:01Z", "2026-03-02T09:30:02Z"));
        assertThat(imported.notes).hasSize(1);
    }

    @Test
    void shouldReadEpochMicroseconds() throws IOException {
        Imported imported = read("epoch-micros.jsonl");

        assertThat(times(imported))
                .isEqualTo(instants(
                        "2026-03-02T09:30:00.459Z", "2026-03-02T09:30:00.459001Z", "2026-03-02T09:30:00.459002Z"));
        assertThat(imported.notes).hasSize(1);
    }

    @Test
    void shouldReadTextWrittenByPowerShell() throws IOException {
        Imported imported = read("utf16le-with-mark.jsonl");

        assertThat(imported.events)
                .isNotEmpty()
                .allSatisfy(event -> {
                    assertThat(event.type()).isEqualTo("t");
                    assertThat(event.payload()).isInstanceOf(Map.class);
                })
                .first()
                .satisfies(event -> assertThat(event.timestamp()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void shouldReadSeparatedRecordsAndObjectsOverSeveralLines() throws IOException {
        for (String name : List.of("record-separators.jsonl", "pretty-printed.json")) {
            Imported imported = read(name);

            assertThat(imported.events)
                    .as(name)
                    .containsExactly(
                            GridEvent.of("t", Map.of("n", 1L), Instant.ofEpochMilli(1), GridEvent.CORE, Map.of()),
                            GridEvent.of("t", Map.of("n", 2L), Instant.ofEpochMilli(2), GridEvent.CORE, Map.of()));
            assertThat(imported.notes).isEmpty();
        }
    }

    @Test
    void shouldReadFlatEvents() throws IOException {
        assertThat(read("flat-events.jsonl").events)
                .containsExactly(
                        GridEvent.of(
                                "OrderPlaced",
                                Map.of("orderId", 7L, "price", 10L),
                                Instant.parse("2026-05-01T12:00:00Z"),
                                GridEvent.CORE,
                                Map.of()),
                        GridEvent.of(
                                "OrderChanged",
                                Map.of("orderId", 7L, "price", 12L),
                                Instant.parse("2026-05-01T12:00:01Z"),
                                GridEvent.CORE,
                                Map.of()));
    }

    @Test
    void shouldReadAnUnpairedSurrogateInAKey() throws IOException {
        assertThat(read("lone-surrogate-key.jsonl").events)
                .singleElement()
                .satisfies(event -> assertThat(event.payload()).isEqualTo(Map.of("\ud800", 1L)));
    }

    private static GridEvent event(String type, String time, String source, Map<String, ?> payload) {
        return GridEvent.of(type, PlainData.of(payload), Instant.parse(time), source, Map.of());
    }

    private static String note(Imported imported) {
        assertThat(imported.notes).hasSize(1);
        return imported.notes.get(0).toString();
    }

    @Test
    void shouldReadLinesOfLogs() throws IOException {
        Imported log4j = read("log-log4j.jsonl");
        assertThat(log4j.events)
                .containsExactly(event(
                        "log:info", "2026-03-02T09:30:00.118Z", "app", Map.of("thread", "main", "message", "started")));
        assertThat(note(log4j)).startsWith("line 1, column 1: read as Log4j2: type from level, such as log:info");

        Imported logstash = read("log-logstash.jsonl");
        assertThat(logstash.events)
                .containsExactly(
                        event("log:info", "2026-05-01T12:00:00.123Z", "app.Main", Map.of("message", "started")),
                        event("log:error", "2026-05-01T12:00:01.123Z", "app.Main", Map.of("message", "failed")));
        assertThat(note(logstash)).contains("read as Logstash: ");

        Imported pino = read("log-pino.jsonl");
        assertThat(pino.events)
                .containsExactly(
                        event("log:info", "2026-03-02T09:30:00.459Z", "h", Map.of("msg", "started", "pid", 1)),
                        event(
                                "log:error",
                                "2026-03-02T09:30:01Z",
                                "h",
                                Map.of("msg", "failed", "pid", 1, "err", Map.of("type", "Error", "message", "x"))));
        assertThat(note(pino)).contains("read as pino: ");
    }

    @Test
    void shouldReadCloudEvents() throws IOException {
        Imported imported = read("cloudevents.jsonl");

        assertThat(imported.events)
                .containsExactly(GridEvent.of(
                        "order.placed",
                        PlainData.of(Map.of("price", 10)),
                        Instant.parse("2026-04-05T17:31:00Z"),
                        "/shop",
                        Map.of("subject", "7", "id", "a-1")));
        assertThat(note(imported)).contains("read as CloudEvents: ");
    }

    @Test
    void shouldReadCallsOfSegment() throws IOException {
        Imported imported = read("segment-track.jsonl");

        assertThat(imported.events)
                .containsExactly(GridEvent.of(
                        "Product Viewed",
                        PlainData.of(Map.of("sku", "G-32", "price", 18.99)),
                        Instant.parse("2026-04-05T17:31:00Z"),
                        GridEvent.CORE,
                        Map.of("call", "track", "userId", "u1")));
        assertThat(note(imported)).contains("read as Segment calls: ");
    }

    @Test
    void shouldReadChangesOfADatabase() throws IOException {
        Imported imported = read("change-data-capture.jsonl");

        assertThat(imported.types()).containsExactly("orders:create", "orders:update", "orders:delete");
        assertThat(times(imported))
                .isEqualTo(
                        instants("2026-03-02T09:30:00.459Z", "2026-03-02T09:30:00.460Z", "2026-03-02T09:30:00.461Z"));
        assertThat(imported.events.get(1).payload()).hasToString("{before={id=5, q=1}, after={id=5, q=2}}");
        assertThat(imported.events.get(2).payload()).hasToString("{before={id=5, q=2}, after=null}");
        assertThat(note(imported)).contains("read as Debezium or Kafka Connect: ");
    }

    @Test
    void shouldReadOtherUsualNamesOfTimeAndType() throws IOException {
        Imported imported = read("ts-event-name.jsonl");

        assertThat(imported.events)
                .containsExactly(
                        event("login", "2026-03-02T09:30:00.631Z", GridEvent.CORE, Map.of("user", "u1")),
                        event("logout", "2026-03-02T09:30:01.631Z", GridEvent.CORE, Map.of("user", "u1")));
        assertThat(imported.notes)
                .extracting(ImportReport.Problem::message)
                .first()
                .isEqualTo("read as plain objects: time from ts, type from event, payload from the other fields");
    }

    @Test
    void shouldReadASpreadsheet() throws IOException {
        Imported imported = read("spreadsheet.csv");

        assertThat(imported.events)
                .containsExactly(
                        event("cell:edit", "2026-01-01T10:00:00Z", "user", Map.of("rowId", "R1", "value", 5)),
                        event("cell:edit", "2026-01-01T10:00:01Z", "user", Map.of("rowId", "R1", "value", 6)));
        assertThat(note(imported))
                .isEqualTo("line 1, column 1: read as CSV: time from timestamp, type from type, payload from the other"
                        + " columns");
    }
}

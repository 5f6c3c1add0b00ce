package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.SharedData;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Tests that small files, each of which shows a known fault in reading the output of other programs, are read
 * correctly.
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
                        "line 7, column 1: timestamp=2026-03-02T09:30:00.1234567890123Z: more than nine digits after"
                                + " the second are cut off",
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
}

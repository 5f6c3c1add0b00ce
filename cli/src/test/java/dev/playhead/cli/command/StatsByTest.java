package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import dev.playhead.cli.output.Text;
import dev.playhead.event.GridEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsByTest {
    @TempDir
    private Path folder;

    private Path orders() {
        return EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
    }

    private Path write(String... lines) {
        return EventFiles.write(folder, "events.jsonl", String.join("\n", lines) + "\n");
    }

    private static String event(String time, String payload) {
        return "{\"type\":\"t\",\"timestamp\":\"" + time + "\",\"payload\":" + payload + "}";
    }

    @Test
    void shouldCountTheEventsOfEachValue() {
        Run run = Run.of("stats", orders(), "--by", "id", "--zone", "UTC");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("""
                2 values in 5 events  times in UTC
                  id    count  share  first                    last
                  A-1       4  80.0%  2026-03-02 09:00:00.000  2026-03-02 10:42:00.000
                  A-10      1  20.0%  2026-03-02 09:10:00.000  2026-03-02 09:10:00.000
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "type, order:price, 2",
        "source, user, 3",
        "metadata.user, anna, 1",
        "address.city, Rome, 1",
        "payload.id, A-1, 4"
    })
    void shouldTakeAnyPartOfAnEvent(String by, String value, int count) {
        assertThat(Run.of("stats", orders(), "--by", by).out()).containsPattern("(?m)^  " + value + " +" + count + " ");
    }

    @Test
    void shouldCountTheEventsWithoutTheValue() {
        assertThat(Run.of("stats", orders(), "--by", "metadata.user").out())
                .startsWith("2 values in 2 events, 3 more without metadata.user");
        assertThat(Run.of("stats", orders(), "--by", "nothing").out())
                .startsWith("0 values in 0 events, 5 more without nothing")
                .hasLineCount(1);
    }

    @Test
    void shouldKeepValuesApartThatLookAlike() {
        Path file = write(
                event("2026-03-02T09:00:00Z", "{\"v\":1}"),
                event("2026-03-02T09:00:00Z", "{\"v\":1.0}"),
                event("2026-03-02T09:00:00Z", "{\"v\":\"1\"}"),
                event("2026-03-02T09:00:00Z", "{\"v\":null}"),
                event("2026-03-02T09:00:00Z", "{\"v\":\"null\"}"),
                event("2026-03-02T09:00:00Z", "{\"v\":{\"a\":[1]}}"),
                event("2026-03-02T09:00:00Z", "{\"v\":\"...\"}"),
                event("2026-03-02T09:00:00Z", "{}"));

        assertThat(Run.of("stats", file, "--by", "v", "--csv", "--zone", "UTC").lines())
                .hasSize(7)
                .first()
                .isEqualTo("value,count,share,first,last");
        assertThat(Run.of("stats", file, "--by", "v", "--csv", "--zone", "UTC").lines().stream()
                        .skip(1)
                        .map(line -> line.replaceAll(",[01]\\.\\d+,2026.*", "")))
                .containsExactly(
                        "1,2",
                        "\"\"\"...\"\"\",1",
                        "\"\"\"1\"\"\",1",
                        "\"\"\"null\"\"\",1",
                        "null,1",
                        "\"{\"\"a\"\":[1]}\",1");
        assertThat(Run.of("stats", file, "--by", "v", "--json").out())
                .containsSubsequence(
                        "\"by\": \"v\"", "\"events\": 8", "\"without\": 1", "\"distinct\": 6", "\"value\": 1,");
    }

    @Test
    void shouldCountByIntervalAndValue() {
        Run run = Run.of("stats", orders(), "--by", "id", "--every", "15m", "--zone", "UTC");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                2 values in 5 events  times in UTC
                  interval                 total  A-1  A-10  others
                  2026-03-02 09:00:00.000      2    1     1       0
                  2026-03-02 09:15:00.000      1    1     0       0
                  2026-03-02 09:30:00.000      1    1     0       0
                  2026-03-02 10:30:00.000      1    1     0       0
                """);
        assertThat(Run.of("stats", orders(), "--by", "id", "--every", "1h", "--csv", "--zone", "UTC", "--top", "1")
                        .lines())
                .containsExactly(
                        "interval,total,A-1,others",
                        "2026-03-02T09:00:00.000Z,4,3,1",
                        "2026-03-02T10:00:00.000Z,1,1,0");
        assertThat(Run.of("stats", orders(), "--by", "metadata.user", "--every", "1d", "--json", "--zone", "UTC")
                        .out())
                .containsSubsequence(
                        "\"every\": \"PT24H\"",
                        "\"columns\": [",
                        "\"anna\",",
                        "\"ben\"",
                        "\"intervals\": [",
                        "\"start\": \"2026-03-02T00:00:00.000Z\"",
                        "\"total\": 5",
                        "\"others\": 3");
    }

    @Test
    void shouldAlignIntervalsToTheLocalClock() {
        Path file = write(
                event("2026-10-31T23:30:00Z", "{\"v\":1}"), // 19:30 on the 31st in New York
                event("2026-11-01T05:30:00Z", "{\"v\":1}"), // 01:30 for the first time
                event("2026-11-01T06:30:00Z", "{\"v\":1}"), // 01:30 for the second time
                event("2026-11-02T04:30:00Z", "{\"v\":1}")); // 23:30 of the same, longer day
        String zone = "America/New_York";

        assertThat(Run.of("stats", file, "--by", "v", "--every", "1d", "--csv", "--zone", zone)
                        .lines())
                .containsExactly(
                        "interval,total,1,others",
                        "2026-10-31T00:00:00.000-04:00,1,1,0",
                        "2026-11-01T00:00:00.000-04:00,3,3,0");
        assertThat(Run.of("stats", file, "--by", "v", "--every", "1h", "--csv", "--zone", zone)
                        .lines())
                .contains("2026-11-01T01:00:00.000-04:00,1,1,0", "2026-11-01T01:00:00.000-05:00,1,1,0");
        assertThat(Run.of("stats", file, "--by", "v", "--every", "1d", "--csv", "--zone", "+05:30")
                        .lines())
                .contains("2026-11-01T00:00:00.000+05:30,3,3,0");
    }

    @Test
    void shouldPrintOnlyIntervalsWithEvents() {
        Path file = write(
                event("0001-01-01T00:00:00Z", "{\"v\":1}"),
                event("9999-01-01T00:00:00Z", "{\"v\":2}"),
                event("1969-12-31T23:59:59.999Z", "{\"v\":2}"));

        Run run = Run.of("stats", file, "--by", "v", "--every", "1ms", "--csv", "--zone", "UTC");

        assertThat(run.lines()).hasSize(4);
        assertThat(run.out()).contains("1969-12-31T23:59:59.999Z,1,1,0");
    }

    @Test
    void shouldReadPlayheadFilesAndFitTheTerminal() {
        Path file = folder.resolve("events.playhead");
        try (EventHistory history = EventHistory.open(file)) {
            for (int i = 0; i < 2_000; i++) {
                long unusedSequence = history.recordEvent(GridEvent.of("t", Map.of("n", i))
                        .at(Instant.ofEpochSecond(i))
                        .with("user", "user-with-a-long-name-" + i % 40));
            }
        }
        Map<String, String> terminal = Map.of("COLUMNS", "80", "NO_COLOR", "1", "LANG", "C.UTF-8");

        Run run = Run.onTerminal(terminal, "stats", file, "--by", "metadata.user", "--zone", "UTC");
        assertThat(run.lines())
                .contains("  and 30 more; --top N shows more")
                .allMatch(line -> Text.width(line) <= 80, "fits into 80 columns");
        Run intervals =
                Run.onTerminal(terminal, "stats", file, "--by", "metadata.user", "--every", "10m", "--zone", "UTC");
        assertThat(intervals.lines()).allMatch(line -> Text.width(line) <= 80, "fits into 80 columns");
        assertThat(intervals.out()).contains("1970-01-01 00:30:00.000    200", "  190");
    }
}

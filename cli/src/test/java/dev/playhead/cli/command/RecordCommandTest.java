package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.block.StoredState;
import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import dev.playhead.cli.output.LiveLineTest;
import dev.playhead.sqlite.SqliteEventStoreProvider;
import dev.playhead.storage.spi.EventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCommandTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("orders.playhead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-event", "interval", "on-flush"})
    void shouldRecordArrivingEvents(String durability) {
        Run run = Run.withInput(EventFiles.ORDERS, "record", file(), "--durability", durability);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith(file() + ": 5 events recorded, ids 0 to 4, all durable (");
        assertThat(Run.of("export", file(), "-o", "-").out())
                .isEqualTo(Run.withInput(EventFiles.ORDERS, "export", "-", "-o", "-")
                        .out());
        assertThat(Run.of("sessions", file(), "--json").out()).contains("\"end\":\"closed\"");
    }

    private static String lines(String type, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"type\":\"" + type
                    + "\",\"timestamp\":\"2026-03-02T10:00:00Z\",\"payload\":{\"gridId\":\"g\",\"rowId\":\"r" + i % 50
                    + "\",\"columnId\":\"c\",\"oldValue\":0,\"newValue\":" + (i * 7919L) % 1_000 + "}}\n");
        }
        return lines.toString();
    }

    private static List<StoredState> states(Path file) {
        try (EventStore store = new SqliteEventStoreProvider().open(file, EventStore.Mode.READ)) {
            return store.contents(-1).states();
        }
    }

    @Test
    void shouldStoreCheckpointsOfRecordedGrids() throws IOException {
        Path events = folder.resolve("events.jsonl");
        Files.writeString(events, lines("cell:edit", 30_000));
        Path imported = folder.resolve("imported.playhead");
        assertThat(Run.withInput(Files.readString(events), "record", file()).err())
                .isEmpty();
        assertThat(Run.of("import", events, "--into", imported).err()).isEmpty();

        String expected = Run.of("snapshot", events, "--json").out();
        for (Path made : List.of(file(), imported)) {
            List<StoredState> states = states(made);
            assertThat(states).isNotEmpty().allMatch(state -> state.name().equals("grid-state/checkpoints"));
            assertThat(states.get(states.size() - 1).sequence())
                    .as("a state near the end")
                    .isGreaterThan(20_000);
            assertThat(states.stream().mapToLong(StoredState::bytes).sum()).isLessThan(Files.size(made) / 4);
            assertThat(Run.of("snapshot", made, "--json").out()).isEqualTo(expected);
        }
    }

    @Test
    void shouldStoreNoStatesWithoutGrids() throws IOException {
        Path events = folder.resolve("events.jsonl");
        Files.writeString(events, lines("order:placed", 30_000));
        Path imported = folder.resolve("imported.playhead");
        Run recorded = Run.withInput(Files.readString(events), "record", file());
        Run into = Run.of("import", events, "--into", imported);

        assertThat(recorded.err() + into.err()).isEmpty();
        assertThat(states(file())).isEmpty();
        assertThat(states(imported)).isEmpty();
    }

    @Test
    void shouldNotReportGridEventsThatDoNotFitTheirType() {
        Run run = Run.withInput(lines("row:move", 5_000), "record", file());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("5,000 events recorded");
    }

    @Test
    void shouldRecordTheOtherEventsIfALineIsMalformed() {
        String lines = EventFiles.ORDERS.replaceFirst("\n", "\nnonsense\n\n{\"type\":7}\n");

        Run run = Run.withInput(lines, "record", file());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("5 events recorded").contains("2 problems");
        assertThat(run.err())
                .hasLineCount(2)
                .contains("standard input: line 2, column 1: ")
                .contains("standard input: line 4, column ");
    }

    @Test
    void shouldRecordTheOtherEventsIfALineIsTooLong() {
        String lines = EventFiles.ORDERS.replaceFirst("\n", "\n" + "x".repeat(2_000) + "\n");

        Run run = Run.withInput(lines, "record", file(), "--max-line", "1K");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("5 events recorded").contains("1 problem");
        assertThat(run.err())
                .hasLineCount(1)
                .contains("standard input: line 2, column 1: the line is longer than maxLineBytes=1024; ")
                .contains("--max-line");
    }

    @Test
    void shouldIgnoreTheLineLimitForEventsOfAPlayheadFile() {
        Run unusedRecording = Run.withInput(EventFiles.ORDERS, "record", file());

        for (String command : java.util.List.of("search", "stats")) {
            Run run = Run.of(command, file(), "--redact", "--max-line", "10");
            assertThat(run.exitCode()).as(command).isZero();
            assertThat(run.err()).as(command).isEmpty();
        }
        Run run = Run.of("import", file(), "--into", folder.resolve("copy.playhead"), "--max-line", "10");
        assertThat(run.out()).contains("5 events into").doesNotContain("problem");
    }

    @Test
    void shouldReportTheFirstOfManyMalformedLinesInARow() {
        String event = EventFiles.ORDERS.substring(0, EventFiles.ORDERS.indexOf('\n') + 1);

        Run run = Run.withInput("nonsense\n".repeat(1_000) + event + "nonsense\n", "record", file());

        assertThat(run.out()).contains("1 event recorded").contains("1,001 problems");
        assertThat(run.err()).hasLineCount(101).contains("line 1002, column 1");
    }

    @Test
    void shouldFailForInputWithoutEvents() {
        Run run = Run.withInput("nonsense\n", "record", file());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("0 events recorded, 1 problem");
        assertThat(Run.of("record", file()).exitCode()).isZero(); // empty input is not a problem
    }

    @Test
    void shouldReportAsJson() {
        Run run = Run.withInput(EventFiles.ORDERS + "{oops\n", "record", file(), "--json");

        assertThat(run.err()).isEmpty();
        assertThat(run.lines().get(0)).startsWith("{\"problem\":{\"line\":6,\"column\":2,");
        assertThat(run.lines().get(1))
                .contains("\"recorded\":5,\"rejected\":1,\"firstSequence\":0,\"lastSequence\":4,\"durableSequence\":4");
    }

    @Test
    void shouldContinueAfterTheEventsOfAnEarlierSession() {
        Run.withInput(EventFiles.ORDERS, "record", file());

        Run run = Run.withInput("{\"sequence\":70,\"type\":\"a\",\"timestamp\":0}\n", "record", file());

        assertThat(run.out()).contains("1 event recorded, ids 5 to 5");
        assertThat(Run.of("tail", file(), "-n", "1", "--json").out())
                .startsWith("{\"sequence\":5,")
                .contains("\"importedSequence\":70");
    }

    @Test
    void shouldRecordAllOfManyEventsWithRedact() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 2_500; i++) {
            many.append("{\"type\":\"login\",\"timestamp\":0,\"payload\":{\"n\":")
                    .append(i)
                    .append(",\"password\":\"hunter2\"}}\n");
        }

        Run.withInput(many.toString(), "record", file(), "--redact");

        assertThat(Run.of("search", file(), "--count").out()).isEqualTo("2500\n");
        assertThat(Run.of("export", file(), "-o", "-").out()).doesNotContain("hunter2");
        Path imported = folder.resolve("imported.playhead");
        Run.withInput(many.toString(), "import", "-", "--into", imported, "--redact");
        assertThat(Run.of("search", imported, "--count").out()).isEqualTo("2500\n");
    }

    @Test
    void shouldReportWhyItCannotRecord() {
        assertThat(Run.of("record", folder).err()).hasLineCount(1).contains("is a folder");
        assertThat(Run.of("record", folder.resolve("none/a.playhead")).err())
                .hasLineCount(1)
                .contains("there is no folder");
        try (EventHistory history = EventHistory.open(file())) {
            assertThat(history.isRecording()).isTrue();
            assertThat(Run.of("record", file()).err()).hasLineCount(1).contains("is already open for writing");
        }
    }

    @Test
    void shouldShowALiveLineOnATerminalAndClearIt() {
        Run run = Run.onTerminal(Map.of("NO_COLOR", "1", "COLUMNS", "80"), "record", file());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("0 events recorded");
        assertThat(Files.exists(file())).isTrue();
        LiveLineTest.assertClearedAtTheEnd(run.err());
    }
}

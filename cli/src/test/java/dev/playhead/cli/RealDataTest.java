package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.EventHistory;
import dev.playhead.capture.SensitiveData;
import dev.playhead.capture.SensitiveValue;
import dev.playhead.cli.output.Text;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import dev.playhead.storage.RetentionPolicy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of the commands with event streams that were recorded from real applications, if these streams are available.
 */
class RealDataTest {
    @TempDir
    private Path folder;

    private static Path data(String name) {
        Path file = Path.of("../../shared/data", name + ".jsonl.gz");
        assumeTrue(Files.exists(file), "there is no " + file.toAbsolutePath().normalize());
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "grist-grid-edits, 6186, 0, 1, UpdateRecord, 2878",
        "chrome-trace, 23315, 165, 4538, RunTask, 11089",
        "rrweb-session, 272, 0, 3, IncrementalSnapshot/Mutation, 226"
    })
    void shouldPrintConsistentResultsInAllCommands(
            String name, long events, long outOfOrder, long repeated, String type, long ofType) {
        Path file = data(name);
        String stats = Run.of("stats", file, "--json").out();
        assertThat(stats)
                .contains("\"events\": " + events)
                .contains("\"outOfOrder\": " + outOfOrder)
                .contains("\"repeatedTimes\": " + repeated)
                .contains("\"" + type + "\": " + ofType);
        assertThat(Run.of("search", file, "--type", type, "--count").out()).isEqualTo(ofType + "\n");
        assertThat(Run.of("snapshot", file).out()).contains(Text.count(events) + " events");

        Run replay = Run.of("replay", file, "--speed", "max");
        assertThat(replay.err()).startsWith("playhead: " + Text.count(events) + " events in ");
        Path copy = folder.resolve("copy.json.gz");
        assertThat(Run.of("export", file, "-o", copy).exitCode()).isZero();
        assertThat(Run.of("export", copy, "-o", "-").out()).isEqualTo(replay.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"grist-grid-edits", "chrome-trace", "rrweb-session"})
    void shouldComputeTheSameStatisticsFromHeadersAndTimesAsFromEvents(String name) {
        Path file = data(name);
        Path stored = folder.resolve("stored.playhead");
        assertThat(Run.of("import", file, "--into", stored).exitCode()).isZero();

        String ofEvents = withoutSize(Run.of("stats", file, "--json").out());
        Run stats = Run.of("stats", stored, "--json");
        assertThat(withoutSize(Run.of("stats", stored, "--json", "--misfits").out()))
                .isEqualTo(ofEvents);
        assertThat(stats.exitCode()).as(stats.err()).isZero();
        assertThat(withoutSize(stats.out())).isEqualTo(ofEvents.replaceFirst("\"misfits\": \\{}, ", ""));
    }

    /** Compares the copy with the result of the same rules on each exported event. */
    @ParameterizedTest
    @ValueSource(strings = {"grist-grid-edits", "chrome-trace", "rrweb-session"})
    void shouldCopyEverythingButSecrets(String name) {
        Path file = data(name);
        Path stored = folder.resolve("clean.playhead");
        Path lines = folder.resolve("clean.jsonl");
        Run scan = Run.of("scan", file, "--email", "--json");
        assertThat(scan.exitCode()).as(scan.err()).isIn(0, 5);
        assertThat(Run.of("redact", file, "-o", stored, "--email").exitCode()).isZero();
        assertThat(Run.of("redact", file, "-o", lines, "--email").exitCode()).isZero();

        SensitiveData rules = SensitiveData.defaults().withValues().withValues(SensitiveValue.EMAIL);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (EventHistory history = EventHistory.builder()
                        .retention(RetentionPolicy.unlimited())
                        .build();
                EventSerializer.Writer writer = EventSerializer.writer(expected, ExportFormat.JSON_LINES)) {
            assertThat(history.importFrom(file).rejected()).isZero();
            history.getEvents()
                    .forEach(event -> writer.write(RecordedEvent.of(event.sequence(), rules.apply(event.event()))));
        }
        String text = expected.toString(StandardCharsets.UTF_8);
        assertThat(lines).content().isEqualTo(text);
        assertThat(Run.of("export", stored, "-o", "-").out()).isEqualTo(text);
        assertThat(Run.of("verify", stored).exitCode()).isZero();
        assertThat(Run.of("scan", stored, "--email").exitCode()).isZero();
    }

    /** Returns the output of stats on one line, without the name and the size of the file. */
    private static String withoutSize(String json) {
        return json.replaceAll("\\s+", " ")
                .replaceFirst("\"file\": \"[^\"]*\", ", "")
                .replaceFirst("\"bytes\": [0-9]+, ", "");
    }

    @ParameterizedTest
    @CsvSource({
        "grist-grid-edits, userActions.0.1, Table1/actionNum",
        "chrome-trace, id2.local, 0x1bc/ph",
        "rrweb-session, id, 55/x"
    })
    void shouldListChangesOfEntities(String name, String by, String address) {
        Path file = data(name);
        Run changes = Run.of("changes", file, address, "--by", by, "--json");

        assertThat(changes.exitCode()).as(changes.err()).isZero();
        String entity = address.substring(0, address.lastIndexOf('/'));
        Run snapshot = Run.of("snapshot", file, "--by", by, "--entity", entity, "--json");
        List<String> lines = changes.lines();
        String last = lines.get(lines.size() - 1).replaceFirst(".*\"after\":(.*)}", "$1");
        String field = address.substring(address.lastIndexOf('/') + 1);
        assertThat(snapshot.out()).contains("\"" + field + "\": " + last);
    }
}

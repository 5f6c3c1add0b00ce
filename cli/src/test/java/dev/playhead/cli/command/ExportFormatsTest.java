package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of exports for other tools. */
class ExportFormatsTest {
    private static final String BREAK =
            "{\"$playhead\":\"break\",\"sequence\":5,\"from\":\"2026-03-02T10:42:00Z\",\"to\":\"2026-03-02T10:43:00Z\","
                    + "\"offered\":{\"order:new\":2}}\n";

    @TempDir
    private Path folder;

    private Path orders;

    @BeforeEach
    void writeFile() {
        orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
    }

    @ParameterizedTest
    @CsvSource({
        "json, '{\"format\":\"playhead-events\"'",
        "jsonl, '{\"sequence\":0'",
        "csv, 'sequence,timestamp,type,source,payload.id'",
        "html, '<!doctype html>'",
        "cloudevents, '['",
        "cloudevents-lines, '{\"specversion\":\"1.0\"'",
        "perfetto, '{\"displayTimeUnit\":\"ms\",\"traceEvents\":['",
        "otlp, '{\"resourceLogs\":['",
        "redux-devtools, '{\"actionsById\":{'"
    })
    void shouldWriteEachFormatFromEachInput(String format, String begin) throws IOException {
        Path out = folder.resolve("out");
        Run run = Run.of("export", orders, "-o", out, "--format", format);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("5 events to " + out);
        String written = Files.readString(out);
        assertThat(written).startsWith(begin);
        assertThat(Run.withInput(EventFiles.ORDERS, "export", "-", "-o", "-", "--format", format)
                        .out())
                .isEqualTo(written);
        Path stored = folder.resolve("orders.playhead");
        Run.of("import", orders, "--into", stored);
        assertThat(Run.of("export", stored, "-o", "-", "--format", format).out())
                .isEqualTo(written);
    }

    @Test
    void shouldChooseTheFormatByTheNameOfTheOutput() throws IOException {
        Path csv = folder.resolve("x.CSV");
        Path html = folder.resolve("x.html");
        Run.of("export", orders, "-o", csv, "--source", "plugin");
        Run.of("export", orders, "-o", html);

        assertThat(Files.readString(csv)).isEqualToNormalizingNewlines("""
                        sequence,timestamp,type,source,payload.id,payload.price
                        2,2026-03-02T09:20:00Z,order:price,plugin:fx,A-1,12.5
                        """);
        assertThat(Files.readString(html)).contains("A-10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "cloudevents", "cloudevents-lines", "perfetto", "otlp", "redux-devtools"})
    void shouldNoteMissingEventsThatAFormatCannotList(String format) {
        Path file = EventFiles.write(folder, "paused.jsonl", EventFiles.ORDERS + BREAK);
        Run run = Run.of("export", file, "-o", folder.resolve("out"), "--format", format, "--json");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .contains("note: recording was paused at the end: 2 events were not recorded")
                .contains("has no form for breaks and gaps; breaks=1 and gaps=0 are not in the file");
        assertThat(run.out()).contains("\"breaks\":[{").contains("\"notes\":[\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "jsonl", "html"})
    void shouldListMissingEvents(String format) throws IOException {
        Path file = EventFiles.write(folder, "paused.jsonl", EventFiles.ORDERS + BREAK);
        Path out = folder.resolve("out");
        Run run = Run.of("export", file, "-o", out, "--format", format);

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).hasLineCount(1);
        assertThat(Files.readString(out)).contains("\"offered\":{\"order:new\":2}");
    }

    @Test
    void shouldExportTheStatesOfAChosenProjection() {
        assertThat(Run.of("export", orders, "-o", "-", "--format", "redux-devtools", "--by", "id")
                        .out())
                .contains("\"committedState\":{}")
                .contains("{\"state\":{\"A-1\":{\"id\":\"A-1\",\"price\":12.5,\"address\":{\"city\":\"Rome\"}},"
                        + "\"A-10\":{\"id\":\"A-10\",\"price\":5}}}");
        // States follow from all events, also from those that are not written.
        assertThat(Run.of("export", orders, "-o", "-", "--format", "redux-devtools", "--by", "id", "--source", "plugin")
                        .out())
                .contains("\"committedState\":{\"A-1\":{\"id\":\"A-1\",\"price\":10")
                .contains("\"nextActionId\":2");
        Path grid = EventFiles.write(folder, "grid.jsonl", EventFiles.GRID);
        assertThat(Run.of("export", grid, "-o", "-", "--format", "redux-devtools")
                        .out())
                .contains("\"rows\":{\"r1\":{\"symbol\":\"ACME\",\"price\":7}");
        Run none = Run.of("export", orders, "-o", "-", "--format", "redux-devtools");
        assertThat(none.err()).contains("without grid events").contains("--by FIELD");
        assertThat(none.out()).contains("\"computedStates\":[{\"state\":null},");
    }

    @Test
    void shouldFoldTheOtherEventsIfSomeAreMissing() {
        String[] lines = EventFiles.ORDERS.split("(?<=\n)", -1);
        Path file = EventFiles.write(
                folder, "paused.jsonl", lines[0] + lines[1] + BREAK.replace(":5,", ":2,") + lines[2] + lines[3]);
        Run run = Run.of("export", file, "-o", "-", "--format", "redux-devtools", "--by", "id");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("states are folded from the other events");
        assertThat(run.out().indexOf("actionsById")).isEqualTo(run.out().lastIndexOf("actionsById"));
        assertThat(run.out()).contains("\"nextActionId\":5").contains("\"price\":12.5");
    }

    @Test
    void shouldRefuseStatesForOtherFormats() {
        Run run = Run.of("export", orders, "-o", "-", "--format", "csv", "--by", "id");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("need --format redux-devtools");
    }

    @Test
    void shouldNameTheFormats() {
        Run run = Run.of("export", orders, "-o", "-", "--format", "xml");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("'xml' is not a format")
                .contains("cloudevents-lines")
                .contains("redux-devtools");
    }

    @Test
    void shouldCutSensitiveFieldsOutOfEachFormat() {
        Path file = EventFiles.write(
                folder,
                "login.jsonl",
                "{\"type\":\"login\",\"timestamp\":0,\"payload\":{\"user\":\"anna\",\"password\":\"hunter2\"}}\n");
        for (ExportCommand.Format format : ExportCommand.Format.values()) {
            Run run = Run.of("export", file, "-o", "-", "--redact", "--format", format);

            assertThat(run.exitCode()).as("%s: %s", format, run.err()).isZero();
            assertThat(run.out()).as("%s", format).contains("anna").doesNotContain("hunter2");
        }
    }
}

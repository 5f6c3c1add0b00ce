package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferCommandsTest {
    @TempDir
    private Path folder;

    private Path orders;
    private String exported;

    @BeforeEach
    void writeFile() {
        orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        exported = Run.of("export", orders, "-o", "-").out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.json", "a.jsonl", "a.json.gz", "a.jsonl.gz"})
    void shouldWriteFilesThatAreExportedAgainUnchanged(String name) {
        Path file = folder.resolve(name);

        assertThat(Run.of("export", orders, "-o", file).out()).contains("5 events to " + file);
        assertThat(Run.of("export", file, "-o", "-").out()).isEqualTo(exported);
        assertThat(Run.of("import", orders, "-o", file).out()).contains("written to");
        assertThat(Run.of("export", file, "-o", "-").out()).isEqualTo(exported);
    }

    @Test
    void shouldRewriteAFileFromItself() throws IOException {
        Run.of("export", orders, "-o", orders, "--source", "user");

        assertThat(Files.readString(orders)).hasLineCount(3);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(orders);
        }
    }

    @Test
    void shouldNotChangeAnExistingFileAfterAFailure() throws IOException {
        Path old = EventFiles.write(folder, "old.jsonl", "precious");
        Path broken = EventFiles.write(folder, "broken.jsonl", EventFiles.ORDERS + "{oops\n");

        Run run = Run.of("import", broken, "-o", old, "--strict");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).startsWith("playhead: " + broken + ": line 6, column 2: ");
        assertThat(Files.readString(old)).isEqualTo("precious");
        assertThat(Run.of("export", folder.resolve("none"), "-o", old).exitCode())
                .isEqualTo(1);
        assertThat(Files.readString(old)).isEqualTo("precious");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void shouldReportWhyAFileCannotBeWritten() {
        assertThat(Run.of("export", orders, "-o", folder.resolve("no/such/file.jsonl")))
                .extracting(Run::exitCode, run -> run.err().contains("its folder does not exist"))
                .containsExactly(1, true);
        assertThat(Run.of("export", orders, "-o", folder).err()).contains("is a directory");
    }

    @Test
    void shouldChooseTheFormat() {
        assertThat(Run.of("export", orders, "-o", "-", "--format", "json").out())
                .startsWith("{\"format\":\"playhead-events\"");
    }

    @Test
    void shouldExportRelativeTimes() {
        assertThat(Run.of("export", orders, "-o", "-", "--since", "-75m").out())
                .isEqualTo(String.join("\n", exported.lines().skip(3).toList()) + "\n");
    }

    @Test
    void shouldSuggestStrictToScripts() {
        assertThat(Run.withInput(EventFiles.ORDERS + "{oops\n", "import", "-").out())
                .contains("5 events, 1 problem")
                .contains("--strict");
        assertThat(Run.of("import", orders).out()).doesNotContain("--strict");
    }

    @Test
    void shouldReportProblemsAsJson() {
        Run run = Run.withInput(EventFiles.ORDERS + "{oops\n", "import", "-", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines().get(0)).startsWith("{\"problem\":{\"line\":6,\"column\":2,");
        assertThat(run.lines().get(1)).contains("\"imported\":5,\"rejected\":1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search FILE --json",
                "export FILE -o -",
                "show FILE 0",
                "replay FILE",
                "import FILE -o -",
                "snapshot FILE --json --by user"
            })
    void shouldOmitSensitiveFieldsFromTheOutput(String command) {
        Path file = EventFiles.write(
                folder,
                "login.jsonl",
                "{\"type\":\"login\",\"timestamp\":0,\"payload\":{\"user\":\"anna\",\"password\":\"hunter2\"},"
                        + "\"metadata\":{\"authToken\":\"hunter2\"}}\n");
        Object[] args = (command + " --redact").replace("FILE", file.toString()).split(" ", -1);

        Run run = Run.of(args);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("anna").contains("sensitive").doesNotContain("hunter2");
    }

    @Test
    void shouldPrintReplayedEventsInTheFormOfExports() {
        Run run = Run.of("replay", orders, "--speed", "max");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(exported);
        assertThat(run.err()).startsWith("playhead: 5 events in ");
    }

    @Test
    void shouldReplayAtTheRequestedSpeed() {
        Run run = Run.of(
                "replay",
                orders,
                "--speed",
                "100",
                "--max-gap",
                "1s",
                "--from",
                "09:10",
                "--until",
                "09:20",
                "--zone",
                "UTC",
                "--power-saving",
                "--json");

        assertThat(run.out()).hasLineCount(2);
        assertThat(run.err()).contains("\"published\":2").contains("\"cancelled\":false");
        double seconds = Double.parseDouble(run.err().replaceFirst("(?s).*\"seconds\":([0-9.E-]+).*", "$1"));
        assertThat(seconds).isGreaterThanOrEqualTo(0.01); // the gap of 10 minutes, limited to 1 s, 100 times faster
    }

    @Test
    void shouldCheckItsAnswersInTheDemo() {
        for (String seed : List.of("42", "7", "2026")) {
            Run run = Run.of("demo", "--dir", folder, "--seed", seed);

            assertThat(run.exitCode()).as(run.out()).isZero();
            assertThat(run.out())
                    .contains("no event reported as durable is lost")
                    .contains("All checks passed.")
                    .doesNotContain("WRONG");
            // The suggested commands work and find the same event.
            List<String> tries = run.lines().stream()
                    .dropWhile(line -> !line.equals("Now try:"))
                    .skip(1)
                    .map(line -> line.strip().replaceFirst("playhead ", ""))
                    .toList();
            assertThat(tries).hasSize(4);
            String[] first = tries.get(0).split(" --when ", -1);
            Run found = Run.of("first", first[0].substring(6), "--when", first[1].replace("'", ""));
            assertThat(found.out()).contains("plugin:fx");
            String[] changes = tries.get(1).split(" ", -1);
            assertThat(Run.of((Object[]) changes).exitCode()).isZero();
            String[] diff = tries.get(2).split(" ", -1);
            assertThat(found.out()).startsWith("event " + diff[3] + " ");
            assertThat(Run.of((Object[]) diff).out()).contains("1 changed");
            assertThat(tries.get(3)).isEqualTo("open " + diff[1]);
        }
        assertThat(Run.of("demo", "--dir", folder, "--json").out()).contains("\"ok\": true");
        assertThat(Run.of("demo", "--dir", folder.resolve("none")).exitCode()).isEqualTo(1);
    }
}

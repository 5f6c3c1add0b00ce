package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the commands with a file of an earlier release. */
class UpgradeTest {
    private static final Path GOLDEN =
            Path.of("../stores/sqlite/src/test/resources/dev/playhead/sqlite/v1.playhead.gz");
    private static final String EVENT = "{\"type\":\"a\",\"timestamp\":0}\n";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void copy() throws IOException {
        file = folder.resolve("old.playhead");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(GOLDEN))) {
            Files.copy(in, file);
        }
    }

    @Test
    void shouldReportAnUpgradeByRecordOnce() {
        assertThat(Run.withInput(EVENT, "record", file).err())
                .hasLineCount(1)
                .contains(
                        "playhead: note: ",
                        "upgraded from format version 1, so that earlier releases can no longer read it");
        assertThat(Run.withInput(EVENT, "record", file).err()).doesNotContain("upgraded");
        assertThat(Run.of("search", file, "--count").out()).isEqualTo("132\n");
    }

    @Test
    void shouldReportAnUpgradeByImportOnce() {
        Run run = Run.withInput(EVENT, "import", "-", "--into", file);
        assertThat(run.err()).hasLineCount(1).contains("upgraded from format version 1");
        assertThat(run.out()).contains("1 event into");
        assertThat(Run.withInput(EVENT, "import", "-", "--into", file).err()).doesNotContain("upgraded");
    }

    @Test
    void shouldReportAnUpgradeByCompactOnce() {
        assertThat(Run.of("compact", file, "--json").out()).contains("\"upgradedFrom\":1");
        assertThat(Run.of("compact", file, "--json").out()).contains("\"upgradedFrom\":null");
    }

    @Test
    void shouldReadAFileWithoutUpgradingIt() throws IOException {
        byte[] before = Files.readAllBytes(file);

        for (String command : new String[] {"stats", "search", "verify", "sessions", "export"}) {
            assertThat(Run.of(command, file, command.equals("export") ? "-o-" : "--json")
                            .err())
                    .as(command)
                    .doesNotContain("upgraded");
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void shouldSuggestARemedyForADamagedVersionNumber() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[60] ^= 0x40;
        Files.write(file, bytes);
        for (String command : new String[] {"stats", "search", "verify", "sessions", "record", "compact"}) {
            Run run = Run.withInput("", command, file);

            assertThat(run.exitCode()).as(command).isNotZero();
            assertThat(run.err())
                    .hasLineCount(1)
                    .contains("version=1073741825 is unknown; this release reads versions 1 to 2")
                    .contains("update the library", "playhead salvage FILE NEW");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        Path target = folder.resolve("new.playhead");

        assertThat(Run.of("salvage", file, target).exitCode()).isZero();

        assertThat(Run.of("search", target, "--count").out()).isEqualTo("130\n");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void shouldExportEventsThatAnEarlierReleaseCanImport() throws IOException {
        Path events = folder.resolve("events.jsonl.gz");
        Path back = folder.resolve("back.playhead");

        assertThat(Run.of("export", file, "-o", events).exitCode()).isEqualTo(4); // 4, because the file has a gap
        assertThat(Run.of("import", events, "--into", back).exitCode()).isZero();

        String exported = Run.of("export", file, "-o", "-").out();
        assertThat(exported).hasLineCount(131).containsOnlyOnce("{\"$playhead\":\"gap\",");
        assertThat(Run.of("export", back, "-o", "-").out()).isEqualTo(exported);
    }
}

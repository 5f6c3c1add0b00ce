package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests with an edit at 01:30 before the clocks in New York are set back, and edits at 01:30 and 02:30 after that. */
class RepeatedHourTest {
    private static final String SUMMER = "2026-11-01 01:30:00.000 -04:00";
    private static final String WINTER = "2026-11-01 01:30:00.000 -05:00";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeFile() {
        file = EventFiles.write(folder, "repeated-hour.jsonl", """
                {"type": "cell:edit", "timestamp": "2026-11-01T05:30:00Z", "payload": {"gridId": "g", "rowId": "r", "columnId": "v", "newValue": 1}}
                {"type": "cell:edit", "timestamp": "2026-11-01T06:30:00Z", "payload": {"gridId": "g", "rowId": "r", "columnId": "v", "newValue": 2}}
                {"type": "cell:edit", "timestamp": "2026-11-01T07:30:00Z", "payload": {"gridId": "g", "rowId": "r", "columnId": "v", "newValue": 3}}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"show FILE 0 1", "step FILE -n 2", "diff FILE 0 1", "changes FILE r/v", "stats FILE"})
    void shouldPrintTheOffsetOfARepeatedTime(String command) {
        Run run = Run.of((Object[]) (command.replace("FILE", file.toString()) + " --zone America/New_York").split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(SUMMER);
        if (!command.startsWith("stats")) {
            assertThat(run.out()).contains(WINTER);
        }
    }

    @Test
    void shouldPrintTheOffsetOfARepeatedTimeInSnapshotsAndLines() {
        assertThat(Run.of("snapshot", file, "--at", "0", "--zone", "America/New_York")
                        .out())
                .contains(SUMMER);
        assertThat(Run.of("snapshot", file, "--at", "1", "--zone", "America/New_York")
                        .out())
                .contains(WINTER);
        Run search =
                Run.onTerminal(Map.of("COLUMNS", "120", "NO_COLOR", "1"), "search", file, "--zone", "America/New_York");
        assertThat(search.out()).contains(" 01:30:00.000 -04:00 ").contains(" 01:30:00.000 -05:00 ");
    }

    @Test
    void shouldPrintNoOffsetForATimeThatOccursOnce() {
        assertThat(Run.of("show", file, "2", "--zone", "America/New_York").out())
                .contains("2026-11-01 02:30:00.000  America/New_York");
        assertThat(Run.of("show", file, "0", "--zone", "UTC").out()).contains("05:30:00.000  UTC");
    }

    @Test
    void shouldAcceptPrintedTimesAsArguments() {
        for (String at : List.of(
                SUMMER, SUMMER.replace(".000 ", ""), SUMMER.replace(' ', 'T').replace("T-", "-"))) {
            assertThat(Run.of("search", file, "--until", at, "--zone", "America/New_York", "--count")
                            .out())
                    .as(at)
                    .isEqualTo("1\n");
        }
        assertThat(Run.of("search", file, "--until", WINTER, "--count").out()).isEqualTo("2\n");
    }
}

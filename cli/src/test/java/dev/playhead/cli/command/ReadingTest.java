package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests for reading event files of other programs, and for the options that control how files are read. */
class ReadingTest {
    private static final String SECONDS = "{\"type\":\"t\",\"timestamp\":1772443800}\n";
    private static final String LOCAL = "{\"type\":\"t\",\"timestamp\":\"2026-07-01 12:00:00,5\"}\n";

    private static final String PINO = """
            {"level":30,"time":1772443800459,"msg":"started","hostname":"h"}
            {"level":50,"time":1772443801000,"msg":"failed","hostname":"h"}
            """;

    @TempDir
    private Path folder;

    private static String time(String input, Object... options) {
        Object[] args = new Object[options.length + 4];
        System.arraycopy(new Object[] {"import", "-", "-o", "-"}, 0, args, 0, 4);
        System.arraycopy(options, 0, args, 4, options.length);
        Matcher found = Pattern.compile("\"timestamp\":\"([^\"]*)\"")
                .matcher(Run.withInput(input, args).out());
        return found.find() ? found.group(1) : "";
    }

    @Test
    void shouldDetectTheUnitOfTimesAndReportIt() {
        Run run = Run.withInput(SECONDS, "import", "-");

        assertThat(run.err())
                .contains("playhead: note: standard input: line 1, column 1: timestamps such as 1772443800 are read as"
                        + " seconds");
        assertThat(run.out()).contains("1 event, no problems").doesNotContain("note");
        assertThat(time(SECONDS)).isEqualTo("2026-03-02T09:30:00Z");
        assertThat(Run.withInput(SECONDS, "search", "-").err()).contains("playhead: note: standard input: line 1");
        assertThat(Run.withInput(SECONDS, "snapshot", "-", "--at", "0").err())
                .contains("playhead: note: standard input: line 1");
        assertThat(Run.withInput(SECONDS, "import", "-", "--json").lines().get(0))
                .startsWith("{\"note\":{\"line\":1,\"column\":1,\"message\":\"timestamps such as");
    }

    @Test
    void shouldReadTimesInTheGivenUnit() {
        assertThat(time(SECONDS, "--time-unit", "ms")).isEqualTo("1970-01-21T12:20:43.800Z");
        assertThat(time(SECONDS, "--time-unit", "US")).isEqualTo("1970-01-01T00:29:32.443800Z");
        assertThat(time(SECONDS, "--time-unit", "ns")).isEqualTo("1970-01-01T00:00:01.772443800Z");
        assertThat(time("{\"type\":\"t\",\"timestamp\":7}", "--time-unit", "s")).isEqualTo("1970-01-01T00:00:07Z");
        Run wrong = Run.withInput(SECONDS, "import", "-", "--time-unit", "min");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("'min' is not one of s, ms, us, ns");
    }

    @Test
    void shouldReadTimesWithoutAnOffsetInTheGivenZone() {
        assertThat(time(LOCAL)).isEqualTo("2026-07-01T12:00:00.500Z");
        assertThat(time(LOCAL, "--zone", "Europe/Berlin")).isEqualTo("2026-07-01T10:00:00.500Z");
    }

    @Test
    void shouldSearchFlatEvents() {
        String flat = "{\"timestamp\":\"2026-05-01T12:00:00Z\",\"type\":\"OrderPlaced\",\"orderId\":7}\n";

        assertThat(Run.withInput(flat, "search", "-", "--where", "orderId=7").out())
                .contains("OrderPlaced");
    }

    @Test
    void shouldNameTheFieldsOfALineThatIsNotAnEvent() {
        assertThat(Run.withInput("{\"at\":1,\"what\":\"login\"}\n", "import", "-")
                        .out())
                .contains("the event has no type; its fields are at, what");
    }

    /** Checks that a note on standard error names the shape of a file of another tool, whatever the command is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "stats -",
                "search -",
                "import -",
                "import - -o -",
                "import - --into x.playhead",
                "record y.playhead"
            })
    void shouldNameTheShapeOnStandardError(String command) {
        Object[] args = Arrays.stream(command.split(" "))
                .map(arg -> arg.endsWith(".playhead") ? folder.resolve(arg) : arg)
                .toArray();
        Run run = Run.withInput(PINO, args);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err().lines().filter(line -> line.contains("read as")))
                .singleElement()
                .asString()
                .startsWith("playhead: note: standard input: line 1, column 1: read as pino: type from level");
        assertThat(run.out()).doesNotContain("read as");
    }

    @Test
    void shouldReadOtherShapes() {
        assertThat(Run.withInput(PINO, "search", "-", "--type", "log:error", "--count")
                        .out())
                .isEqualTo("1\n");
        assertThat(Run.withInput(PINO, "import", "-", "--json").lines().get(0))
                .startsWith("{\"note\":{\"line\":1,\"column\":1,\"message\":\"read as pino: ");
        assertThat(Run.withInput("time,event,n\n2026-01-01,a,1\n", "search", "-", "--where", "n=1")
                        .out())
                .contains("a");
    }

    @Test
    void shouldReadFilesWrittenByPowerShell() throws IOException {
        Path file = Files.write(
                folder.resolve("e.jsonl"),
                ("\ufeff" + EventFiles.ORDERS.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_16LE));

        assertThat(Run.of("import", file).out()).contains("5 events, no problems");
    }

    @Test
    void shouldSetTheTimeOfArrivalForEventsWithoutATimestamp() {
        Path file = folder.resolve("orders.playhead");
        Instant before = Instant.now();
        Run run =
                Run.withInput("{\"type\":\"a\"}\n{\"type\":\"b\",\"timestamp\":0}\n{\"type\":\"c\"}\n", "record", file);

        assertThat(run.out()).contains("3 events recorded");
        assertThat(run.err())
                .hasLineCount(1)
                .contains("playhead: note: standard input: line 1, column 1: events without a timestamp get the time");
        List<String> lines = Run.of("export", file, "-o", "-").lines();
        Matcher found = Pattern.compile("\"timestamp\":\"([^\"]*)\"").matcher(lines.get(0));
        assertThat(found.find()).isTrue();
        assertThat(Instant.parse(found.group(1))).isBetween(before, Instant.now());
        assertThat(lines.get(1)).contains("1970-01-01T00:00:00Z");
        assertThat(Run.withInput("{\"type\":\"a\"}\n", "import", "-").exitCode())
                .isEqualTo(1);
    }

    @Test
    void shouldRecordWithTheSameReadOptions() {
        Path file = folder.resolve("orders.playhead");
        Run run = Run.withInput(
                SECONDS + LOCAL, "record", file, "--time-unit", "ms", "--zone", "Europe/Berlin", "--json");

        assertThat(run.out()).contains("\"recorded\":2").doesNotContain("note");
        assertThat(Run.of("export", file, "-o", "-").out())
                .contains("1970-01-21T12:20:43.800Z")
                .contains("2026-07-01T10:00:00.500Z");
    }

    @Test
    void shouldSkipDuplicates() throws IOException {
        Path events = folder.resolve("e.jsonl");
        Files.writeString(
                events,
                Run.withInput(EventFiles.ORDERS, "import", "-", "-o", "-").out());
        Path file = folder.resolve("orders.playhead");

        assertThat(Run.of("import", events, "--into", file).out())
                .contains("5 events")
                .doesNotContain("note");
        Run again = Run.of("import", events, "--into", file, "--skip-duplicates");
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("0 events into").contains(", 5 duplicates skipped");
        assertThat(Run.of("import", events, "--into", file, "--skip-duplicates", "--json")
                        .out())
                .contains("\"imported\":0")
                .contains("\"skipped\":5");
        Run twice = Run.of("import", events, "--into", file);
        assertThat(twice.err())
                .contains("line 1, column 1: the first event is already in the history")
                .contains("--skip-duplicates");
        assertThat(twice.out()).contains("5 events");
        assertThat(Run.of("import", file, "--into", folder.resolve("copy.playhead"), "--skip-duplicates")
                        .out())
                .contains("5 events into")
                .contains(", 5 duplicates skipped");
        Run alone = Run.of("import", events, "--skip-duplicates");
        assertThat(alone.exitCode()).isEqualTo(2);
        assertThat(alone.err()).contains("--skip-duplicates needs --into");
    }
}

package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests for the options that map the fields and times of other programs' records, and for sorting. */
class MappingOptionsTest {
    private static final String LOG = """
            {"at":"02/Mar/2026:09:30:00 +0000","event":{"name":"login"},"actor":{"id":"u1"},"data":{"n":1}}
            {"at":"02/Mar/2026:09:31:00 +0000","event":{"name":"logout"},"actor":{"id":"u1"},"data":{"n":2}}
            """;

    private static final String MAP = "type=event.name,timestamp=at,source=actor.id,payload=data";
    private static final String FORMAT = "dd/MMM/yyyy:HH:mm:ss Z";

    @TempDir
    private Path folder;

    private Path log() {
        return EventFiles.write(folder, "log.jsonl", LOG);
    }

    private Path stored() {
        Path file = folder.resolve("orders.playhead");
        assertThat(Run.of("import", EventFiles.write(folder, "o.jsonl", EventFiles.ORDERS), "--into", file)
                        .exitCode())
                .isZero();
        return file;
    }

    private static List<String> times(Run run) {
        return Pattern.compile("\"timestamp\":\"([^\"]*)\"")
                .matcher(run.out())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void shouldReadMappedFieldsAndTimes() {
        Run run = Run.of("import", log(), "-o", "-", "--map", MAP, "--time-format", FORMAT);

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "{\"sequence\":0,\"type\":\"login\",\"timestamp\":\"2026-03-02T09:30:00Z\",\"source\":\"u1\","
                                + "\"payload\":{\"n\":1}}",
                        "{\"sequence\":1,\"type\":\"logout\",\"timestamp\":\"2026-03-02T09:31:00Z\",\"source\":\"u1\","
                                + "\"payload\":{\"n\":2}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stats FILE",
                "stats FILE --by n",
                "search FILE --type login",
                "show FILE 0",
                "snapshot FILE --by n",
                "diff FILE 0 1 --by n",
                "changes FILE 1/n --by n",
                "causes FILE 0",
                "first FILE --when n==1",
                "step FILE 0 --by n",
                "whatif FILE --without 1 --by n",
                "replay FILE --speed max",
                "export FILE -o -",
                "export FILE -o - --format csv",
                "import FILE",
                "import FILE --into NEW"
            })
    void shouldMapInEveryCommandThatReadsEvents(String command) {
        List<Object> args = new ArrayList<>(List.of((Object[]) command.replace("FILE", log().toString())
                .replace("NEW", folder.resolve("new.playhead").toString())
                .split(" ", -1)));
        Run without = Run.of(args.toArray());
        args.addAll(List.of("--map", MAP, "--time-format", FORMAT, "--sort"));
        Run run = Run.of(args.toArray());

        assertThat(without.exitCode()).as(without.err()).isEqualTo(1);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void shouldRecordMappedFields() {
        Path file = folder.resolve("new.playhead");
        Run run = Run.withInput(
                LOG + "{\"event\":{\"name\":\"x\"}}\n", "record", file, "--map", MAP, "--time-format", FORMAT);

        assertThat(run.out()).contains("3 events recorded");
        assertThat(run.err()).contains("events without a timestamp get the time");
        assertThat(times(Run.of("export", file, "-o", "-"))).startsWith("2026-03-02T09:30:00Z", "2026-03-02T09:31:00Z");
        assertThat(Run.withInput(LOG, "record", file, "--sort").exitCode()).isEqualTo(2);
    }

    @Test
    void shouldUseConstants() {
        assertThat(Run.of("search", log(), "--map", "timestamp=at,type=\"click\"", "--time-format", FORMAT)
                        .out())
                .contains("click")
                .contains("login");
    }

    @Test
    void shouldKeepOptionsInAShapeFile() {
        Path shape = EventFiles.write(
                folder,
                "shape.json",
                "{\"map\":\"" + MAP + "\",\"timeFormat\":\"" + FORMAT
                        + "\",\"timeUnit\":\"s\",\"zone\":\"Europe/Paris\"}");

        assertThat(Run.of("export", log(), "-o", "-", "--shape", shape))
                .isEqualTo(Run.of("export", log(), "-o", "-", "--map", MAP, "--time-format", FORMAT));
        assertThat(Run.of(
                                "search",
                                log(),
                                "--shape",
                                shape,
                                "--map",
                                "type=actor.id,timestamp=at",
                                "--count",
                                "--type",
                                "u1")
                        .out())
                .isEqualTo("2\n");
        assertThat(Run.of("export", log(), "-o", "-", "--shape", shape, "--time-format", "yyyy-MM-dd")
                        .err())
                .contains("does not match timeFormat=yyyy-MM-dd");
    }

    @Test
    void shouldPreferTheCommandLineToTheShapeFile() {
        String lines = "{\"type\":\"t\",\"timestamp\":\"2026-07-01 12:00\"}\n{\"type\":\"t\",\"timestamp\":7}\n";
        Path shape = EventFiles.write(folder, "shape.json", "{\"timeUnit\":\"s\",\"zone\":\"Europe/Berlin\"}");

        assertThat(times(Run.withInput(lines, "export", "-", "-o", "-", "--shape", shape)))
                .containsExactly("2026-07-01T10:00:00Z", "1970-01-01T00:00:07Z");
        assertThat(times(Run.withInput(
                        lines, "export", "-", "-o", "-", "--shape", shape, "--zone", "UTC", "--time-unit", "ms")))
                .containsExactly("2026-07-01T12:00:00Z", "1970-01-01T00:00:00.007Z");
        assertThat(times(Run.withInput(lines, "export", "-", "-o", "-")))
                .containsExactly("2026-07-01T12:00:00Z", "1970-01-01T00:00:00.007Z");
    }

    @Test
    void shouldReportAFaultOfAnOption() {
        Path wrong = EventFiles.write(folder, "wrong.json", "{\"maps\":\"type=a\"}");
        for (List<Object> options : List.<List<Object>>of(
                List.of(
                        "--map",
                        "typ=a",
                        "'--map'",
                        "at position 1, unknown part 'typ'; the parts are timestamp, type,"),
                List.of("--map", "", "'--map'", "the mapping is empty"),
                List.of("--time-format", "HH:mm", "'--time-format'", "it has no date, which needs a year (yyyy)"),
                List.of("--shape", wrong, "'--shape'", "unknown member \"maps\"; the members are map, timeFormat"),
                List.of("--shape", folder.resolve("none.json"), "'--shape'", "none.json: no such file"),
                List.of("--shape", folder, "'--shape'", "cannot be read"))) {
            Run run = Run.of("stats", log(), options.get(0), options.get(1));

            assertThat(run.exitCode()).as("%s", options).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .hasLineCount(1)
                    .contains(options.get(2).toString())
                    .contains(options.get(3).toString());
        }
    }

    @Test
    void shouldRefuseTheseOptionsForAPlayheadFile() {
        Path file = stored();
        Path shape = EventFiles.write(folder, "shape.json", "{}");
        for (List<Object> options : List.<List<Object>>of(
                List.of("--map", "type=a"),
                List.of("--time-format", "yyyy-MM-dd"),
                List.of("--shape", shape),
                List.of("--sort"))) {
            for (List<Object> command : List.<List<Object>>of(
                    List.of("stats", file),
                    List.of("search", file),
                    List.of("snapshot", file, "--by", "id"),
                    List.of("import", file, "--into", folder.resolve("copy.playhead")))) {
                List<Object> args = new ArrayList<>(command);
                args.addAll(options);
                Run run = Run.of(args.toArray());

                assertThat(run.exitCode()).as("%s", args).isEqualTo(2);
                assertThat(run.err())
                        .hasLineCount(1)
                        .contains(options.get(0) + " is for event files, and " + file + " is a Playhead file");
            }
        }
        assertThat(Run.of("stats", file, "--sort", "--map", "type=a").err())
                .contains("--map and --sort are for event files");
    }

    @Test
    void shouldSuggestAMappingForAFileOfAnotherProgram() {
        Run run = Run.withInput("{\"at\":1,\"op\":\"login\"}\n", "stats", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("the event has no type; its fields are at, op; try ImportOptions.withMapping or the option"
                        + " --map timestamp=at,type=op");
    }

    @Test
    void shouldSortEventsByTime() {
        String lines = """
                {"type":"c","timestamp":5}
                {"type":"a","timestamp":3}
                {"type":"d","timestamp":5}
                {"type":"b","timestamp":3}
                """;
        Run run = Run.withInput(lines, "export", "-", "-o", "-", "--sort");

        assertThat(run.lines())
                .extracting(line -> line.replaceFirst(".*\"type\":\"(.)\".*", "$1"))
                .containsExactly("a", "b", "c", "d");
        assertThat(run.err())
                .hasLineCount(1)
                .contains("note: standard input: line 1, column 1: the events are sorted by time: 2 of 4");
        Path file = folder.resolve("sorted.playhead");
        assertThat(Run.withInput(lines, "import", "-", "--into", file, "--sort").err())
                .contains("2 of 4 were after");
        assertThat(Run.of("export", file, "-o", "-").lines())
                .extracting(line -> line.replaceFirst(".*\"type\":\"(.)\".*", "$1"))
                .containsExactly("a", "b", "c", "d");
    }
}

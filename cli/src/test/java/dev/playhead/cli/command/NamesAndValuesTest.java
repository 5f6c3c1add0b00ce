package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests with values that may be numbers or texts, names that do not exist, and files that must not be overwritten. */
class NamesAndValuesTest {
    @TempDir
    private Path folder;

    private Path values() {
        return EventFiles.write(folder, "values.jsonl", """
                {"type": "a", "timestamp": "2026-01-01T00:00:00Z", "payload": {"id": "2489368070", "case": "3"}}
                {"type": "a", "timestamp": "2026-01-01T00:00:01Z", "payload": {"id": 2489368070, "case": 3, "list": ["3"]}}
                {"type": "a", "timestamp": "2026-01-01T00:00:02Z", "payload": {"id": "12.50", "flag": "true", "none": "null"}}
                {"type": "a", "timestamp": "2026-01-01T00:00:03Z", "payload": {"id": 12.5, "flag": true, "none": null}}
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "id=2489368070; 2",
                "case=3; 2",
                "id=\"2489368070\"; 1",
                "id=12.50; 2",
                "id=12.5; 1",
                "id=\"12.5\"; 0",
                "flag=true; 2",
                "none=null; 2",
                "none=\"null\"; 1"
            })
    void shouldFindNumbersAndTextsUnlessTheValueIsQuoted(String where, String count) {
        assertThat(Run.of("search", values(), "--where", where, "--count").out())
                .isEqualTo(count + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "id == 2489368070; 0",
                "id == \"2489368070\"; 0",
                "case != 3; -",
                "case != \"3\"; 1",
                "id > 2489368069; 1",
                "list contains 3; 1",
                "id contains 12.50; 2"
            })
    void shouldCompareWithNumbersAndTextsUnlessTheValueIsQuoted(String when, String id) {
        Run run = Run.of("first", values(), "--when", when);

        if (id.equals("-")) {
            assertThat(run.exitCode()).isEqualTo(1);
        } else {
            assertThat(run.out()).startsWith("event " + id + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshot FILE",
                "snapshot FILE --at 0",
                "diff FILE 0 1",
                "changes FILE r1/price",
                "first FILE --when r1/price>3",
                "step FILE",
                "snapshot FILE --json"
            })
    void shouldNameExistingGridsAndFields(String command) {
        Path grid = EventFiles.write(folder, "grid.jsonl", EventFiles.GRID);
        Object[] noGrid = (command.replace("FILE", grid.toString()) + " --grid nosuch").split(" ");
        Object[] noField = (command.replace("FILE", grid.toString()) + " --by nosuch").split(" ");

        Run run = Run.of(noGrid);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("playhead: there is no grid nosuch; there are orders\n");
        Run by = Run.of(noField);
        assertThat(by.exitCode()).isEqualTo(1);
        assertThat(by.err())
                .isEqualTo("playhead: no payload has the field nosuch of --by; existing fields: gridId, columns, rows,"
                        + " rowId, columnId and 3 more\n");
    }

    @Test
    void shouldFindADestroyedGrid() {
        Path file = EventFiles.write(
                folder,
                "closed.jsonl",
                EventFiles.GRID
                        + "{\"type\":\"grid:destroy\",\"timestamp\":\"2026-03-02T09:04:00Z\",\"payload\":{\"gridId\":\"orders\"}}\n");

        assertThat(Run.of("diff", file, "0", "1", "--grid", "orders").out()).contains("r1/price");
        assertThat(Run.of("snapshot", file, "--grid", "order").err()).contains("there are orders");
        assertThat(Run.of("snapshot", file, "--by", "@nosuch").exitCode()).isEqualTo(1);
    }

    @Test
    void shouldLetOnlyTheOwnerReadANewExportAndKeepThePermissionsOfAnOldOne() throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        Path orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        Path out = folder.resolve("out.jsonl");
        assertThat(Run.of("export", orders, "-o", out).exitCode()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");

        Path unusedSame = Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Run.of("export", orders, "-o", out).exitCode()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-r--r--");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.yaml", "X.TSV", "x.tsv.gz", "x.parquet", "x.xml", "x.zip"})
    void shouldRefuseToWriteEventsToAFileNamedForAnotherFormat(String name) throws IOException {
        Path orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        for (String command : List.of("export", "import")) {
            Run run = Run.of(command, orders, "-o", folder.resolve(name));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("are not written as .")
                    .contains(".jsonl, .json")
                    .doesNotContain("'playhead export' writes");
        }
        Run table = Run.of("import", orders, "-o", folder.resolve("x.csv"));
        assertThat(table.exitCode()).isEqualTo(1);
        assertThat(table.err()).contains("are not written as .csv here").contains("'playhead export' writes .csv");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(orders);
        }
        assertThat(Run.of("export", orders, "-o", folder.resolve("x.csv"), "--format", "jsonl")
                        .exitCode())
                .isZero();
        assertThat(Run.of("export", orders, "-o", folder.resolve("x.log")).exitCode())
                .isZero();
    }

    @Test
    void shouldEscapeFormulasInCsv() {
        StringBuilder events = new StringBuilder();
        for (String value :
                List.of("\"=1+1\"", "\"+SUM(A1)\"", "\"-2+3\"", "\"@SUM(1)\"", "\"\\t=1\"", "\"plain\"", "-5")) {
            events.append(
                            "{\"type\":\"cell:edit\",\"timestamp\":0,\"payload\":{\"gridId\":\"g\",\"rowId\":\"r\",\"columnId\":\"c\",\"newValue\":")
                    .append(value)
                    .append("}}\n");
        }
        Path file = EventFiles.write(folder, "formulas.jsonl", events.toString());

        assertThat(Run.of("changes", file, "r/c", "--csv").lines())
                .extracting(line -> line.substring(line.lastIndexOf(',') + 1))
                .containsExactly("after", "'=1+1", "'+SUM(A1)", "'-2+3", "'@SUM(1)", "'\t=1", "plain", "-5");
    }

    @Test
    void shouldLimitThePrintedProblems() {
        Path file = EventFiles.write(folder, "bad.jsonl", EventFiles.ORDERS + "{no\n".repeat(5_000));

        Run run = Run.of("import", file);
        assertThat(run.lines()).hasSizeLessThan(110);
        assertThat(run.out()).contains("and 4,900 more problems").contains("5,000 problems");
        assertThat(Run.of("import", file, "--json").lines()).hasSize(5_001);
    }

    @Test
    void shouldNeverOverwriteAFileInTheDemo() throws IOException {
        Path mine = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        Map<String, String> started = Map.of("PLAYHEAD_COMMAND", "./playhead", "NO_COLOR", "1", "COLUMNS", "200");

        Run first = Run.onTerminal(started, "demo", "--dir", folder);
        assertThat(first.exitCode()).as(first.out()).isZero();
        assertThat(mine).hasContent(EventFiles.ORDERS);
        assertThat(first.out())
                .contains("  ./playhead first " + folder.resolve("orders-2.jsonl") + " --when ")
                .contains("$ ./playhead stats orders-2.jsonl")
                .doesNotContain(" playhead stats");
        byte[] written = Files.readAllBytes(folder.resolve("orders-2.jsonl"));
        // A second run of the demo has the same events, so it uses the same file.
        assertThat(Run.of("demo", "--dir", folder).out()).contains("orders-2.jsonl");
        assertThat(folder.resolve("orders-3.jsonl")).doesNotExist();
        Files.writeString(folder.resolve("orders-2.jsonl"), "mine now");
        assertThat(Run.of("demo", "--dir", folder).out()).contains("orders-3.jsonl");
        assertThat(folder.resolve("orders-2.jsonl")).hasContent("mine now");
        assertThat(Files.readAllBytes(folder.resolve("orders-3.jsonl"))).isEqualTo(written);
    }
}

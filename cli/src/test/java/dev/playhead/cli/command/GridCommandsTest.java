package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the commands on grid events of other programs. */
class GridCommandsTest {
    private static final String MISFITS = """
            {"type":"row:add","timestamp":0,"payload":{"gridId":"g","rowId":"1","data":{"v":1}}}
            {"type":"row:add","timestamp":1,"payload":{"gridId":"g","row":7}}
            {"type":"column:pin","timestamp":2,"payload":{"gridId":"g","columnId":"v","position":"top"}}
            {"type":"row:add","timestamp":3,"payload":{"gridId":"g","rowId":"2"}}
            """;

    @TempDir
    private Path folder;

    private Path copy(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = GridCommandsTest.class.getResourceAsStream("/cases/" + name)) {
            Files.copy(Objects.requireNonNull(in), file);
        }
        return file;
    }

    @Test
    void shouldReadTheEventsOfADestroyedGrid() throws IOException {
        Path file = copy("grid-closed-in-good-order.jsonl");

        assertThat(Run.of("diff", file, "0", "1").out())
                .contains("T1/qty")
                .contains("1")
                .contains("2");
        Run changes = Run.of("changes", file, "T1/qty", "--csv");
        assertThat(changes.exitCode()).as(changes.err()).isZero();
        assertThat(changes.lines()).hasSize(4).anyMatch(line -> line.endsWith(",T1,qty,1,2"));
        Run first = Run.of("first", file, "--when", "T1/qty > 1", "--json");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("\"sequence\":1");
        assertThat(Run.of("snapshot", file, "--at", "1").out())
                .contains("Grid trades")
                .contains("T1");
        assertThat(Run.of("step", file).out()).contains("grid trades");
        assertThat(Run.of("snapshot", file).out()).contains("No grid in this state.");
        Run unknown = Run.of("changes", file, "T2/qty");
        assertThat(unknown.exitCode()).isNotZero();
        assertThat(unknown.err()).contains("there is no row T2");
    }

    @Test
    void shouldReadTheEventsOfADestroyedGridInAPlayheadFile() throws IOException {
        Path file = folder.resolve("closed.playhead");
        assertThat(Run.of("import", copy("grid-closed-in-good-order.jsonl"), "--into", file)
                        .exitCode())
                .isZero();

        assertThat(Run.of("diff", file, "0", "1").out()).contains("T1/qty");
        assertThat(Run.of("changes", file, "T1/qty").exitCode()).isZero();
    }

    @Test
    void shouldNotTreatEventsOfOtherFormsAsGridEvents() {
        Path file = EventFiles.write(
                folder, "store.jsonl", "{\"type\":\"state:update\",\"timestamp\":0,\"payload\":{\"user\":1}}\n");
        Run run = Run.of("snapshot", file);

        assertThat(run.err()).contains("there are no grid events").doesNotContain("warning");
    }

    @Test
    void shouldShowTheUnchangedFilterOfAGridKitSession() throws IOException {
        Path file = copy("gridkit-session.jsonl");

        assertThat(Run.of("snapshot", file, "--at", "13", "--json").out().replaceAll("\\s", ""))
                .contains("\"filter\":{\"gt\":5}");
        Run changes = Run.of("changes", file, "1/price", "--csv");
        assertThat(changes.lines()).anyMatch(line -> line.endsWith(",1,price,13,14"));
        assertThat(changes.err()).isEmpty();
    }

    @Test
    void shouldTreatAWholeNumberItsTextAndADecimalAsTheSameRowId() throws IOException {
        Path file = copy("row-ids-as-numbers.jsonl");

        assertThat(Run.of("snapshot", file, "--json").out().replaceAll("\\s", ""))
                .contains("\"rows\":{\"7\":{\"v\":\"decimal\"}}");
    }

    @Test
    void shouldReadRowIdsFromTheFieldOfRowId() {
        Path file = EventFiles.write(
                folder,
                "table.jsonl",
                "{\"type\":\"grid:init\",\"timestamp\":0,\"payload\":{\"gridId\":\"g\",\"config\":{\"data\":"
                        + "[{\"sku\":\"A-7\",\"price\":3}]}}}\n");

        assertThat(Run.of("changes", file, "0/price").exitCode()).isZero();
        assertThat(Run.of("changes", file, "A-7/price", "--row-id", "sku").exitCode())
                .isZero();
        assertThat(Run.of("changes", file, "A-7/price", "--row-id", "sku", "--by", "id")
                        .err())
                .contains("--by is for entities");
    }

    @Test
    void shouldNameMisfits() {
        Path file = EventFiles.write(folder, "misfits.jsonl", MISFITS);
        Path stored = folder.resolve("misfits.playhead");
        assertThat(Run.of("import", file, "--into", stored).exitCode()).isZero();

        assertThat(Run.of("stats", file).out())
                .contains("3 events that did not fit their grid types and changed nothing")
                .contains("row:add  2  ids 1, 3  rowId is missing")
                .contains("column:pin  1  ids 2  side is not one of the known values");
        assertThat(Run.of("stats", file, "--json").out().replaceAll("\\s", ""))
                .contains("\"row:add\":{\"count\":2,\"ids\":[\"1\",\"3\"],\"reason\":\"rowIdismissing\"}");
        assertThat(Run.of("stats", stored, "--misfits").out())
                .contains("3 events that did not fit their grid types and changed nothing");
        assertThat(Run.of("stats", stored).out()).doesNotContain("grid types");
        Run verify = Run.of("verify", stored, "--misfits");
        assertThat(verify.exitCode()).isZero();
        assertThat(verify.out())
                .contains("3 events did not fit their grid types")
                .contains("event 1  row:add  rowId is missing")
                .contains("event 2  column:pin  side is not one of the known values")
                .contains("event 3  row:add  values is missing");
        assertThat(Run.of("verify", stored, "--misfits", "--json").out().replaceAll("\\s", ""))
                .contains("\"misfitCount\":3")
                .contains("{\"id\":\"3\",\"type\":\"row:add\",\"reason\":\"valuesismissing\"}");
        assertThat(Run.of("verify", stored).out()).doesNotContain("grid types");
        for (Path each : new Path[] {file, stored}) {
            assertThat(Run.of("snapshot", each).err())
                    .containsOnlyOnce("events of type=row:add do not fit and change nothing; the first is id=1")
                    .containsOnlyOnce("events of type=column:pin do not fit");
        }
    }

    @Test
    void shouldReportThatAllEventsFitTheirTypes() {
        Path file = EventFiles.write(folder, "grid.jsonl", EventFiles.GRID);
        Path stored = folder.resolve("grid.playhead");
        assertThat(Run.of("import", file, "--into", stored).exitCode()).isZero();

        assertThat(Run.of("verify", stored, "--misfits").out()).contains("all grid events fit their types");
        assertThat(Run.of("stats", file).out()).doesNotContain("grid types");
    }
}

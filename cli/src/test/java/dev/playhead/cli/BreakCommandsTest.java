package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.cli.output.Text;
import dev.playhead.event.GridEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the commands with Playhead files that have a pause in recording. */
class BreakCommandsTest {
    @TempDir
    private Path folder;

    private Run on(Path file, String command) {
        String line = command.replace("FILE", file.toString())
                .replace("OUT", folder.resolve("out").toString());
        List<Object> args = new ArrayList<>(List.of(line.split(" ", -1)));
        args.add("--zone=UTC");
        return Run.of(args.toArray());
    }

    private Run onPaused(String command) {
        return on(BreakFiles.write(folder, false), command);
    }

    private Run onBaseline(String command) {
        return on(BreakFiles.write(folder, true), command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search FILE",
                "search FILE --type none",
                "search FILE --count",
                "search FILE --last 4",
                "search FILE --json",
                "show FILE 3",
                "stats FILE",
                "stats FILE --json",
                "tail FILE",
                "tail FILE -n 3",
                "replay FILE --speed max",
                "import FILE",
                "snapshot FILE --json"
            })
    void shouldAnswerQueriesAndReportABreakOnce(String command) {
        Run run = command.startsWith("snapshot") ? onBaseline(command) : onPaused(command);

        assertThat(run.exitCode()).as(run.err()).isZero();
        if (command.startsWith("snapshot")) {
            assertThat(run.err()).isEmpty();
        } else {
            assertThat(run.err()).containsOnlyOnce("playhead: note: " + BreakFiles.BREAK + "\n");
            assertThat(run.out()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export FILE -o -",
                "export FILE -o - --type none",
                "export FILE -o OUT.jsonl",
                "export FILE -o OUT.json",
                "import FILE -o OUT.jsonl",
                "changes FILE r1/price",
                "changes FILE r1/price --csv",
                "changes FILE r1/price --from 3 --to 6",
                "changes FILE r1/price --from 10:00:08",
                "changes FILE r9/price",
                "first FILE --when r1/price==11",
                "first FILE --when newValue==11",
                "first FILE --when newValue==11 --from 2",
                "first FILE --when r1/price==12",
                "first FILE --when newValue==12",
                "snapshot FILE",
                "snapshot FILE --at 5",
                "snapshot FILE --at 10:00:06",
                "diff FILE 3 6",
                "step FILE 4",
                "whatif FILE --without 2"
            })
    void shouldExitWith4IfTheAnswerIsIncomplete(String command) {
        Run run = onPaused(command);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
        assertThat(run.err()).containsOnlyOnce("note: " + BreakFiles.BREAK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "changes FILE r1/price --to 4",
                "changes FILE r1/price --to 10:00:04",
                "first FILE --when r1/price==3",
                "first FILE --when newValue==3",
                "first FILE --when newValue==11 --from 5",
                "snapshot FILE --at 4",
                "snapshot FILE --at 10:00:04",
                "diff FILE 1 4",
                "step FILE 2",
                "whatif FILE --without 2 --at 4"
            })
    void shouldBeCompleteInARangeWithoutABreak(String command) {
        Run run = onPaused(command);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshot FILE",
                "snapshot FILE --at 6",
                "snapshot FILE --at 10:00:09",
                "diff FILE 2 6",
                "changes FILE r1/price --from 5",
                "changes FILE r1/price --from 10:00:10"
            })
    void shouldFoldStatesAfterABreakFromABaseline(String command) {
        Run run = onBaseline(command);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(command.startsWith("changes") ? " 8 " : "r2");
    }

    @Test
    void shouldListChangesBeforeAndAfterABreakFromKnownStates() {
        Run run = onBaseline("changes FILE r1/price --csv");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out()).contains("r1,price,3,4").contains("r1,price,8,9").doesNotContain("r1,price,4,9");
        assertThat(onBaseline("first FILE --when r1/price==9").out())
                .contains("8")
                .contains("9");
        Run step = onBaseline("step FILE 4");
        assertThat(step.exitCode()).isZero();
        assertThat(step.err()).contains(BreakFiles.BREAK);
        assertThat(step.out()).containsPattern("r1/price +8 ").doesNotContain("r2");
    }

    @Test
    void shouldReportThatNothingWasFoundAcrossABreak() {
        assertThat(onPaused("first FILE --when r1/price==12").err()).contains("no event made 'r1/price == 12' true");
        assertThat(onPaused("changes FILE r2/price").err()).contains("there is no row r2");
        assertThat(onPaused("changes FILE r2/price --to 4").exitCode()).isEqualTo(1);
        assertThat(onPaused("first FILE --when newValue==12 --to 4").exitCode()).isEqualTo(1);
    }

    @Test
    void shouldFoldStatesOfProjectionsForWhichABreakIsIrrelevant() {
        Path file = folder.resolve("other.playhead");
        try (EventHistory history = EventHistory.open(file)) {
            long unusedFirst = history.recordEvent(
                    GridEvent.of("row:add", Map.of("gridId", "orders", "rowId", "r1", "values", Map.of("price", 1L))));
            history.pause();
            long unusedSecond = history.recordEvent(GridEvent.of("noise", Map.of()));
            history.resume();
            long unusedThird = history.recordEvent(
                    GridEvent.of("row:add", Map.of("gridId", "orders", "rowId", "r2", "values", Map.of("price", 1L))));
        }

        assertThat(on(file, "snapshot FILE"))
                .extracting(Run::exitCode, Run::err)
                .containsExactly(0, "");
        assertThat(on(file, "changes FILE r1/price").exitCode()).isEqualTo(4);
    }

    @Test
    void shouldNameTheFirstBreakAndCountTheOthers() {
        Path file = BreakFiles.write(folder, false);
        try (EventHistory history = EventHistory.open(file)) {
            for (int i = 0; i < 2; i++) {
                history.pause();
                long unusedOffered = history.recordEvent(GridEvent.of("a", null));
                history.resume();
                long unusedRecorded = history.recordEvent(GridEvent.of("a", null));
            }
        }

        assertThat(on(file, "search FILE --count").err())
                .isEqualTo("playhead: note: " + BreakFiles.BREAK + "; and 2 more breaks\n");
        assertThat(on(file, "search FILE --limit 5").err()).isEmpty();
        assertThat(on(file, "search FILE --limit 6").err()).isEqualTo("playhead: note: " + BreakFiles.BREAK + "\n");
        assertThat(on(file, "tail FILE -n 1").err()).contains("paused before 9: 1 event was not recorded (a 1)");
    }

    @Test
    void shouldListBreaksWithoutReportingDamage() {
        Run run = onPaused("verify FILE");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.lines().get(0)).contains(": sound, 8 events in 2 blocks");
        assertThat(run.lines().get(1))
                .isEqualTo("  break  before 5: 5 events, 2026-03-02 10:00:05.000 to 10:00:09.000"
                        + " (cell:edit 4, row:add 1)");
        assertThat(run.lines()).hasSize(2);
        Run json = onPaused("verify FILE --json");
        assertThat(json.exitCode()).isZero();
        assertThat(compact(json))
                .contains("\"breaks\":[{" + BreakFiles.DATA + "]")
                .doesNotContain("\"gaps\":[{");
    }

    private static String compact(Run run) {
        return run.out().replaceAll("\\s", "");
    }

    @Test
    void shouldListBreaksAndGapsInStats() throws IOException {
        assertThat(onPaused("stats FILE").out()).contains("  break     before 5: 5 events, 2026-03-02");
        assertThat(compact(onPaused("stats FILE --json"))).contains("\"breaks\":[{" + BreakFiles.DATA + "]");
        Path lost = DamagedFiles.write(folder);
        Run run = on(lost, "stats FILE");
        assertThat(run.out()).containsPattern("\n  gap       \\d+\\.\\.\\d+: [\\d,]+ events\n");
        assertThat(run.err()).hasLineCount(1).contains("are lost: a stored block is damaged");
        assertThat(compact(on(lost, "stats FILE --json")))
                .containsPattern("\"gaps\":\\[\\{\"first\":\\d+,\"last\":\\d+}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats", "verify"})
    void shouldFitBreaksIntoTheWidthOfATerminal(String command) {
        Path file = BreakFiles.write(folder, false);
        Map<String, String> terminal = Map.of("COLUMNS", "80", "NO_COLOR", "1", "LANG", "C.UTF-8");

        Run run = Run.onTerminal(terminal, command, file, "--zone", "UTC");

        assertThat(run.lines().stream().filter(line -> !line.startsWith(file.toString())))
                .isNotEmpty()
                .allMatch(line -> Text.width(line) <= 80, "fits")
                .anyMatch(line -> line.contains("before 5: 5 events, 2026-03-02 10:00:05.000 to 10:00:09.000"));
    }

    @ParameterizedTest
    @CsvSource({
        "search FILE --json, 5",
        "search FILE --json --last 4, 1",
        "search FILE --json --type row:add, 1",
        "tail FILE --json, 5",
        "tail FILE --json -n 3, 0",
        "step FILE --json -n 7, 5",
        "changes FILE r1/price --json, 5",
        "first FILE --json --when newValue==11, 0",
        "diff FILE 3 6 --json, 0",
        "whatif FILE --without 2 --json, 0"
    })
    void shouldPrintALineForABreakBeforeTheNextEvent(String command, int index) {
        Run run = onPaused(command);

        assertThat(run.lines().get(index)).isEqualTo("{\"$playhead\":\"break\"," + BreakFiles.DATA);
        assertThat(run.lines()).filteredOn(line -> line.contains("$playhead")).hasSize(1);
    }

    @Test
    void shouldListBreaksInDocuments() {
        String member = "\"breaks\":[{" + BreakFiles.DATA + "]";
        assertThat(compact(onPaused("snapshot FILE --json"))).contains(member);
        assertThat(compact(onPaused("snapshot FILE --json --at 4"))).doesNotContain("breaks");
        assertThat(compact(onBaseline("snapshot FILE --json"))).doesNotContain("breaks");
        assertThat(onPaused("export FILE -o OUT.jsonl --json").out()).contains(member);
        assertThat(onPaused("replay FILE --speed max --json").err()).contains(member);
        assertThat(onPaused("import FILE --json").out()).contains(member);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldReportAPauseDuringWhichTheProcessWasKilled() throws Exception {
        Path file = folder.resolve("killed.playhead");
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.sqlite.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        BreakFiles.Victim.class.getName(),
                        file.toString())
                .redirectError(folder.resolve("err").toFile())
                .start();
        try (BufferedReader out = victim.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine())
                    .as(Files.readString(folder.resolve("err")))
                    .isEqualTo("paused");
        } finally {
            victim.destroyForcibly().waitFor();
        }
        String atTheEnd =
                "recording was paused at the end: 1 event was not recorded (cell:edit 1), 2026-03-02 10:00:13.000"
                        + " to 10:00:13.000";

        assertThat(on(file, "verify FILE"))
                .extracting(Run::exitCode, run -> run.lines().get(2))
                .containsExactly(
                        0, "  break  at the end: 1 event, 2026-03-02 10:00:13.000 to 10:00:13.000 (cell:edit 1)");
        assertThat(on(file, "tail FILE -n 2"))
                .extracting(Run::exitCode, Run::err)
                .containsExactly(0, "playhead: note: " + atTheEnd + "\n");
        assertThat(on(file, "tail FILE -n 1 --json").lines())
                .last()
                .asString()
                .startsWith("{\"$playhead\":\"break\",\"sequence\":8,");
        Run snapshot = on(file, "snapshot FILE");
        assertThat(snapshot.exitCode()).isEqualTo(4);
        assertThat(snapshot.err())
                .isEqualTo("playhead: note: " + atTheEnd + "; states are folded from the other events\n");
        assertThat(snapshot.out()).contains("r2"); // the state after the last event
        assertThat(on(file, "snapshot FILE --at 7").exitCode()).isZero();
        assertThat(on(file, "changes FILE r1/price --from 5"))
                .extracting(Run::exitCode, Run::err)
                .containsExactly(4, "playhead: note: " + atTheEnd + "\n");
        assertThat(on(file, "changes FILE r1/price --from 5 --to 7").exitCode()).isZero();
        assertThat(on(file, "export FILE -o OUT.jsonl").exitCode()).isEqualTo(4);
    }

    private Path exported(String name) {
        Path target = folder.resolve(name);
        if (!Files.exists(target)) {
            assertThat(onPaused("export FILE -o " + target).exitCode()).isEqualTo(4);
        }
        return target;
    }

    @ParameterizedTest
    @CsvSource({
        "search FILE, 0",
        "search FILE --limit 6, 0",
        "search FILE --since -5m, 0",
        "stats FILE, 0",
        "replay FILE --speed max, 0",
        "import FILE, 0",
        "export FILE -o -, 4",
        "export FILE -o - --type none, 4",
        "import FILE -o OUT.json, 4",
        "changes FILE r1/price, 4",
        "first FILE --when r1/price==11, 4",
        "first FILE --when newValue==11, 4",
        "snapshot FILE, 4",
        "diff FILE 3 6, 4",
        "step FILE 4, 4",
        "whatif FILE --without 2, 4"
    })
    void shouldReportABreakInAnEventFile(String command, int exitCode) {
        for (String name : List.of("paused.jsonl", "paused.json.gz")) {
            Run run = on(exported(name), command);

            assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
            assertThat(run.err()).containsOnlyOnce("note: " + BreakFiles.BREAK);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "changes FILE r1/price --to 4",
                "first FILE --when r1/price==3",
                "first FILE --when newValue==3",
                "snapshot FILE --at 4",
                "search FILE --limit 5"
            })
    void shouldBeCompleteInARangeOfAnEventFileWithoutABreak(String command) {
        Run run = on(exported("paused.jsonl"), command);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void shouldPreserveABreakInFilesOfAllKinds() throws IOException {
        Path lines = exported("paused.jsonl");
        assertThat(lines).content().contains("\n{\"$playhead\":\"break\"," + BreakFiles.DATA + "\n");
        for (String name : List.of("a.json", "b.jsonl.gz", "c.json.gz")) {
            Path other = folder.resolve(name);
            assertThat(on(lines, "export FILE -o " + other).exitCode()).isEqualTo(4);
            assertThat(on(other, "export FILE -o OUT-" + name + ".jsonl").exitCode())
                    .isEqualTo(4);
            assertThat(folder.resolve("out-" + name + ".jsonl")).hasSameTextualContentAs(lines);
        }
        assertThat(folder.resolve("a.json")).content().contains("\"breaks\":[{" + BreakFiles.DATA + "]");
        Path back = folder.resolve("back.playhead");
        Run into = on(lines, "import FILE --into " + back);
        assertThat(into.exitCode()).isZero();
        assertThat(into.out()).contains("8 events into").contains(", 1 break");
        assertThat(on(back, "export FILE -o -").out()).isEqualTo(Files.readString(lines));
        assertThat(on(back, "export FILE -o - --redact").out()).isEqualTo(Files.readString(lines));
        assertThat(on(lines, "search FILE --json").out()).isEqualTo(Files.readString(lines));
    }

    @Test
    void shouldReadBreaksFromStandardInput() throws IOException {
        String lines = Files.readString(exported("paused.jsonl"));

        Run search = Run.withInput(lines, "search", "-", "--json");
        assertThat(search.out()).isEqualTo(lines);
        assertThat(search.exitCode()).isZero();
        assertThat(Run.withInput(lines, "snapshot", "-").exitCode()).isEqualTo(4);
        assertThat(Run.withInput(lines, "export", "-", "-o", "-").exitCode()).isEqualTo(4);
        Run document = Run.withInput(lines, "export", "-", "-o", "-", "--format", "json");
        assertThat(document.exitCode()).isEqualTo(1);
        assertThat(document.err()).contains("found too late; write JSON Lines");
        Path recorded = folder.resolve("recorded.playhead");
        Run record = Run.withInput(lines, "record", recorded);
        assertThat(record.exitCode()).isEqualTo(4);
        assertThat(record.err())
                .contains("events are missing in the stream; its breaks and gaps (1) are not recorded in");
    }

    @Test
    void shouldAdjustTheSequencesOfBreaksIfIdsChange() {
        String lines = """
                {"type":"a","timestamp":0,"payload":{"n":1}}
                {"$playhead":"break","sequence":77,"from":"2026-03-02T10:00:00Z","to":"2026-03-02T10:00:01Z","offered":{"a":2}}
                {"type":"a","timestamp":1,"payload":{"n":2}}
                {"$playhead":"break","sequence":99,"from":"2026-03-02T10:00:00Z","to":"2026-03-02T10:00:01Z","offered":{"a":1}}
                """;

        Run run = Run.withInput(lines, "first", "-", "--when", "n==2");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .contains("paused before 1: 2 events were not recorded (a 2)")
                .doesNotContain("more");
        assertThat(Run.withInput(lines, "first", "-", "--when", "n==1").exitCode())
                .isZero();
        assertThat(Run.withInput(lines, "stats", "-").out())
                .contains("before 1: 2 events")
                .contains("at the end: 1 event");
    }

    @Test
    void shouldExportGapsThatAreFoundDuringTheExport() throws IOException {
        for (String name : List.of("rest.jsonl", "rest.json")) {
            Path damaged = DamagedFiles.write(Files.createDirectories(folder.resolve("of-" + name)));
            Path rest = folder.resolve(name);

            Run run = on(damaged, "export FILE -o " + rest);

            assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
            assertThat(run.err()).contains("note: events 1024..2047 are lost");
            assertThat(rest).content().contains("\"first\":1024,\"last\":2047}");
            Run changes = on(rest, "changes FILE A/n --by id");
            assertThat(changes.exitCode()).isEqualTo(4);
            assertThat(changes.err()).containsOnlyOnce("not all events are in");
            assertThat(on(rest, "stats FILE").out()).contains("gap       1024..2047: 1,024 events");
        }
    }

    @Test
    void shouldImportGaps() throws IOException {
        Path into = folder.resolve("into.playhead");
        Run run = on(DamagedFiles.write(folder), "import FILE --into " + into);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(", 1 gap");
        assertThat(on(into, "verify FILE").out()).contains("1024..2047");
        assertThat(on(into, "export FILE -o -").out()).contains("{\"$playhead\":\"gap\",\"first\":1024,\"last\":2047}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "changes",
                "causes",
                "first",
                "export",
                "snapshot",
                "diff",
                "step",
                "whatif",
                "import",
                "record",
                "scan",
                "redact"
            })
    void shouldExplainTheExitCode(String command) {
        assertThat(Run.of(command, "--help").out().replaceAll("\\s+", " ")).containsPattern("\\b4 (if|where)");
    }
}

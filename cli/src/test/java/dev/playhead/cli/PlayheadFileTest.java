package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.grid.GridEvents;
import dev.playhead.grid.GridState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the commands with Playhead files. */
class PlayheadFileTest {
    @TempDir
    private Path folder;

    private Path events;
    private Path file;

    @BeforeEach
    void writeFiles() {
        events = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        file = folder.resolve("orders.playhead");
        assertThat(Run.of("import", events, "--into", file).exitCode()).isZero();
    }

    private static Object[] on(List<String> command, Object file) {
        return command.stream()
                .map(part -> part.equals("FILE") ? file.toString() : part)
                .toArray();
    }

    static List<List<String>> readingCommands() {
        return BadFileTest.commands();
    }

    /** Writes a file with 4,000 numbered events in several blocks. One of the blocks is damaged. */
    private Path damaged() throws IOException {
        return DamagedFiles.write(folder);
    }

    @ParameterizedTest
    @MethodSource("readingCommands")
    void shouldPrintTheSameForAPlayheadFileAsForAnEventFile(List<String> command) {
        Run expected = Run.of(on(command, events));

        Run run = Run.of(on(command, file));

        assertThat(run.exitCode()).as(run.err()).isZero();
        if (List.of("import", "stats", "snapshot").contains(command.get(0))) {
            assertThat(run.out()).containsPattern("\\b5\\b").contains(file.toString());
        } else {
            assertThat(run.out()).isEqualTo(expected.out());
        }
    }

    static Stream<List<String>> allReadingCommands() {
        return Stream.concat(
                readingCommands().stream(),
                Stream.of(
                        List.of("tail", "FILE"),
                        List.of("scan", "FILE"),
                        List.of("redact", "FILE", "-o", "-"),
                        List.of("sessions", "FILE"),
                        List.of("verify", "FILE"),
                        List.of("step", "FILE"),
                        List.of("whatif", "FILE", "--without", "1", "--by", "id")));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("allReadingCommands")
    void shouldLeaveNoOtherFilesWhenReadingAFile(List<String> command) throws IOException {
        Files.delete(folder.resolve("orders.playhead.lock"));
        List<String> before = names();
        byte[] bytes = Files.readAllBytes(file);

        Run run = Run.of(on(command, file));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(names()).isEqualTo(before).contains("orders.playhead").doesNotContain("orders.playhead-shm");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tail", "sessions", "verify", "compact", "record", "salvage"})
    void shouldLeaveNoOtherFilesWhenRefusingAFile(String command) throws IOException {
        Path text = Files.copy(events, folder.resolve("text.playhead"));
        List<String> before = names();

        Run run = Run.of(
                command.equals("salvage")
                        ? new Object[] {command, text, folder.resolve("new.playhead")}
                        : new Object[] {command, text});

        assertThat(run.exitCode()).isNotZero();
        assertThat(names()).isEqualTo(before);
        assertThat(text).hasSameBinaryContentAs(events);
    }

    @ParameterizedTest
    @MethodSource("readingCommands")
    void shouldOmitSensitiveFieldsOfAPlayheadFileFromTheOutput(List<String> command) {
        Path login = EventFiles.write(folder, "login.jsonl", """
                {"type":"login","timestamp":0,"payload":{"id":"A-1","price":12,"password":"hunter2"}}
                {"type":"login","timestamp":1,"payload":{"id":"A-1","price":13,"password":"hunter2"}}
                """);
        Path secret = folder.resolve("login.playhead");
        Run.of("import", login, "--into", secret);
        List<String> redacting = new java.util.ArrayList<>(command);
        redacting.add("--redact");

        Run run = Run.of(on(redacting, secret));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isNotEmpty().doesNotContain("hunter2");
        assertThat(Run.of("export", secret, "-o", "-").out()).contains("hunter2");
    }

    @Test
    void shouldRecognizeAFileByItsContent() throws IOException {
        Path renamed = Files.move(file, folder.resolve("orders.data"));
        Path text = Files.copy(events, folder.resolve("text.playhead"));

        assertThat(Run.of("search", renamed, "--count").out()).isEqualTo("5\n");
        assertThat(Run.of("search", text, "--count").out()).isEqualTo("5\n");
        assertThat(Run.of("tail", text).err())
                .contains("is not a Playhead file")
                .contains("--into");
    }

    @Test
    void shouldSearchAPlayheadFile() {
        assertThat(Run.of("search", file, "--type", "order:*", "--source", "user", "--count")
                        .out())
                .isEqualTo("3\n");
        assertThat(Run.of("search", file, "--last", "2", "--type", "*:price").out())
                .contains("\"price\":12.5")
                .contains("\"price\":99");
        assertThat(Run.of("search", file, "--since", "-75m", "--limit", "1").lines())
                .hasSize(1);
        assertThat(Run.of("search", file, "--type", "none").err()).contains("no events match");
        assertThat(Run.of("show", file, "4", "77").err()).contains("no event with id 77");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stats FILE",
                "search FILE",
                "tail FILE",
                "tail -f FILE",
                "sessions FILE",
                "verify FILE",
                "compact FILE",
                "salvage FILE NEW",
                "import FILE --into NEW"
            })
    void shouldNeverCreateAMissingFile(String command) throws IOException {
        Path missing = folder.resolve("missing.playhead");
        Object[] args = command.replace("FILE", missing.toString())
                .replace("NEW", folder.resolve("new.playhead").toString())
                .split(" ", -1);

        Run run = Run.of(args);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("playhead: " + missing + ": no such file\n");
        assertThat(missing).doesNotExist();
        Run onFolder = Run.of((Object[]) String.join(
                        " ", java.util.Arrays.stream(args).map(Object::toString).toList())
                .replace(missing.toString(), folder.toString())
                .split(" ", -1));
        assertThat(onFolder.exitCode()).isEqualTo(1);
        assertThat(onFolder.err()).hasLineCount(1).contains("is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tail", "sessions", "verify", "compact", "record"})
    void shouldRefuseAFileThatIsNotAPlayheadFile(String command) throws IOException {
        Run run = Run.of(command, events);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains("is not a Playhead file");
        assertThat(Files.readString(events)).isEqualTo(EventFiles.ORDERS);
    }

    @Test
    void shouldRefuseDatabasesOfOtherApplications() throws IOException {
        Path other = Files.copy(file, folder.resolve("other.db"));
        byte[] bytes = Files.readAllBytes(other);
        bytes[68] ^= 1; // a byte of the application id
        Files.write(other, bytes);

        assertThat(Run.of("search", other).err())
                .hasLineCount(1)
                .contains("is a SQLite database, but not one of Playhead");
        assertThat(Run.of("record", other).err()).contains("not one of Playhead");
        assertThat(Files.readAllBytes(other)).isEqualTo(bytes);
    }

    @Test
    void shouldNotWriteEventFilesOverPlayheadFiles() throws IOException {
        byte[] before = Files.readAllBytes(file);
        Path renamed = Files.copy(file, folder.resolve("orders.jsonl.gz"));

        for (Path target : List.of(file, renamed, folder.resolve("new.playhead"))) {
            Run run = Run.of("export", events, "-o", target);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("would not be a Playhead file").contains("--into");
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(Files.readAllBytes(renamed)).isEqualTo(before);
    }

    @Test
    void shouldImportIntoAPlayheadFile() {
        Path exported = folder.resolve("exported.jsonl");
        Run.of("export", events, "-o", exported);
        assertThat(Run.of("import", exported, "--into", file).out())
                .contains("5 events into")
                .contains("ids 5 to 9");
        assertThat(Run.of("search", file, "--limit", "6", "--json").lines())
                .last()
                .asString()
                .contains("\"importedSequence\":0");
        assertThat(Run.withInput(EventFiles.ORDERS + "{oops\n", "import", "-", "--into", file, "--json")
                        .out())
                .contains("{\"problem\":{\"line\":6,")
                .contains("\"imported\":5,\"rejected\":1");
        assertThat(Run.withInput("{oops\n", "import", "-", "--into", file).exitCode())
                .isEqualTo(1);
        assertThat(Run.withInput("{oops\n", "import", "-", "--into", file, "--strict")
                        .err())
                .contains("line 1");
        Path copy = folder.resolve("copy.playhead");
        assertThat(Run.of("import", file, "--into", copy).out()).contains("15 events into");
        assertThat(Run.of("export", copy, "-o", "-").out())
                .isEqualTo(Run.of("export", file, "-o", "-").out());
        assertThat(Run.of("import", file, "--into", file).err()).contains("into itself");
    }

    @Test
    void shouldListSessionsAndSearchASession() {
        Run.withInput(EventFiles.ORDERS, "record", file, "--context", "version=2.1", "--context", "user=anna b");

        Run run = Run.of("sessions", file, "--zone", "UTC");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("2 sessions")
                .containsPattern("  1  .* 5  0  +pid=\\d+\n")
                .containsPattern("  2  .* 5  5  +pid=\\d+ user=anna b version=2.1\n");
        assertThat(Run.of("sessions", file, "--json").lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("\"session\":2")
                .contains("\"end\":\"closed\",\"events\":5,\"firstSequence\":5")
                .contains("\"version\":\"2.1\"");
        assertThat(Run.of("search", file, "--session", "1", "--count").out()).isEqualTo("5\n");
        assertThat(Run.of("search", file, "--session", "2", "--limit", "1").out())
                .startsWith("     5  ");
        assertThat(Run.of("export", file, "-o", "-", "--session", "2").out()).hasLineCount(5);
        assertThat(Run.of("replay", file, "--speed", "max", "--session", "2").out())
                .hasLineCount(5);
        assertThat(Run.of("tail", file, "--session", "1", "-n", "1").out()).startsWith("     4  ");
        assertThat(Run.of("search", file, "--session", "3").err())
                .contains("number=3: no such session; existing sessions: [1, 2]");
        for (String command : List.of("search", "replay", "export")) {
            Object[] args = command.equals("export")
                    ? new Object[] {command, events, "--session", "1", "-o", "-"}
                    : new Object[] {command, events, "--session", "1"};
            assertThat(Run.of(args))
                    .extracting(Run::exitCode, one -> one.err().contains("only Playhead files have sessions"))
                    .containsExactly(1, true);
        }
    }

    @Test
    void shouldPrintTheLastEvents() {
        assertThat(Run.of("tail", file, "-n", "2").out())
                .isEqualTo(Run.of("search", file, "--last", "2").out());
        assertThat(Run.of("tail", file).lines()).hasSize(5);
        assertThat(Run.of("tail", file, "-n", "0").out()).isEmpty();
        assertThat(Run.of("tail", file, "--source", "user", "--json", "-n", "1").out())
                .isEqualTo(Run.of("search", file, "--source", "user", "--json", "--last", "1")
                        .out());
    }

    @Test
    void shouldReportAnIntactFileAsSound() {
        Run run = Run.of("verify", file);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith(file + ": sound, 5 events in ");
        assertThat(Run.of("verify", file, "--json").out())
                .contains("\"sound\": true")
                .contains("\"problems\": []");
    }

    @Test
    void shouldReportDamage() throws IOException {
        Path damaged = damaged();

        Run run = Run.of("verify", damaged);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("1 problem, ").containsPattern("\n  events \\d+\\.\\.\\d+  .*checksum");
        Run json = Run.of("verify", damaged, "--json");
        assertThat(json.exitCode()).isEqualTo(3);
        assertThat(json.out()).contains("\"sound\": false").contains("\"firstSequence\": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stats FILE",
                "search FILE",
                "search FILE --where id=A --last 2500",
                "export FILE -o -",
                "replay FILE --speed max",
                "snapshot FILE --by id",
                "changes FILE A/n --by id",
                "first FILE --when 'A/n==3999' --by id",
                "diff FILE 0 3999 --by id"
            })
    void shouldReadTheOtherBlocksOfADamagedFileAndReportTheLoss(String command) throws IOException {
        Object[] args =
                command.replace("FILE", damaged().toString()).replace("'", "").split(" ", -1);

        Run run = Run.of(args);

        boolean query = List.of("stats", "search", "replay").contains(args[0]);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(query ? 0 : 4);
        assertThat(run.out()).contains("3999");
        assertThat(run.err()).containsOnlyOnce("are lost: a stored block is damaged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "changes FILE A/n --by id --from 890 --to 910",
                "changes FILE A/n --by id --to 909",
                "first FILE --when A/n==900 --by id --to 910",
                "first FILE --when A/n==900 --by id",
                "first FILE --when n==900 --from 890 --to 910"
            })
    void shouldAnswerQueriesOnRangesWithoutADamagedBlock(String command) throws IOException {
        Object[] args = command.replace("FILE", damaged().toString()).split(" ", -1);

        Run run = Run.of(args);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("\\b900\\b").doesNotContainPattern("(?m)^ *911 ");
        assertThat(run.err()).doesNotContain("not all events are in");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "changes FILE A/n --by id --from 890 --to 1500",
                "changes FILE A/n --by id --from 3980 --to 3999",
                "snapshot FILE --by id --at -0s"
            })
    void shouldReportThatEventsOfADamagedBlockAreMissingFromAnAnswer(String command) throws IOException {
        Object[] args = command.replace("FILE", damaged().toString()).split(" ", -1);

        Run run = Run.of(args);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
        assertThat(run.out()).containsPattern("\\b(900|3990|3999)\\b");
        assertThat(run.err())
                .containsOnlyOnce(
                        command.contains("890") ? "note: events 1024..2047 are lost" : "not all events are in");
    }

    @Test
    void shouldFailForARangeWithoutEvents() {
        assertThat(Run.of("first", file, "--when", "A-1/price>0", "--by", "id", "--from", "4", "--to", "2"))
                .extracting(Run::exitCode)
                .isEqualTo(2);
        Run run = Run.of("first", file, "--when", "id exists", "--from", "99");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no event's payload meets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search FILE --where id=A",
                "search FILE --type order:* --limit 4000",
                "export FILE -o - --where id=A",
                "replay FILE --speed max --where id=A",
                "tail FILE -n 4000 --where id=A"
            })
    void shouldReadTheOtherBlocksIfTheFirstBlockIsDamaged(String command) throws IOException {
        Object[] args = command.replace("FILE", DamagedFiles.write(folder, 0).toString())
                .split(" ", -1);

        Run run = Run.of(args);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(command.startsWith("export") ? 4 : 0);
        assertThat(run.out()).contains("3999").doesNotContain("\"n\":0,");
        assertThat(run.err()).containsOnlyOnce("are lost: a stored block is damaged");
    }

    @Test
    void shouldSalvageIntoANewFileWithoutChangingTheDamagedFile() throws IOException {
        Path damaged = damaged();
        byte[] before = Files.readAllBytes(damaged);
        Path target = folder.resolve("salvaged.playhead");

        Run run = Run.of("salvage", damaged, target);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsPattern("[\\d,]+ of 4,000 events are present; missing: \\d+\\.\\.\\d+; 1 block in quarantine");
        assertThat(Files.readAllBytes(damaged)).isEqualTo(before);
        assertThat(Run.of("search", target, "--last", "1").out()).contains("\"n\":3999");
        assertThat(Run.of("search", target, "--count").err()).contains("of 4,000 events are present");
        assertThat(Run.of("salvage", damaged, target).err()).contains("already exists");
        Path again = folder.resolve("again.playhead");
        assertThat(Run.of("salvage", damaged, again, "--json").out()).contains("\"eventsExpected\": 4000");
    }

    @Test
    void shouldSalvageAFileWhoseBeginningIsOverwritten() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 0, 200, (byte) 0);
        Files.write(file, bytes);

        assertThat(Run.of("salvage", file, folder.resolve("new.playhead")).out())
                .contains("5 of 5 events");
    }

    @Test
    void shouldReportThatThereIsNothingToSalvage() {
        Path target = folder.resolve("new.playhead");

        Run run = Run.of("salvage", events, target);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains("nothing in " + events);
        assertThat(target).doesNotExist();
    }

    @Test
    void shouldReportATruncatedFileAsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(damaged());
        Path cut = Files.write(folder.resolve("cut.playhead"), java.util.Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(Run.of("verify", cut))
                .extracting(Run::exitCode, run -> run.err().contains("the database is damaged"))
                .containsExactly(3, true);
        assertThat(Run.of("verify", cut, "--json").out()).contains("\"sound\": false");
        assertThat(Run.of("stats", cut).exitCode()).isEqualTo(1);
    }

    @Test
    void shouldCompactAFile() throws Exception {
        // Another program leaves free pages in the file. A store leaves none, because it vacuums its free pages when it
        // is closed.
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE other (x)");
            statement.execute("INSERT INTO other VALUES (randomblob(1048576))");
            statement.execute("DROP TABLE other");
        }
        long before = Files.size(file);
        String exported = Run.of("export", file, "-o", "-").out();

        Run run = Run.of("compact", file);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("before 1.");
        assertThat(Files.size(file)).isLessThan(before / 2);
        assertThat(Run.of("export", file, "-o", "-").out()).isEqualTo(exported);
        assertThat(Run.of("compact", file, "--json").out()).contains("\"bytesBefore\":" + Files.size(file));
    }

    @Test
    void shouldFoldTheEventsThatRetentionKept() {
        Path kept = folder.resolve("kept.playhead");
        try (EventHistory history =
                EventHistory.builder().file(kept).capacity(100).build()) {
            for (int i = 0; i < 500; i++) {
                long unusedSequence = history.recordEvent(GridEvent.of("n", Map.of("id", "A", "n", (long) i)));
            }
        }

        Run run = Run.of("snapshot", kept, "--by", "id", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"n\": 499");
        assertThat(run.err()).contains("not all events are in " + kept);
    }

    @Test
    void shouldContinueFromTheGridStateStoredBeforeTheRetainedEvents() {
        Path kept = folder.resolve("kept.playhead");
        try (EventHistory history = EventHistory.builder()
                .file(kept)
                .capacity(100)
                .projection(GridState.projection())
                .build()) {
            for (int i = 0; i < 500; i++) {
                long unusedSequence = history.recordEvent(GridEvents.ROW_ADD.event(
                        new GridEvents.RowAdd("orders", "r" + i, Map.of("price", (long) i), null)));
            }
        }

        Run run = Run.of("snapshot", kept, "--entity", "r3");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("price").contains("3");
    }

    @Test
    void shouldNoteThatAnEventFileLacksEarlierEvents() {
        Path part = folder.resolve("part.jsonl");
        assertThat(Run.of("export", events, "--source", "plugin:fx", "-o", part).exitCode())
                .isZero();

        Run run = Run.of("snapshot", part, "--by", "id");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualTo("playhead: note: " + part
                        + " begins with id 2; states are folded from its events, without earlier events\n");
    }
}

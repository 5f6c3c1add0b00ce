package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.cli.BreakFiles;
import dev.playhead.cli.DamagedFiles;
import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import dev.playhead.event.GridEvent;
import dev.playhead.grid.GridEvents;
import dev.playhead.grid.GridState;
import dev.playhead.sqlite.SqliteEventStore;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreContents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactCommandTest {
    private static final String CARD = "4111111111111111";
    private static final String EVENTS = """
            {"type":"order:paid","timestamp":"2026-03-02T09:00:00Z","source":"user","payload":{"userId":7,"card":"4111111111111111"}}
            {"type":"order:paid","timestamp":"2026-03-02T09:01:00Z","source":"core","payload":{"userId":8,"by":"ada@example.com"}}
            {"type":"user:login","timestamp":"2026-03-02T09:02:00Z","source":"core","payload":{"userId":7,"password":"hunter2"}}
            {"type":"user:login","timestamp":"2026-03-02T09:03:00Z","source":"core","payload":{"userId":7}}
            {"type":"user:login","timestamp":"2026-03-02T09:04:00Z","source":"core","payload":{"userId":8,"password":"hunter2"}}
            """;

    @TempDir
    private Path folder;

    private Path events() {
        return EventFiles.write(folder, "events.jsonl", EVENTS);
    }

    private Path stored() {
        Path file = folder.resolve("events.playhead");
        assertThat(Run.of("import", events(), "--into", file).exitCode()).isZero();
        return file;
    }

    private Path clean() {
        return folder.resolve("clean.playhead");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static StoreContents contents(Path file) {
        try (EventStore store = SqliteEventStore.open(file, EventStore.Mode.READ)) {
            return store.contents(-1);
        }
    }

    @Test
    void shouldCutSecretsOutOfASourceThatIsAnObject() {
        Path file = EventFiles.write(
                folder,
                "source.jsonl",
                "{\"type\":\"login\",\"timestamp\":0,\"source\":{\"user\":\"ann\",\"password\":\"hunter2\"},\"payload\":{}}\n");

        Run scan = Run.of("scan", file);
        assertThat(scan.exitCode()).isEqualTo(5);
        assertThat(scan.out()).contains("metadata.source.password");
        assertThat(Run.of("redact", file, "-o", clean()).exitCode()).isZero();
        assertThat(Run.of("export", clean(), "-o", "-").out()).contains("ann").doesNotContain("hunter2");
    }

    @Test
    void shouldCountSecretsInTypesThatWereNotRecorded() {
        Path file = EventFiles.write(folder, "paused.jsonl", """
                {"type":"a","timestamp":"2026-03-02T09:00:00Z","sequence":0,"payload":1}
                {"$playhead":"break","sequence":1,"from":"2026-03-02T09:00:01Z","to":"2026-03-02T09:00:02Z","offered":{"pay 4111 1111 1111 1111":2}}
                {"type":"a","timestamp":"2026-03-02T09:00:03Z","sequence":1,"payload":1}
                """);
        Run run = Run.of("redact", file, "-o", clean());

        assertThat(run.out()).contains("\n  1 value cut out of sessions and breaks: card-number 1\n");
        assertThat(Run.of("scan", clean()).exitCode()).isNotEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-shm", "-journal"})
    void shouldRefuseANameWithALogOfAnotherFile(String suffix) throws IOException {
        Path log = Files.writeString(folder.resolve("clean.playhead" + suffix), "a log");
        Run run = Run.of("redact", stored(), "-o", clean());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(log + " already exists").contains("choose another name");
        assertThat(clean()).doesNotExist();
        assertThat(log).hasContent("a log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean.playhead", "clean.jsonl", "clean.jsonl.gz"})
    void shouldWriteACopyWithoutSecrets(String name) throws IOException {
        Path file = stored();
        Path copy = folder.resolve(name);
        Run run = Run.of("redact", file, "-o", copy);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith(copy + ": 5 events (")
                .contains("\n  3 values cut out of 3 events: card-number 1; name 2\n")
                .endsWith(file + " is unchanged and still has all values, as do its exports and backups\n");
        assertThat(Run.of("scan", copy).exitCode()).isZero();
        assertThat(Run.of("export", copy, "-o", "-").out())
                .isEqualTo(Run.of("export", file, "-o", "-")
                        .out()
                        .replace("\"" + CARD + "\"", "{\"$playhead\":\"sensitive\"}")
                        .replace("\"hunter2\"", "{\"$playhead\":\"sensitive\"}"));
        assertThat(names()).contains(name).noneMatch(other -> other.startsWith(name + "."));
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                    .isEqualTo("rw-------");
        }
        if (name.endsWith(".playhead")) {
            assertThat(Run.of("verify", copy).exitCode()).isZero();
        }
    }

    @Test
    void shouldRemoveMoreOnRequest() {
        Run run = Run.of("redact", events(), "-o", "-", "--email", "--fields", "userId,!password");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("hunter2").doesNotContain("ada@").doesNotContain("\"userId\":7");
        assertThat(run.err())
                .contains("7 values cut out of 5 events")
                .contains("email 1")
                .contains("name 5");
    }

    @Test
    void shouldLeaveAStatedGapForRemovedEvents() {
        for (Path file : List.of(events(), stored())) {
            Path copy = folder.resolve("of-" + file.getFileName() + ".playhead");
            Run run = Run.of("redact", file, "-o", copy, "--where", "userId=7");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("2 events").contains("\n  3 events removed, in 2 gaps\n");

            Run exported = Run.of("export", copy, "-o", "-");
            assertThat(exported.exitCode()).as("the gaps are stated").isEqualTo(4);
            assertThat(exported.out())
                    .containsSubsequence(
                            "{\"$playhead\":\"gap\",\"first\":0,\"last\":0}",
                            "{\"sequence\":1,",
                            "{\"$playhead\":\"gap\",\"first\":2,\"last\":3}",
                            "{\"sequence\":4,")
                    .doesNotContain("\"userId\":7");
            assertThat(Run.of("verify", copy).out()).contains("0..0").contains("2..3");
            assertThat(Run.of("redact", file, "-o", "-", "--where", "userId=7").out())
                    .isEqualTo(exported.out());
        }
    }

    @Test
    void shouldStateThatTheLastEventsWereRemoved() {
        Run run = Run.of("redact", stored(), "-o", clean(), "--type", "user:login");

        assertThat(run.out()).contains("3 events removed, in 1 gap\n");
        assertThat(Run.of("export", clean(), "-o", "-").out())
                .hasLineCount(3)
                .endsWith("{\"$playhead\":\"gap\",\"first\":2,\"last\":4}\n");
        try (EventHistory history = EventHistory.open(clean())) {
            assertThat(history.recordEvent(GridEvent.of("more", 1))).isEqualTo(5);
        }
    }

    @Test
    void shouldNoteIfNoEventMatches() {
        Run run = Run.of("redact", events(), "-o", clean(), "--where", "payload.userId=7");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("0 events removed\n");
        assertThat(run.err()).contains("no events match").contains("without 'payload.'");
    }

    @Test
    void shouldRefuseExistingFilesAndOtherFormats() throws IOException {
        Path file = stored();
        byte[] before = Files.readAllBytes(file);
        for (Path target : List.of(file, events(), folder)) {
            Run run = Run.of("redact", file, "-o", target);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("already exists");
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        for (String name : List.of("x.json", "x.csv", "x.html.gz", "x.db")) {
            Run run = Run.of("redact", file, "-o", folder.resolve(name));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).hasLineCount(1).contains(name);
        }
        assertThat(Run.of("redact", file, "-o", folder.resolve("no/x.playhead")).err())
                .contains("no");
    }

    @Test
    void shouldLeaveNothingBehindAfterAFailure() throws IOException {
        Path bad = EventFiles.write(folder, "bad.jsonl", CARD + "hunter2\n");
        List<String> before = names();
        for (String name : List.of("clean.playhead", "clean.jsonl")) {
            Run run = Run.of("redact", bad, "-o", folder.resolve(name));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).doesNotContain("hunter2");
        }
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void shouldStateWhatCouldNotBeRead() {
        Path file = EventFiles.write(folder, "bad.jsonl", """
                {"sequence":0,"type":"a","timestamp":0}
                hunter2
                {"sequence":2,"type":"a","timestamp":0}
                hunter2
                {"type":"a","timestamp":0}
                hunter2
                """);
        Run run = Run.of("redact", file, "-o", clean());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("3 malformed lines").doesNotContain("hunter2");
        assertThat(Run.of("export", clean(), "-o", "-").out())
                .containsSubsequence(
                        "{\"sequence\":0",
                        "{\"$playhead\":\"gap\",\"first\":1,\"last\":1}",
                        "{\"sequence\":2",
                        "{\"$playhead\":\"break\",\"sequence\":3",
                        "{\"sequence\":3",
                        "{\"$playhead\":\"break\",\"sequence\":4");
    }

    @Test
    void shouldKeepBreaksAndGaps() {
        for (boolean withBaseline : new boolean[] {false, true}) {
            Path file = BreakFiles.write(folder, withBaseline);
            Path copy = folder.resolve(withBaseline + ".playhead");
            Run run = Run.of("redact", file, "-o", copy);
            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(Run.of("export", copy, "-o", "-").out())
                    .isEqualTo(Run.of("export", file, "-o", "-").out())
                    .contains(BreakFiles.DATA);
            assertThat(contents(copy).states()).isEmpty();
        }
    }

    @Test
    void shouldCopyTheSoundPartOfADamagedFile() throws IOException {
        Path file = DamagedFiles.write(folder);
        Run run = Run.of("redact", file, "-o", clean());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(Run.of("export", clean(), "-o", "-").out())
                .isEqualTo(Run.of("export", file, "-o", "-").out())
                .contains("{\"$playhead\":\"gap\",\"first\":1024,\"last\":2047}");
        assertThat(Run.of("scan", file).exitCode()).isEqualTo(3);
    }

    @Test
    void shouldKeepSessionsWithoutTheirSecrets() {
        Path file = folder.resolve("app.playhead");
        for (int session = 1; session <= 2; session++) {
            try (EventHistory history = EventHistory.builder()
                    .file(file)
                    .context(Map.of("user", "ada", "apiKey", "hunter2", CARD, "x", "note", "card " + CARD))
                    .build()) {
                long unusedSequence = history.recordEvent(GridEvent.of("a", Map.of("n", session)));
            }
        }
        Run run = Run.of("redact", file, "-o", clean(), "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"values\":6").contains("\"removedEvents\":0");
        StoreContents before = contents(file);
        StoreContents after = contents(clean());
        assertThat(after.sessions()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(after.sessions().get(i).startedAt())
                    .isEqualTo(before.sessions().get(i).startedAt());
            assertThat(after.sessions().get(i).firstSequence()).isEqualTo(i);
            assertThat(after.sessions().get(i).end())
                    .isEqualTo(before.sessions().get(i).end());
            assertThat(after.sessions().get(i).context())
                    .containsEntry("user", "ada")
                    .containsEntry("apiKey", "(sensitive)")
                    .containsEntry("(sensitive)", "x")
                    .containsEntry("note", "(sensitive)");
        }
        assertThat(after.history()).isEqualTo(before.history());
        assertThat(Run.of("search", clean(), "--session", "2", "--count").out()).isEqualTo("1\n");
    }

    @Test
    void shouldLeaveOutStatesOfDroppedEvents() throws IOException {
        Path file = folder.resolve("grid.playhead");
        try (EventHistory history = EventHistory.builder()
                .file(file)
                .projection(GridState.projection())
                .retention(RetentionPolicy.unlimited().withMaxCount(1_000))
                .build()) {
            long unusedFirst = history.recordEvent(GridEvents.ROW_ADD.event(
                    new GridEvents.RowAdd("orders", "r1", Map.of("note", "qzjxkvwyfh", "card", CARD), null)));
            for (int i = 0; i < 10_000; i++) {
                long unusedSequence = history.recordEvent(
                        GridEvents.CELL_EDIT.event(new GridEvents.CellEdit("orders", "r1", "price", i, i + 1)));
            }
        }
        assertThat(contents(file).states()).isNotEmpty();
        assertThat(Run.of("snapshot", file, "--grid", "orders").out()).contains("qzjxkvwyfh");
        Run scan = Run.of("scan", file);
        assertThat(scan.exitCode()).isEqualTo(5);
        assertThat(scan.out())
                .contains("1 secret in 0 of")
                .contains("state.grids.orders.")
                .contains("before events");
        assertThat(scan.err()).isEmpty();

        Run run = Run.of("redact", file, "-o", clean());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("are left out");
        assertThat(contents(clean()).states()).isEmpty();
        assertThat(contents(clean()).history()).isEqualTo(contents(file).history());
        assertThat(Run.of("export", clean(), "-o", "-").out())
                .isEqualTo(Run.of("export", file, "-o", "-").out());
        assertThat(Run.of("snapshot", clean(), "--grid", "orders").out()).doesNotContain("qzjxkvwyfh");
        assertThat(new String(Files.readAllBytes(clean()), StandardCharsets.ISO_8859_1))
                .doesNotContain("qzjxkvwyfh");
    }
}

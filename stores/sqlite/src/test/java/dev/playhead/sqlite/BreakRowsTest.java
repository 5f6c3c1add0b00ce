package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the check of a file compares the rows for breaks with the headers of blocks. */
class BreakRowsTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void recordWithBreaks() {
        file = folder.resolve("breaks.playhead");
        try (EventHistory history = EventHistory.open(file)) {
            record(history, "a", "a");
            history.pause();
            record(history, "a", "b");
            history.resume();
            record(history, "a");
            history.pause();
            record(history, "b");
            history.resume();
            record(history, "a");
        }
    }

    private static void record(EventHistory history, String... types) {
        for (String type : types) {
            long unusedSequence = history.recordEvent(GridEvent.of(type, Map.of()));
        }
    }

    private StoreCheck check(Path checked) {
        try (EventStore store = SqliteEventStore.open(checked, EventStore.Mode.READ)) {
            return store.verify(bytes -> {});
        }
    }

    private int update(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private List<String> problems() {
        return check(file).problems().stream()
                .map(problem -> problem.firstSequence() + " " + problem.description())
                .toList();
    }

    @Test
    void shouldListBreaksWithoutReportingProblems() {
        StoreCheck check = check(file);

        assertThat(check.problems()).isEmpty();
        assertThat(check.breaks()).extracting(RecordingBreak::sequence).containsExactly(2L, 3L);
        assertThat(check.breaks()).extracting(RecordingBreak::events).containsExactly(2L, 1L);
    }

    @Test
    void shouldListABreakThatNoEventFollows() {
        try (EventHistory history = EventHistory.open(file)) {
            history.pause();
            record(history, "b");
        }

        StoreCheck check = check(file);

        assertThat(check.problems()).isEmpty();
        assertThat(check.breaks()).extracting(RecordingBreak::sequence).containsExactly(2L, 3L, 4L);
    }

    @Test
    void shouldListTheBreaksOfASalvagedAndOfACompactedFile() {
        Path salvaged = folder.resolve("salvaged.playhead");
        new SqliteEventStoreProvider().salvage(file, salvaged);
        try (EventStore store = SqliteEventStore.open(file)) {
            store.compact();
        }

        assertThat(check(salvaged).problems()).isEmpty();
        assertThat(check(salvaged).breaks()).isEqualTo(check(file).breaks()).hasSize(2);
        assertThat(check(file).problems()).isEmpty();
    }

    /** Damages an index of SQLite. SQLite uses an index without checking that it contains all rows. */
    @Test
    void shouldFindBreaksThatAreMissingFromTheSqliteIndex() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA writable_schema = ON");
            assertThat(statement.executeUpdate("UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema"
                            + " WHERE name = 'sqlite_autoindex_state_1') WHERE name = 'sqlite_autoindex_extension_1'"))
                    .isEqualTo(1);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM extension WHERE kind = 'break'")) {
            assertThat(rows.getInt(1)).isZero();
        }

        try (EventHistory history = EventHistory.openReadOnly(file)) {
            assertThat(history.stats().breaks()).hasSize(2);
        }
    }

    @Test
    void shouldReportABreakWithoutARow() throws Exception {
        assertThat(update("DELETE FROM extension WHERE kind = 'break' AND first_sequence = 3"))
                .isEqualTo(1);

        assertThat(problems()).containsExactly("3 a break in recording has no row");
        assertThat(check(file).breaks()).extracting(RecordingBreak::sequence).containsExactly(2L, 3L);
    }

    @Test
    void shouldReportARowWhoseBreakIsInNoHeader() throws Exception {
        move(2, 1);

        assertThat(problems())
                .containsExactly(
                        "1 a break in recording has a row, but is in no header", "2 a break in recording has no row");
    }

    @Test
    void shouldReportARowThatDiffersFromTheHeader() throws Exception {
        assertThat(update("DELETE FROM extension WHERE kind = 'break' AND first_sequence = 2"))
                .isEqualTo(1);
        move(3, 2);

        assertThat(problems())
                .containsExactly(
                        "2 a break in recording has a row that differs from the header",
                        "3 a break in recording has no row");
    }

    /** Moves a row to another sequence, and updates its checksum. */
    private void move(long from, long to) throws Exception {
        long checksum;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT bytes_checksum FROM extension WHERE kind = 'break' AND first_sequence = " + from)) {
            assertThat(row.next()).isTrue();
            checksum = Format.checksum(Breaks.KIND, to, to, 0, row.getLong(1));
        }
        assertThat(update("UPDATE extension SET first_sequence = " + to + ", last_sequence = " + to + ", checksum = "
                        + checksum + " WHERE kind = 'break' AND first_sequence = " + from))
                .isEqualTo(1);
    }

    @Test
    void shouldNotReportBreaksOfQuarantinedOrDroppedBlocks() {
        try (EventStore store = SqliteEventStore.open(file)) {
            store.commit(StoreBatch.builder().quarantine(2, "made up").build(), true);
        }
        assertThat(problems()).containsExactly("2 events are missing");

        try (EventStore store = SqliteEventStore.open(file)) {
            store.commit(StoreBatch.builder().dropBefore(3).build(), true);
        }
        assertThat(problems()).isEmpty();
        assertThat(check(file).breaks()).extracting(RecordingBreak::sequence).containsExactly(3L);
    }
}

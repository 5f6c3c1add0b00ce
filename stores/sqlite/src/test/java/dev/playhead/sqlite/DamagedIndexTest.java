package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.RecoveryReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test of a file in which an index of SQLite has a wrong key, so that SQLite does not find an existing row. */
class DamagedIndexTest {
    private static final int EVENTS = 5_000;
    /**
     * The offset, in an index page, of the number of cells. The offsets of the cells follow at {@link #POSITIONS_AT}.
     */
    private static final int CELLS_AT = 3;

    private static final int POSITIONS_AT = 8;

    @TempDir
    Path folder;

    @Test
    void shouldSalvageBlocksThatTheIndexDoesNotFind() throws IOException, SQLException {
        Path file = folder.resolve("orders.playhead");
        try (EventHistory history = EventHistory.open(file)) {
            for (int i = 0; i < EVENTS; i++) {
                history.recordEvent(GridEvent.of("t", Map.of("n", i)));
            }
        }
        increaseLastKey(file, "sqlite_autoindex_block_data_1");

        long found;
        try (EventHistory history = EventHistory.open(file)) {
            found = history.getEvents(EventFilter.all()).size();
            history.recordEvent(GridEvent.of("t", Map.of("n", EVENTS)));
            history.flush();

            RecoveryReport report = history.recovery().orElseThrow();
            assertThat(found).as("events found by the index").isLessThan(EVENTS);
            assertThat(report.damagedFile()).isPresent();
            assertThat(history.getEvents(EventFilter.all())).hasSize(EVENTS + 1);
            assertThat(history.stats().lost()).isEmpty();
        }
        try (EventHistory history = EventHistory.open(file)) {
            assertThat(history.getEvents(EventFilter.all())).hasSize(EVENTS + 1);
        }
    }

    /** Increments the first column of the last key of an index. The keys remain in order. */
    private static void increaseLastKey(Path file, String index) throws IOException, SQLException {
        long page;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            long number = number(statement, "SELECT rootpage FROM sqlite_master WHERE name = '" + index + "'");
            page = (number - 1) * number(statement, "PRAGMA page_size");
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(page);
            assertThat(bytes.read())
                    .as("page type of the only index page, a leaf")
                    .isEqualTo(10);
            bytes.seek(page + CELLS_AT);
            int cells = bytes.readUnsignedShort();
            bytes.seek(page + POSITIONS_AT + 2L * (cells - 1));
            long cell = page + bytes.readUnsignedShort();
            bytes.seek(cell + 1); // skips the record size
            int header = bytes.read();
            int valueBytes = bytes.read();
            assertThat(valueBytes)
                    .as("serial type, which is the size of the integer in bytes")
                    .isBetween(1, 4);
            long lastByte = cell + 1 + header + valueBytes - 1;
            bytes.seek(lastByte);
            int value = bytes.read();
            bytes.seek(lastByte);
            bytes.write(value + 1);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }
}

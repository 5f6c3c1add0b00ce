package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static dev.playhead.storage.spi.EventStore.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.storage.Durability;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.StoreBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the write-ahead log of a file to which nothing is written for some time. */
class IdleLogTest {
    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> checkpoints = new ArrayList<>();
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("orders.playhead");
    }

    private SqliteEventStore store() {
        return SqliteEventStore.open(
                file,
                WRITE,
                sql -> {
                    if (sql.contains("wal_checkpoint")) {
                        checkpoints.add(sql);
                    }
                },
                nanos::get);
    }

    private long log() throws IOException {
        return Files.size(WalFile.of(file));
    }

    private static void maintain(SqliteEventStore store) {
        while (store.maintain()) {
            // repeats until no work is due
        }
    }

    @Test
    void shouldShrinkALargeLogWhileTheHistoryIsIdle() throws IOException, InterruptedException {
        try (EventHistory history = EventHistory.builder()
                .file(file)
                .durability(Durability.EVERY_EVENT)
                .build()) {
            for (int i = 0; i < 520; i++) {
                history.recordEvent(GridEvent.of("t", Map.of("n", i)));
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (log() >= 1 << 20 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertThat(log()).isLessThan(1 << 20);

            history.recordEvent(GridEvent.of("t", Map.of("n", 520)));
            assertThat(history.durableSequence()).isEqualTo(520);
        }
    }

    @Test
    void shouldEmptyTheLogOnceWhenTheFileIsIdle() throws IOException {
        try (SqliteEventStore store = store()) {
            StoreFiles.fill(store, 100);
            long large = log();
            assertThat(large).isGreaterThan(DatabaseMaintenance.IDLE_WAL_BYTES);
            checkpoints.clear();

            nanos.addAndGet(DatabaseMaintenance.IDLE_NANOS - 1);
            maintain(store);
            assertThat(log())
                    .as("size of the log before the file counts as idle")
                    .isEqualTo(large);
            nanos.addAndGet(1);
            for (int i = 0; i < 10; i++) {
                maintain(store);
                nanos.addAndGet(DatabaseMaintenance.IDLE_NANOS);
            }

            assertThat(log()).isZero();
            assertThat(checkpoints).hasSize(1);
            assertThat(StoreFiles.readable(store)).hasSize(5_000);
        }
    }

    @Test
    void shouldNotCheckpointForEachOccasionalEvent() throws IOException {
        try (SqliteEventStore store = store()) {
            checkpoints.clear();
            for (long i = 0; i < 200; i++) {
                store.commit(StoreBatch.builder().tail(StoreBlocks.block(i, i)).build(), false);
                nanos.addAndGet(DatabaseMaintenance.IDLE_NANOS);
                maintain(store);
                assertThat(log()).isLessThan(DatabaseMaintenance.IDLE_WAL_BYTES + (64 << 10));
            }
            assertThat(checkpoints).hasSizeBetween(1, 10);
        }
    }

    @Test
    void shouldNotEmptyTheLogWhileTheFileIsBusy() {
        try (SqliteEventStore store = store()) {
            checkpoints.clear();
            for (long i = 0; i < 100; i++) {
                store.commit(
                        StoreBatch.builder()
                                .block(StoreBlocks.block(i * 50, i * 50 + 49))
                                .build(),
                        false);
                nanos.addAndGet(DatabaseMaintenance.IDLE_NANOS / 2);
                maintain(store);
            }
            assertThat(checkpoints).isEmpty();
        }
    }

    @Test
    void shouldNeitherDisturbAReaderNorWaitForIt() throws IOException, SQLException {
        try (SqliteEventStore store = store()) {
            StoreFiles.fill(store, 50);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement()) {
                assertThat(statement.execute("begin")).isFalse();
                assertThat(count(statement)).isEqualTo(50);
                StoreFiles.fill(store, 100);
                checkpoints.clear();
                for (int i = 0; i < 10; i++) {
                    nanos.addAndGet(DatabaseMaintenance.IDLE_NANOS / 2);
                    maintain(store);
                }
                assertThat(checkpoints)
                        .as("checkpoint attempts during the transaction of a reader")
                        .hasSize(5);
                assertThat(log()).isPositive();
                assertThat(count(statement)).isEqualTo(50);
                try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
                    assertThat(StoreFiles.readable(reader)).hasSize(5_000);
                }
                store.commit(
                        StoreBatch.builder()
                                .tail(StoreBlocks.block(5_000, 5_001))
                                .build(),
                        true);
                assertThat(statement.execute("commit")).isFalse();
            }
            nanos.addAndGet(DatabaseMaintenance.IDLE_NANOS);
            maintain(store);
            assertThat(log()).isZero();
        }
    }

    private static int count(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select count(*) from block")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }
}

package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static dev.playhead.storage.spi.EventStore.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.StoreBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tests of a store in which statements of SQLite fail. */
class FaultTest {
    private static final int SQLITE_FULL = 13;

    @TempDir
    Path folder;

    private static List<StoreBatch> scenario() {
        return List.of(
                StoreBatch.builder().tail(StoreBlocks.block(0, 4)).build(),
                StoreBatch.builder()
                        .tail(StoreBlocks.block(5, 9))
                        .state("grid", 0, new byte[] {1})
                        .build(),
                StoreBatch.builder()
                        .block(StoreBlocks.block(0, 19))
                        .tail(StoreBlocks.block(20, 21))
                        .build(),
                StoreBatch.builder()
                        .block(StoreBlocks.block(20, 39))
                        .dropState("grid", 0)
                        .build(),
                StoreBatch.builder().dropBefore(20).quarantine(20, "made up").build(),
                StoreBatch.builder().block(StoreBlocks.block(40, 59)).build());
    }

    /** Makes each statement of several commits fail in turn. Committing the same batch again must then succeed. */
    @Test
    void shouldSucceedWithTheSameBatchAfterAnyFailure() {
        long statements = Long.MAX_VALUE;
        for (long failing = 0; failing < statements; failing++) {
            AtomicLong count = new AtomicLong(-1_000_000);
            long number = failing;
            Path file = folder.resolve("orders-" + failing + ".playhead");
            try (SqliteEventStore store = SqliteEventStore.open(file, WRITE, sql -> {
                if (count.getAndIncrement() == number) {
                    throw new SQLException("simulated by the test", "", SQLITE_FULL);
                }
            })) {
                count.set(0);
                for (StoreBatch batch : scenario()) {
                    try {
                        store.commit(batch, true);
                    } catch (StoreException e) {
                        assertThat(e.reason()).isEqualTo(Reason.FULL);
                        store.commit(batch, true);
                    }
                }
                statements = Math.min(statements, count.get());
                if (failing >= statements) {
                    break;
                }
            }
            try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
                assertThat(StoreFiles.readable(store))
                        .as("failing=%d", failing)
                        .hasSize(20)
                        .first()
                        .isEqualTo(40L);
                assertThat(store.recovery().quarantined())
                        .as("failing=%d %s", failing, store.recovery())
                        .hasSize(1);
                assertThat(store.verify(bytes -> {}).problems()).hasSize(1);
            }
        }
        assertThat(statements).isBetween(40L, 1_000L);
    }

    /**
     * Makes each statement that is run to open a file fail in turn. The exception must have the correct reason, and the
     * file must not stay locked.
     */
    @Test
    void shouldOpenAfterOpeningFailedAtAnyStatement() {
        Path file = folder.resolve("orders.playhead");
        long opened = -1;
        for (long failing = 0; opened < 0; failing++) {
            AtomicLong count = new AtomicLong();
            long number = failing;
            try (SqliteEventStore store = SqliteEventStore.open(file, WRITE, sql -> {
                if (count.getAndIncrement() == number) {
                    throw new SQLException("simulated by the test", "", SQLITE_FULL);
                }
            })) {
                opened = failing;
                assertThat(store.recovery().isComplete()).isTrue();
            } catch (StoreException e) {
                assertThat(e.reason()).as("failing=%d %s", failing, e).isEqualTo(Reason.FULL);
            }
        }
        assertThat(opened).isBetween(10L, 100L);
    }

    /** Limits the number of pages of the database, so that the disk appears full, and then raises the limit. */
    @Test
    void shouldContinueWhenThereIsSpaceAgain() throws IOException {
        Path file = folder.resolve("orders.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 10);
        }
        long pages = Files.size(file) / Schema.PAGE_BYTES + 20;
        try (SqliteEventStore store = SqliteEventStore.open(file, WRITE)) {
            store.limitPagesForTest(pages);
            StoreBatch large = StoreBatch.builder()
                    .block(StoreBlocks.large(500, 400_000))
                    .tail(StoreBlocks.block(501, 503))
                    .build();
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.commit(large, true))
                        .satisfies(e -> assertThat(e.reason()).as("%s", e).isEqualTo(Reason.FULL));
                assertThat(StoreFiles.readable(store)).hasSize(500);
            }
            store.commit(StoreBatch.builder().tail(StoreBlocks.block(500, 500)).build(), true);
            store.limitPagesForTest(1_000_000);
            store.commit(large, true);
            assertThat(StoreFiles.readable(store)).hasSize(504);
        }
    }

    /**
     * Makes salvaging fail several times: a folder has the name of the file into which the database would be salvaged.
     * After this folder was deleted, the same batch must be stored.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRetryAFailedSalvageAtALaterCommit(boolean reallyDamaged) throws IOException {
        Path file = folder.resolve("orders.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 200);
        }
        AtomicBoolean corrupt = new AtomicBoolean();
        try (SqliteEventStore store = SqliteEventStore.open(file, WRITE, sql -> {
            if (sql.startsWith("BEGIN IMMEDIATE") && corrupt.getAndSet(false)) {
                throw new SQLiteException("malformed, simulated by the test", SQLiteErrorCode.SQLITE_CORRUPT);
            }
        })) {
            Path obstacle = Files.createDirectory(FileClaim.sibling(file, Replacement.SALVAGING));
            Files.createFile(obstacle.resolve("file"));
            if (reallyDamaged) {
                // The first byte of the root page of a table is the page type.
                StoreFiles.flip(file, Schema.PAGE_BYTES * 4L, 0xff);
            }
            corrupt.set(true);
            StoreBatch batch = StoreBatch.builder()
                    .block(StoreBlocks.block(10_000, 10_049))
                    .build();
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.commit(batch, true));
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(store::maintain)
                        .withMessageContaining("the next commit tries again");
            }
            Files.delete(obstacle.resolve("file"));
            Files.delete(obstacle);

            store.commit(batch, true);

            assertThat(store.recovery().damagedFile().isPresent()).isEqualTo(reallyDamaged);
            assertThat(StoreFiles.readable(store)).hasSize(10_050);
            boolean unusedMore = store.maintain();
        }
        try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
            assertThat(StoreFiles.readable(store)).hasSize(10_050);
            assertThat(store.verify(bytes -> {}).problems()).isEmpty();
        }
    }

    @Test
    void shouldReportThatTheDiskIsFull() {
        Path file = folder.resolve("orders.playhead");
        AtomicBoolean full = new AtomicBoolean();
        try (SqliteEventStore store = SqliteEventStore.open(file, WRITE, sql -> {
            if (sql.startsWith("BEGIN IMMEDIATE") && full.getAndSet(false)) {
                throw new SQLiteException("no room", SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);
            }
        })) {
            full.set(true);
            StoreBatch batch =
                    StoreBatch.builder().block(StoreBlocks.block(0, 9)).build();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.commit(batch, true))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FULL))
                    .withMessageContaining("the disk is full");
            store.commit(batch, true);
        }
    }

    /**
     * Checks that a compaction turns on cache spilling. At other times, spilling is off, so that only committed pages
     * are written to the log. Without spilling, all pages of the database would stay in memory during the compaction.
     */
    @Test
    void shouldNotHoldTheWholeFileInMemoryDuringACompaction() {
        Path file = folder.resolve("orders.playhead");
        List<String> run = new ArrayList<>();
        AtomicBoolean full = new AtomicBoolean(true);
        try (SqliteEventStore store = SqliteEventStore.open(file, WRITE, sql -> {
            run.add(sql);
            if (sql.equals("VACUUM") && full.getAndSet(false)) {
                throw new SQLiteException("no room", SQLiteErrorCode.SQLITE_FULL);
            }
        })) {
            StoreFiles.fill(store, 20);
            for (int i = 0; i < 2; i++) {
                run.clear();
                if (full.get()) {
                    assertThatExceptionOfType(StoreException.class).isThrownBy(store::compact);
                } else {
                    store.compact();
                }
                assertThat(run)
                        .containsSubsequence(
                                "PRAGMA cache_spill = ON",
                                "VACUUM",
                                "PRAGMA cache_spill = OFF",
                                "PRAGMA wal_checkpoint(TRUNCATE)");
                assertThat(WalFile.of(file)).isEmptyFile();
                assertThat(StoreFiles.readable(store)).hasSize(1_000);
            }
        }
    }

    /**
     * Checks that a commit fails soon if another program is writing. A commit that waits could block recording. The
     * caller retries a failed commit.
     */
    @Test
    void shouldNotWaitLongForAnotherProgramToCommit() throws SQLException {
        Path file = folder.resolve("orders.playhead");
        StoreBatch batch = StoreBatch.builder().block(StoreBlocks.block(0, 9)).build();
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement()) {
                boolean unusedHasRows = statement.execute("begin immediate");

                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.commit(batch, true))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));

                boolean unusedHasRowsToo = statement.execute("commit");
            }
            store.compact(); // truncating the log uses another timeout for a short time
            Database writer = store.writerForTest();
            long millis = writer.queryAlone(() -> writer.number("PRAGMA busy_timeout", -1));
            assertThat(millis).isBetween(100L, 200L);
            store.commit(batch, true);
        }
    }
}

package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playhead.EventHistory;
import dev.playhead.block.EventIndex;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EncodedIndex;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.EventStore.Mode;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredIndex;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of the rows that contain indexes of blocks. The rows are used in searches, and each row is deleted together
 * with any of its blocks.
 */
class EventIndexRowsTest {
    private static final int BLOCK_EVENTS = 60;
    private static final int BLOCKS = EventIndex.BLOCKS + 20;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void recordAGroup() {
        file = folder.resolve("indexed.playhead");
        try (EventStore store = SqliteEventStore.open(file)) {
            StoreBatch.Builder batch = StoreBatch.builder();
            for (long b = 0; b < BLOCKS; b++) {
                batch.block(block(b));
            }
            store.commit(batch.build(), false);
        }
        recordUntilIndexedAt(0);
    }

    private static SealedBlock block(long number) {
        return StoreBlocks.block(number * BLOCK_EVENTS, number * BLOCK_EVENTS + BLOCK_EVENTS - 1);
    }

    /** Records an event, and waits until there is exactly one index, which begins at the given sequence. */
    private void recordUntilIndexedAt(long sequence) {
        try (EventHistory history = EventHistory.open(file)) {
            long unusedSequence = history.recordEvent(GridEvent.of("more", Map.of()));
            await().until(() -> rows() == 1
                    && number("SELECT first_sequence FROM extension WHERE kind = 'event-index-2'") == sequence);
        }
    }

    private long number(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.getLong(1);
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void update(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    private long rows() {
        return number("SELECT count(*) FROM extension WHERE kind = 'event-index-2'");
    }

    private void commit(StoreBatch.Builder batch) {
        try (EventStore store = SqliteEventStore.open(file)) {
            store.commit(batch.build(), false);
        }
    }

    private void assertFindsEvents() {
        try (EventHistory history = EventHistory.openReadOnly(file)) {
            for (int row = 0; row < 500; row += 50) {
                String rowId = "row-" + row;
                long expected = 0;
                for (long sequence = 0; sequence < (long) BLOCKS * BLOCK_EVENTS; sequence++) {
                    expected += sequence * 7_919 % 500 == row ? 1 : 0;
                }
                assertThat(history.count(EventFilter.payloadField("rowId", rowId)))
                        .as(rowId)
                        .isEqualTo(expected);
            }
            assertThat(history.count(EventFilter.payloadField("rowId", "row-500")))
                    .isZero();
        }
    }

    @Test
    void shouldUseAtMostOneBytePerEvent() {
        assertThat(number("SELECT length(bytes) - " + BLOCK_EVENTS * EventIndex.BLOCKS
                        + " FROM extension WHERE kind = 'event-index-2'"))
                .isNotPositive();
        assertThat(number("SELECT required FROM extension WHERE kind = 'event-index-2'"))
                .isZero();
        assertFindsEvents();
    }

    @Test
    void shouldDeleteTheRowWithTheFirstBlock() {
        commit(StoreBatch.builder().dropBefore(BLOCK_EVENTS));

        assertThat(rows()).isZero();
    }

    @Test
    void shouldDeleteTheRowWithAQuarantinedBlock() {
        commit(StoreBatch.builder().quarantine(BLOCK_EVENTS * 500L, "a test"));

        assertThat(rows()).isZero();
    }

    @Test
    void shouldDeleteTheRowWhenABlockIsStoredAgain() {
        commit(StoreBatch.builder().block(block(7)));

        assertThat(rows()).isZero();
    }

    @Test
    void shouldDeleteTheRowWhenTheHistoryIsCleared() {
        try (EventHistory history = EventHistory.open(file)) {
            history.clear();
            history.flush();
            assertThat(rows()).isZero();
        }
    }

    @Test
    void shouldDropTheIndexWhenSalvagedAndKeepItWhenCompacted() {
        Path salvaged = folder.resolve("salvaged.playhead");
        new SqliteEventStoreProvider().salvage(file, salvaged);
        try (EventStore store = SqliteEventStore.open(file)) {
            store.compact();
        }

        assertThat(rows()).isEqualTo(1);
        assertFindsEvents();
        file = salvaged;
        assertThat(rows()).isZero();
        assertFindsEvents();
        recordUntilIndexedAt(0);
    }

    @Test
    void shouldIgnoreAndReplaceARowWithDamagedBytes() throws Exception {
        update("UPDATE extension SET bytes = zeroblob(length(bytes)) WHERE kind = 'event-index-2'");

        assertFindsEvents();
        try (EventHistory history = EventHistory.open(file)) {
            assertThat(history.count(EventFilter.payloadField("rowId", "row-500")))
                    .isZero();
            await().until(() ->
                    number("SELECT bytes <> zeroblob(length(bytes)) FROM extension WHERE kind = 'event-index-2'") == 1);
        }
    }

    /** Stores an index in a row of the previous kind. */
    private void store(StoredIndex index, byte[] bytes) {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            Database database = store.writerForTest();
            database.writing(() -> Format.writeExtension(
                    database,
                    "INSERT OR REPLACE",
                    EventIndexes.OLD_KIND,
                    index.firstSequence(),
                    index.lastSequence(),
                    false,
                    bytes));
        }
    }

    private long oldRows() throws Exception {
        return number("SELECT count(*) FROM extension WHERE kind = 'event-index'");
    }

    @Test
    void shouldReadARowOfThePreviousKindAndDeleteItWithItsBlocks() throws Exception {
        StoredIndex index;
        byte[] bytes;
        try (EventStore store = SqliteEventStore.open(file, Mode.READ)) {
            index = store.contents(-1).indexes().get(0);
            bytes = store.index(index).orElseThrow();
        }
        store(index, new byte[] {1, 2, 3});
        try (EventStore store = SqliteEventStore.open(file, Mode.READ)) {
            assertThat(store.contents(-1).indexes())
                    .as("indexes listed if each kind has a row")
                    .containsExactly(index);
            assertThat(store.index(index)).as("bytes of the current kind").contains(bytes);
        }
        update("DELETE FROM extension WHERE kind = 'event-index-2'");
        store(index, bytes);
        try (EventStore store = SqliteEventStore.open(file, Mode.READ)) {
            assertThat(store.contents(-1).indexes()).containsExactly(index);
            assertThat(store.index(index)).contains(bytes);
        }
        assertFindsEvents();
        commit(StoreBatch.builder().block(block(7)));
        assertThat(oldRows()).as("old rows after a block was stored again").isZero();

        store(index, bytes);
        commit(StoreBatch.builder().quarantine(BLOCK_EVENTS * 500L, "a test"));
        assertThat(oldRows()).as("old rows after a block was quarantined").isZero();

        store(index, bytes);
        commit(StoreBatch.builder().dropBefore(BLOCK_EVENTS));
        assertThat(oldRows()).as("old rows after a block was dropped").isZero();

        store(index, bytes);
        commit(StoreBatch.builder().dropIndex(index.firstSequence()));
        assertThat(oldRows()).as("old rows after the index was dropped").isZero();

        store(index, bytes);
        commit(StoreBatch.builder().index(new EncodedIndex(index.firstSequence(), index.lastSequence(), bytes)));
        assertThat(oldRows()).as("old rows after the index was replaced").isZero();
        assertThat(rows()).isEqualTo(1);

        store(index, bytes);
        Path salvaged = folder.resolve("salvaged.playhead");
        new SqliteEventStoreProvider().salvage(file, salvaged);
        file = salvaged;
        assertThat(oldRows() + rows()).as("rows after the file was salvaged").isZero();
    }

    @Test
    void shouldIgnoreARowWithDamagedNumbers() throws Exception {
        update("UPDATE extension SET last_sequence = last_sequence + 1 WHERE kind = 'event-index-2'");

        try (EventStore store = SqliteEventStore.open(file, Mode.READ)) {
            assertThat(store.contents(-1).indexes()).isEmpty();
        }
        assertFindsEvents();
    }

    /**
     * Simulates a release that drops blocks but keeps the rows of their indexes, because it does not know these rows.
     */
    @Test
    void shouldDeleteARowWhoseBlocksWereDropped() throws Exception {
        update("DELETE FROM block WHERE first_sequence = 0");

        recordUntilIndexedAt(BLOCK_EVENTS);
        assertThat(rows()).as("index rows of the remaining blocks").isEqualTo(1);
    }

    @Test
    void shouldIgnoreAnIndexOfOtherBlocks() {
        StoreContents contents;
        byte[] bytes;
        try (EventStore store = SqliteEventStore.open(file, Mode.READ)) {
            contents = store.contents(-1);
            bytes = store.index(contents.indexes().get(0)).orElseThrow();
        }
        StoredIndex index = contents.indexes().get(0);
        long shifted = contents.blocks().get(1).firstSequence();
        long last = contents.blocks().get(EventIndex.BLOCKS).lastSequence();
        commit(StoreBatch.builder().dropIndex(index.firstSequence()).index(new EncodedIndex(shifted, last, bytes)));

        assertFindsEvents();
    }
}

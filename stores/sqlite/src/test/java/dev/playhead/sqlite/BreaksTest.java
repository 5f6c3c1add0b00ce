package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of the breaks in recording ({@link RecordingBreak}) that are stored in a file. The header of a block contains
 * the break before the block. A table also lists the breaks, so they are found without reading the headers, and a break
 * is lost only together with its block.
 */
class BreaksTest {
    private static final RecordingBreak BREAK =
            new RecordingBreak(0, Instant.ofEpochSecond(5), Instant.ofEpochSecond(9), Map.of("cell:edit", 3L));
    private static final Projection<Long> COUNT = Projection.of("count", 0L, (count, event) -> count + 1);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("a.playhead");
    }

    private static void record(EventHistory history, int events) {
        for (int i = 0; i < events; i++) {
            history.recordEvent(GridEvent.of("cell:edit", Map.of("value", i)));
        }
    }

    @Test
    @Timeout(60)
    void shouldStoreABreakEvenIfTheProcessIsKilledDuringThePause() throws IOException, InterruptedException {
        Path killed = folder.resolve("killed.playhead");
        try (EventHistory history = EventHistory.open(file);
                EventHistory reader = EventHistory.openReadOnly(file)) {
            record(history, 10);
            history.pause();
            record(history, 7);
            while (reader.stats().breaks().isEmpty()) { // a commit stores the break, even if no event follows
                Thread.sleep(5);
            }
            while (reader.stats().breaks().get(0).events() < 7) {
                Thread.sleep(5);
            }
            StoreFiles.copyAsKilled(file, killed);
        }
        for (int session = 0; session < 2; session++) {
            try (EventHistory again =
                    EventHistory.builder().file(killed).projection(COUNT).build()) {
                assertThat(again.stats().breaks()).singleElement().satisfies(one -> {
                    assertThat(one.sequence()).isEqualTo(10);
                    assertThat(one.offered()).isEqualTo(Map.of("cell:edit", 7L));
                });
                assertThat(again.getEventSnapshotAtSequence(9).state(COUNT)).isEqualTo(10);
                record(again, 1);
                assertThatThrownBy(() -> again.timeline().snapshot().state(COUNT))
                        .isInstanceOf(IncompleteHistoryException.class);
            }
        }
    }

    @Test
    void shouldKeepBreaksWhenAFileIsSalvaged() throws IOException {
        StoredSession session = new StoredSession(1, Instant.ofEpochMilli(5), 0, Optional.empty(), Map.of());
        try (EventStore store = SqliteEventStore.open(file)) {
            store.commit(
                    StoreBatch.builder()
                            .session(session.with(Optional.of(BREAK.at(40))))
                            .block(StoreBlocks.block(0, 9))
                            .block(StoreBlocks.block(10, 19, BREAK))
                            .block(StoreBlocks.block(20, 29, BREAK))
                            .tail(StoreBlocks.block(30, 39, BREAK))
                            .build(),
                    true);
            store.commit(StoreBatch.builder().quarantine(20, "damaged").build(), true);
        }
        Path target = folder.resolve("salvaged.playhead");
        assertThat(new SqliteEventStoreProvider().salvage(file, target).eventsRecovered())
                .isEqualTo(30);
        try (EventStore store = SqliteEventStore.open(target, EventStore.Mode.READ)) {
            StoreContents contents = store.contents(-1);
            assertThat(contents.breaks()).containsExactly(BREAK.at(10), BREAK.at(30));
            assertThat(contents.sessions()).containsExactly(session.with(Optional.of(BREAK.at(40))));
            assertThat(store.verify(bytes -> {}).problems()).hasSize(1); // the quarantined block
        }
    }

    @Test
    void shouldReportADamagedRowForABreak() throws SQLException {
        for (String damage : new String[] {"last_sequence = last_sequence + 1", "bytes = x'0102'", "bytes = x''"}) {
            Path damaged = folder.resolve("damaged" + damage.length() + ".playhead");
            try (EventStore store = SqliteEventStore.open(damaged)) {
                store.commit(
                        StoreBatch.builder()
                                .block(StoreBlocks.block(0, 9))
                                .block(StoreBlocks.block(10, 19, BREAK))
                                .build(),
                        true);
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + damaged);
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate("UPDATE extension SET " + damage))
                        .isEqualTo(1);
            }
            try (EventStore store = SqliteEventStore.open(damaged, EventStore.Mode.READ)) {
                assertThat(store.contents(-1).blocks()).hasSize(2);
                assertThat(store.verify(bytes -> {}).problems())
                        .as(damage)
                        .anySatisfy(problem -> assertThat(problem.description()).contains("damagedRows=1"));
            }
        }
    }

    @Test
    void shouldKeepABreakOfATailThatOverlapsABlock() {
        try (EventStore store = SqliteEventStore.open(file)) {
            store.commit(
                    StoreBatch.builder()
                            .tail(StoreBlocks.block(10, 19, BREAK))
                            .block(StoreBlocks.block(15, 24))
                            .build(),
                    true);
            assertThat(store.contents(-1).breaks()).containsExactly(BREAK.at(10));
            assertThat(store.block(store.contents(-1).blocks().get(0)))
                    .hasValueSatisfying(
                            block -> assertThat(block.header().recordingBreak()).contains(BREAK.at(10)));
        }
    }
}

package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.SequenceRange;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore.Mode;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of commits that drop events in damaged files. Dropped events stay dropped, and no other events are lost. */
class DropRecoveryTest {
    private static final int LOG_HEADER = 32;
    private static final int FRAME = Schema.PAGE_BYTES + 24;
    /** The offset in the log of a byte that no row uses. This byte is in the page of the first frame. */
    private static final int UNUSED_BYTE = LOG_HEADER + 24 + 40;

    @TempDir
    Path folder;

    private byte[] database;
    private byte[] log;
    private Path file;

    /** Records a file whose log has three commits. The last commit drops events. */
    @BeforeEach
    void record() throws IOException {
        Path source = folder.resolve("source.playhead");
        Path killed = folder.resolve("killed.playhead");
        file = folder.resolve("damaged.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(source)) {
            StoreFiles.fill(store, 40);
        }
        try (SqliteEventStore store = SqliteEventStore.open(source)) {
            store.commit(
                    StoreBatch.builder().block(StoreBlocks.block(2_000, 2_049)).build(), true);
            store.commit(
                    StoreBatch.builder().block(StoreBlocks.block(2_050, 2_099)).build(), true);
            store.commit(
                    StoreBatch.builder()
                            .dropBefore(2_050)
                            .position(new HistoryPosition(2_600, 2_050, 0))
                            .block(StoreBlocks.block(2_100, 2_599))
                            .state("sum", 2_050, new byte[2_000])
                            .build(),
                    true);
            StoreFiles.copyAsKilled(source, killed);
        }
        database = StoreFiles.bytes(killed);
        log = StoreFiles.bytes(WalFile.of(killed));
    }

    private int frames() {
        return (log.length - LOG_HEADER) / FRAME;
    }

    /** Returns how many frames at the beginning of the log belong to the first {@code commits} commits. */
    private int framesOfCommits(int commits) {
        int left = commits;
        for (int frame = 0; frame < frames(); frame++) {
            int at = LOG_HEADER + frame * FRAME;
            left -= log[at + 4] != 0 || log[at + 5] != 0 || log[at + 6] != 0 || log[at + 7] != 0 ? 1 : 0;
            if (left == 0) {
                return frame + 1;
            }
        }
        throw new AssertionError("there are fewer commits");
    }

    private void write(int frames) throws IOException {
        Files.write(file, database);
        Files.write(WalFile.of(file), Arrays.copyOf(log, LOG_HEADER + frames * FRAME));
    }

    private static NavigableSet<Long> range(long first, long last) {
        NavigableSet<Long> range = new TreeSet<>();
        LongStream.rangeClosed(first, last).forEach(range::add);
        return range;
    }

    @Test
    void shouldSalvageAllReadableEventsIfACommitThatDropsEventsIsTorn() throws IOException {
        int before = framesOfCommits(2);
        assertThat(frames() - before).isGreaterThan(10);
        for (int frames = before; frames <= frames(); frames++) {
            String as = "frames=" + frames + " of " + frames();
            write(frames);
            NavigableSet<Long> readable;
            RecoveryReport read;
            HistoryPosition position;
            int states;
            try (SqliteEventStore store = SqliteEventStore.open(file, Mode.READ)) {
                readable = StoreFiles.readable(store);
                read = store.recovery();
                position = store.contents(-1).history();
                states = store.contents(-1).states().size();
            }
            Path target = folder.resolve("salvaged-" + frames + ".playhead");

            RecoveryReport report = new SqliteEventStoreProvider().salvage(file, target);

            assertThat(read.isComplete()).as(as).isTrue();
            assertThat(readable).as(as).isEqualTo(frames < frames() ? range(0, 2_099) : range(2_050, 2_599));
            try (SqliteEventStore store = SqliteEventStore.open(target, Mode.READ)) {
                assertThat(StoreFiles.readable(store)).as(as).containsAll(readable);
                assertThat(store.contents(-1).history().originSequence()).as(as).isEqualTo(position.originSequence());
                // The state in a torn commit is not salvaged: it belongs to a new origin sequence, which a torn commit
                // does not set.
                assertThat(store.contents(-1).states()).as(as).hasSize(states);
            }
            assertThat(report.gaps()).as(as).isEmpty();
        }
    }

    @Test
    void shouldNotApplyTheDropOfATornCommitWhenOpeningSalvagesTheFile() throws IOException {
        for (int frames = framesOfCommits(2) + 1; frames < frames(); frames++) {
            write(frames);
            StoreFiles.flip(WalFile.of(file), UNUSED_BYTE, 1);
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                String as = "frames=" + frames + " of " + frames();
                assertThat(store.recovery().damagedFile()).as(as).isPresent();
                assertThat(StoreFiles.readable(store)).as(as).containsAll(range(0, 2_099));
                assertThat(store.recovery().gaps()).as(as).isEmpty();
            }
        }
    }

    /**
     * Checks that events of a torn commit are not reported as missing, because no caller received a confirmation that
     * they were stored.
     */
    @Test
    void shouldNotReportAsMissingTheEventsOfATornCommitAfterDamage() throws IOException {
        for (int frames = framesOfCommits(2); frames < frames(); frames++) {
            write(frames);
            StoreFiles.flip(WalFile.of(file), UNUSED_BYTE, 1);
            try (SqliteEventStore store = SqliteEventStore.open(file, Mode.READ)) {
                String as = "frames=" + frames + " of " + frames();
                assertThat(StoreFiles.readable(store)).as(as).isEqualTo(range(0, 1_999));
                assertThat(store.recovery().gaps()).as(as).containsExactly(new SequenceRange(2_000, 2_099));
            }
        }
    }

    @Test
    void shouldNotShowAReaderDroppedEventsIfTheLogIsDamagedBeforeTheCommitThatDroppedThem() throws IOException {
        write(frames());
        StoreFiles.flip(WalFile.of(file), UNUSED_BYTE, 1);

        try (SqliteEventStore store = SqliteEventStore.open(file, Mode.READ)) {
            assertThat(StoreFiles.readable(store)).isEmpty();
            assertThat(store.contents(1_000).blocks()).isEmpty();
            assertThat(store.contents(-1).history()).isEqualTo(new HistoryPosition(2_600, 2_050, 0));
            assertThat(store.recovery().gaps()).isEqualTo(List.of(new SequenceRange(2_050, 2_599)));
            assertThat(store.recovery().eventsExpected()).isEqualTo(550);
            assertThat(store.verify(bytes -> {}).events()).isZero();
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(StoreFiles.readable(store)).isEqualTo(range(2_050, 2_599));
            assertThat(store.recovery().gaps()).isEmpty();
        }
    }
}

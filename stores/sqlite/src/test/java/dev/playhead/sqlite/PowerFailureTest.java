package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.StoredState;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoredSession;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of power failures after which some frames since the last sync are not on the disk, but later frames are. */
class PowerFailureTest {
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_BYTES = 24 + Schema.PAGE_BYTES;

    @TempDir
    Path folder;

    private final StoredSession session =
            new StoredSession(1, Instant.ofEpochMilli(5), 0, Optional.empty(), Map.of("user", "anna"));
    private Path file;
    private Path failed;
    private int synced;

    @BeforeEach
    void name() {
        file = folder.resolve("orders.playhead");
        failed = folder.resolve("failed.playhead");
    }

    /**
     * Sets {@link #synced} to the number of frames in the log. Called directly after a sync, when all these frames are
     * on the disk.
     */
    private void synced() throws IOException {
        synced = frames(WalFile.of(file));
    }

    private static int frames(Path log) throws IOException {
        return (int) ((Files.size(log) - HEADER_BYTES) / FRAME_BYTES);
    }

    /** Opens a copy of the store as it would remain after a power failure before the given frames were written. */
    private SqliteEventStore withoutFrames(Set<Integer> frames) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path path : files.toList()) {
                if (path.getFileName().toString().startsWith("failed.playhead")) {
                    Files.delete(path);
                }
            }
        }
        Path killed = folder.resolve("killed.playhead");
        Files.copy(killed, failed);
        Files.copy(WalFile.of(killed), WalFile.of(failed));
        try (RandomAccessFile log = new RandomAccessFile(WalFile.of(failed).toFile(), "rw")) {
            for (int frame : frames) {
                log.seek(HEADER_BYTES + (long) frame * FRAME_BYTES);
                log.write(new byte[FRAME_BYTES]);
            }
        }
        return SqliteEventStore.open(failed);
    }

    private int kill() throws IOException {
        Path killed = folder.resolve("killed.playhead");
        StoreFiles.copyAsKilled(file, killed);
        return frames(WalFile.of(killed));
    }

    private static NavigableSet<Long> sequences(long from, long to) {
        NavigableSet<Long> sequences = new TreeSet<>();
        for (long sequence = from; sequence < to; sequence++) {
            sequences.add(sequence);
        }
        return sequences;
    }

    /**
     * Returns the sets of frames to remove: one set for each single frame after the last sync, and {@code some} random
     * sets.
     */
    private List<Set<Integer>> missing(int frames, Random random, int some) {
        List<Set<Integer>> missing = new ArrayList<>();
        IntStream.range(synced, frames).forEach(frame -> missing.add(Set.of(frame)));
        for (int i = 0; i < some; i++) {
            Set<Integer> several = new HashSet<>();
            double share = random.nextDouble();
            IntStream.range(synced, frames)
                    .filter(frame -> random.nextDouble() < share)
                    .forEach(several::add);
            missing.add(several);
        }
        return missing;
    }

    @Test
    void shouldKeepFlushedEventsWhicheverLaterFramesAreMissing() throws IOException {
        long seed = new Random().nextLong();
        int frames;
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 6);
            store.commit(
                    StoreBatch.builder()
                            .session(session)
                            .state("grid", 200, new byte[9_000])
                            .tail(StoreBlocks.block(300, 319))
                            .build(),
                    false);
            store.commit(StoreBatch.builder().tail(StoreBlocks.block(320, 700)).build(), false);
            store.commit(StoreBatch.builder().tail(StoreBlocks.block(701, 719)).build(), true);
            synced();
            store.commit(StoreBatch.builder().block(StoreBlocks.block(300, 999)).build(), false);
            store.commit(StoreBatch.builder().dropBefore(100).build(), false);
            for (long i = 1_000; i < 1_100; i += 10) {
                store.commit(
                        StoreBatch.builder().tail(StoreBlocks.block(i, i + 9)).build(), false);
            }
            store.commit(
                    StoreBatch.builder().block(StoreBlocks.block(1_000, 1_699)).build(), false);
            frames = kill();
        }
        Set<Integer> salvaged = new HashSet<>();
        for (Set<Integer> missing : missing(frames, new Random(seed), 60)) {
            String where = "seed=" + seed + " missing=" + missing;
            try (SqliteEventStore store = withoutFrames(missing)) {
                RecoveryReport report = store.recovery();
                NavigableSet<Long> readable = StoreFiles.readable(store);
                assertThat(readable).as("%s %s", where, report).containsAll(sequences(100, 720));
                assertThat(readable.first()).as(where).isIn(0L, 100L);
                assertThat(store.contents(-1).sessions()).as(where).containsExactly(session);
                assertThat(store.state(new StoredState("grid", 200, 0)))
                        .as(where)
                        .contains(new byte[9_000]);
                assertThat(report.damagedFile().isPresent() || report.isComplete())
                        .as("%s %s", where, report)
                        .isTrue();
                salvaged.addAll(report.damagedFile().isPresent() ? missing : Set.of());
                store.commit(
                        StoreBatch.builder()
                                .tail(StoreBlocks.block(5_000, 5_009))
                                .build(),
                        true);
            }
        }
        assertThat(salvaged).as("missing frames that caused a salvage").hasSizeGreaterThan((frames - synced) / 2);
    }

    /**
     * Checks that events are kept after maintenance has moved their pages from the end of the file onto free pages. A
     * moved page gets the number of a freed page, and a row may continue in a moved page.
     */
    @Test
    void shouldKeepFlushedEventsEvenIfTheirPagesWereMoved() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int frames;
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            for (int i = 0; i < 60; i++) {
                store.commit(
                        StoreBatch.builder().block(StoreBlocks.large(i, 40_000)).build(), false);
            }
            store.compact(); // after this, all data is in the database, and the log is empty
            store.commit(StoreBatch.builder().dropBefore(30).build(), true);
            synced();
            assertThat(store.maintain())
                    .as("whether there are more pages to free")
                    .isTrue();
            store.commit(
                    StoreBatch.builder().block(StoreBlocks.large(60, 40_000)).build(), false);
            frames = kill();
        }
        List<Set<Integer>> all = missing(frames, random, 20);
        for (int i = 0; i < 40; i++) {
            Set<Integer> missing = all.get(random.nextInt(all.size()));
            try (SqliteEventStore store = withoutFrames(missing)) {
                assertThat(StoreFiles.readable(store))
                        .as("seed=%d missing=%s %s", seed, missing, store.recovery())
                        .containsAll(sequences(30, 60))
                        .doesNotContain(29L);
            }
        }
    }
}

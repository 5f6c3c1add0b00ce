package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.SealedBlock;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore.Mode;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test in which random commits write and drop blocks and tails. No bytes of dropped blocks and tails may remain in
 * the file.
 */
class ErasureRandomizedTest {
    /**
     * The length of the pieces of blocks that the test searches for. It is so large that two blocks hardly ever share a
     * piece by chance.
     */
    private static final int PIECE_BYTES = 12;

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void maintain(SqliteEventStore store, AtomicLong nanos) {
        for (int i = 0; i < 2; i++) {
            while (store.maintain()) {
                // repeats until no work is due
            }
            nanos.addAndGet(2 * DatabaseMaintenance.IDLE_NANOS);
        }
    }

    /**
     * Returns, for each dropped block, the number of its pieces that are in the file or its log although no kept block
     * contains them.
     */
    private static Map<Long, Integer> left(Path file, List<SealedBlock> dropped, List<SealedBlock> kept)
            throws IOException {
        StringBuilder live = new StringBuilder();
        kept.forEach(block -> live.append(text(block.bytes())));
        Map<String, Long> pieces = new HashMap<>();
        for (SealedBlock block : dropped) {
            String bytes = text(block.bytes());
            for (int i = 0; i + PIECE_BYTES <= bytes.length(); i += PIECE_BYTES) {
                String piece = bytes.substring(i, i + PIECE_BYTES);
                if (piece.chars().distinct().count() > PIECE_BYTES / 2) {
                    pieces.put(piece, block.header().firstSequence());
                }
            }
        }
        Map<Long, Integer> left = new HashMap<>();
        for (Path path : List.of(file, WalFile.of(file))) {
            String bytes = text(Files.readAllBytes(path));
            for (int i = 0; i + PIECE_BYTES <= bytes.length(); i++) {
                String piece = bytes.substring(i, i + PIECE_BYTES);
                Long of = pieces.get(piece);
                if (of != null && live.indexOf(piece) < 0) {
                    left.merge(of, 1, Integer::sum);
                }
            }
        }
        return left;
    }

    @RepeatedTest(3)
    void shouldLeaveNothingOfWhatWasDropped() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = folder.resolve("orders.playhead");
        List<SealedBlock> written = new ArrayList<>();
        try (SqliteEventStore store = SqliteEventStore.open(file, Mode.WRITE, sql -> {}, nanos::get)) {
            long next = 0;
            long keptFrom = 0;
            long tailed = -1;
            for (int step = 0; step < 150; step++) {
                StoreBatch.Builder batch = StoreBatch.builder();
                long first = next;
                for (int parts = random.nextInt(3); parts > 0; parts--) {
                    long last = Math.max(
                            tailed, next + (random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(20)));
                    SealedBlock block = tailed < next && random.nextInt(40) == 0
                            ? StoreBlocks.large(next, random.nextInt(1 << 20))
                            : StoreBlocks.block(next, last);
                    batch.block(block);
                    written.add(block);
                    next = block.header().lastSequence() + 1;
                }
                if (random.nextBoolean()) {
                    long from = Math.max(next, tailed + 1);
                    SealedBlock tail = StoreBlocks.block(from, from + random.nextInt(30));
                    batch.tail(tail);
                    written.add(tail);
                    tailed = tail.header().lastSequence();
                }
                if (random.nextInt(4) == 0 && first > keptFrom) {
                    keptFrom = keptFrom + random.nextLong(first - keptFrom + 1);
                    batch.dropBefore(keptFrom);
                }
                store.commit(batch.build(), false);
                if (random.nextInt(10) == 0) {
                    boolean unusedMore = store.maintain();
                }
            }
            for (boolean all : new boolean[] {false, true}) {
                store.commit(
                        StoreBatch.builder()
                                .dropBefore(all ? Math.max(next, tailed + 1) : keptFrom + 1)
                                .build(),
                        false);
                maintain(store, nanos);
                StoreContents contents = store.contents(-1);
                List<SealedBlock> kept = new ArrayList<>(contents.tail());
                for (StoredBlock block : contents.blocks()) {
                    kept.add(store.block(block).orElseThrow());
                }
                List<SealedBlock> dropped = written.stream()
                        .filter(block -> kept.stream()
                                .noneMatch(other -> other.header().firstSequence()
                                        == block.header().firstSequence()))
                        .toList();
                assertThat(left(file, dropped, kept))
                        .as("seed=%d all=%s", seed, all)
                        .isEmpty();
            }
        }
    }
}

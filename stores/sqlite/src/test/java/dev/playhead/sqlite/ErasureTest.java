package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore.Mode;
import dev.playhead.storage.spi.StoreBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that no dropped data remains in the bytes of a file. */
class ErasureTest {
    /**
     * The length of the texts that the tests search for. The texts are random, so that a block stores at least the end
     * of each text unchanged.
     */
    private static final int TEXT_CHARS = 24;

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("orders.playhead");
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < TEXT_CHARS) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    /** Returns those of the given texts that the bytes of the file or of its log contain. */
    private Set<String> found(List<String> texts) throws IOException {
        Map<String, List<String>> byEnd = new HashMap<>();
        // Only the ends of the texts are searched for, because a block may store a text without the beginning that it
        // shares with the text before it.
        for (String text : texts) {
            byEnd.computeIfAbsent(text.substring(TEXT_CHARS - 8), end -> new ArrayList<>())
                    .add(text);
        }
        Set<String> found = new HashSet<>();
        for (Path path : List.of(file, WalFile.of(file))) {
            if (Files.exists(path)) {
                String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
                for (int i = 0; i + 8 <= bytes.length(); i++) {
                    found.addAll(byEnd.getOrDefault(bytes.substring(i, i + 8), List.of()));
                }
            }
        }
        return found;
    }

    private EventHistory history(RetentionPolicy retention) {
        return EventHistory.builder()
                .file(file)
                .retention(retention)
                .compression(false)
                .build();
    }

    private static void record(EventHistory history, List<String> texts) {
        texts.forEach(text -> history.recordEvent(GridEvent.of("t", Map.of("text", text))));
    }

    private static List<String> texts(Random random, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(random));
        }
        return texts;
    }

    private void awaitOnly(List<String> texts, Set<String> kept) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!kept.containsAll(found(texts)) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(found(texts)).isSubsetOf(kept);
    }

    @Test
    void shouldEraseWhatClearRemovedWhileTheHistoryIsOpen() throws IOException, InterruptedException {
        List<String> texts = texts(new Random(7), 5_000);
        try (EventHistory history = history(RetentionPolicy.unlimited())) {
            record(history, texts);
            history.flush();
            assertThat(found(texts)).as("texts in the file before clear()").hasSizeGreaterThan(4_900);
            history.clear();
            history.flush();
            awaitOnly(texts, Set.of());
        }
        assertThat(found(texts)).isEmpty();
    }

    @Test
    void shouldEraseWhatRetentionRemovedWhileTheHistoryIsOpen() throws IOException, InterruptedException {
        List<String> texts = texts(new Random(8), 20_000);
        try (EventHistory history = history(RetentionPolicy.unlimited().withMaxCount(1_000))) {
            for (int i = 0; i < texts.size(); i += 500) {
                record(history, texts.subList(i, i + 500));
                history.flush();
            }
            // The store drops only whole blocks, so it keeps more events than the policy requires.
            awaitOnly(texts, new HashSet<>(texts.subList(texts.size() - 4_000, texts.size())));
        }
        assertThat(found(texts)).isSubsetOf(texts.subList(texts.size() - 4_000, texts.size()));
    }

    @Test
    void shouldEraseWhatAnotherProcessDroppedBeforeItWasKilled() throws IOException {
        Path killed = file;
        List<SealedBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            blocks.add(StoreBlocks.large(i, 1 << 20));
        }
        file = folder.resolve("copy.playhead");
        try (SqliteEventStore store = store(killed)) {
            for (SealedBlock block : blocks) {
                store.commit(StoreBatch.builder().block(block).build(), false);
            }
            store.commit(StoreBatch.builder().dropBefore(12).build(), false);
            assertThat(store.contents(-1).blocks()).isEmpty();
            StoreFiles.copyAsKilled(killed, file);
        }
        List<String> texts = blocks.stream().map(ErasureTest::text).toList();

        try (SqliteEventStore store = store(file)) {
            assertThat(found(texts)).as("texts that the commit has not erased").hasSizeBetween(2, 11);
            assertThat(store.verify(checked -> {}).isSound()).isTrue();
            maintain(store);
            assertThat(found(texts)).isEmpty();
        }
    }

    @Test
    void shouldEraseDroppedBlocksWhenItCompacts() throws IOException {
        List<SealedBlock> blocks = new ArrayList<>();
        try (SqliteEventStore store = store(file)) {
            for (int i = 0; i < 12; i++) {
                blocks.add(StoreBlocks.large(i, 1 << 20));
                store.commit(StoreBatch.builder().block(blocks.get(i)).build(), false);
            }
            store.commit(StoreBatch.builder().dropBefore(12).build(), false);
            store.compact();
            assertThat(found(blocks.stream().map(ErasureTest::text).toList())).isEmpty();
            assertThat(Files.size(file)).isLessThan(200_000);
        }
    }

    @Test
    void shouldEraseDroppedStates() throws IOException {
        String text = text(new Random(9));
        try (SqliteEventStore store = store(file)) {
            store.commit(
                    StoreBatch.builder()
                            .state("s", 5, text.getBytes(StandardCharsets.ISO_8859_1))
                            .build(),
                    false);
            assertThat(found(List.of(text))).isNotEmpty();
            store.commit(StoreBatch.builder().dropState("s", 5).build(), false);
            maintain(store);
            assertThat(found(List.of(text))).isEmpty();
        }
    }

    @Test
    void shouldEraseDroppedBlocksOnceNoReaderNeedsTheLog() throws IOException {
        List<String> texts = List.of(text(StoreBlocks.large(0, 1 << 20)));
        try (SqliteEventStore store = store(file)) {
            store.commit(
                    StoreBatch.builder().block(StoreBlocks.large(0, 1 << 20)).build(), false);
            try (Database reader = Database.open(file, Database.Access.READ, sql -> {})) {
                reader.reading(() -> {
                    long unusedCount = reader.number("SELECT count(*) FROM block", 0);
                    store.commit(StoreBatch.builder().dropBefore(1).build(), false);
                    maintain(store);
                });
                assertThat(found(texts)).as("texts that the reader still needs").isNotEmpty();
            }
            maintain(store);
            assertThat(found(texts)).isEmpty();
        }
    }

    private SqliteEventStore store(Path path) {
        return SqliteEventStore.open(path, Mode.WRITE, sql -> {}, nanos::get);
    }

    private void maintain(SqliteEventStore store) {
        for (int i = 0; i < 2; i++) {
            while (store.maintain()) {
                // repeats until no work is due
            }
            nanos.addAndGet(2 * DatabaseMaintenance.IDLE_NANOS);
        }
    }

    /** Returns a piece of the bytes of a block with a large text. */
    private static String text(SealedBlock large) {
        byte[] bytes = large.bytes();
        return new String(bytes, bytes.length / 2, TEXT_CHARS, StandardCharsets.ISO_8859_1);
    }
}

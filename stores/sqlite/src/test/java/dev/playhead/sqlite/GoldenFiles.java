package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.StoredState;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoredSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Files of all versions of the format. Each file was written when its version was the latest. All these files have the
 * same contents.
 */
final class GoldenFiles {
    private static final StoredSession SESSION = new StoredSession(
            1, Instant.ofEpochMilli(5), 0, Optional.of(new StoredSession.End(Instant.ofEpochMilli(9), 220)), Map.of());
    private static final StoredSession SECOND =
            new StoredSession(2, Instant.ofEpochMilli(10), 220, Optional.empty(), Map.of("user", "anna"));
    private static final byte[] STATE = "state".repeat(900).getBytes(US_ASCII);

    private GoldenFiles() {}

    /** Writes the file of the current version to the path in the first argument, compressed. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("golden");
        Path file = folder.resolve("golden.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            fill(store);
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
            Files.copy(file, out);
        }
    }

    private static void fill(EventStore store) {
        store.commit(
                StoreBatch.builder()
                        .session(SESSION)
                        .block(StoreBlocks.block(0, 49))
                        .block(StoreBlocks.block(50, 99))
                        .build(),
                true);
        store.commit(
                StoreBatch.builder()
                        .dropBefore(50)
                        .state("grid", 50, STATE)
                        .block(StoreBlocks.block(100, 149))
                        .block(StoreBlocks.block(150, 199))
                        .build(),
                true);
        store.commit(
                StoreBatch.builder()
                        .quarantine(150, "made up")
                        .tail(StoreBlocks.block(200, 219))
                        .build(),
                true);
        store.commit(
                StoreBatch.builder()
                        .session(SECOND)
                        .tail(StoreBlocks.block(220, 229))
                        .build(),
                true);
    }

    /** Copies the file of the given version to a path, uncompressed. */
    static void copy(int version, Path to) throws IOException {
        String name = "v" + version + ".playhead.gz";
        try (InputStream in =
                new GZIPInputStream(Objects.requireNonNull(GoldenFiles.class.getResourceAsStream(name), name))) {
            Files.copy(in, to);
        }
    }

    /** Checks that a store has the contents of these files. */
    static void check(EventStore store) {
        assertThat(StoreFiles.readable(store))
                .hasSize(130)
                .startsWith(50L)
                .endsWith(229L)
                .doesNotContain(150L, 199L);
        assertThat(store.recovery().gaps()).containsExactly(new SequenceRange(150, 199));
        assertThat(store.recovery().quarantined()).hasSize(1);
        assertThat(store.contents(-1).sessions()).isEqualTo(List.of(SESSION, SECOND));
        assertThat(store.contents(-1).history().nextSequence()).isEqualTo(230);
        assertThat(store.state(new StoredState("grid", 50, STATE.length))).contains(STATE);
    }

    static void check(Path file) {
        try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
            check(store);
        }
    }
}

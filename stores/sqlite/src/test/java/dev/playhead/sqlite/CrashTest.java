package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static dev.playhead.storage.spi.EventStore.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.playhead.JavaCommand;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoredSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a separate process that commits numbered events until it is killed. */
class CrashTest {
    private static final int EVENTS_A_BLOCK = 40;
    private static final int EVENTS_A_COMMIT = 5;

    @TempDir
    Path folder;

    /**
     * The program of the separate process. It commits events until the process is killed. After each commit, it prints
     * the next sequence.
     */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] arguments) {
            try (SqliteEventStore store = SqliteEventStore.open(Path.of(arguments[0]))) {
                long next = store.contents(-1).history().nextSequence();
                long number = store.contents(-1).sessions().size() + 1L;
                StoredSession session = new StoredSession(number, Instant.now(), next, Optional.empty(), Map.of());
                store.commit(StoreBatch.builder().session(session).build(), false);
                System.out.println("open");
                for (long commits = 0; ; commits++) {
                    StoreBatch.Builder batch = StoreBatch.builder();
                    long before = next / EVENTS_A_BLOCK * EVENTS_A_BLOCK;
                    batch.tail(StoreBlocks.block(next, next + EVENTS_A_COMMIT - 1));
                    next += EVENTS_A_COMMIT;
                    if (next / EVENTS_A_BLOCK * EVENTS_A_BLOCK > before) {
                        batch = StoreBatch.builder().block(StoreBlocks.block(before, before + EVENTS_A_BLOCK - 1));
                        batch.dropBefore(next - 4_000);
                    }
                    store.commit(batch.build(), commits % 10 == 0);
                    System.out.println(next);
                    boolean more = store.maintain();
                    assert more || commits >= 0;
                }
            }
        }
    }

    private static Process recorder(Path file) throws IOException {
        List<String> command = JavaCommand.of(Recorder.class);
        command.add(file.toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Tag("full")
    @Test
    void shouldContainEveryAcknowledgedCommitAfterTheProcessIsKilled() throws Exception {
        Path file = folder.resolve("orders.playhead");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long acknowledged = 0;
        int runs = Integer.getInteger("playhead.crash.runs", Boolean.getBoolean("playhead.full") ? 50 : 4);
        for (int run = 0; run < runs; run++) {
            Process process = recorder(file);
            int lines = 20 + random.nextInt(1_500);
            try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
                assertThat(out.readLine()).isEqualTo("open");
                for (int line = 0; line < lines; line++) {
                    acknowledged = Long.parseLong(out.readLine());
                }
                process.toHandle().destroyForcibly(); // unlike Process.destroyForcibly(), leaves the stream open
                // The last line may be truncated. Every earlier line was printed after its commit.
                for (String line = out.readLine(), following; line != null; line = following) {
                    following = out.readLine();
                    acknowledged = following == null ? acknowledged : Long.parseLong(line);
                }
            }
            int unusedExitCode = process.waitFor();

            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                NavigableSet<Long> sequences = StoreFiles.readable(store);
                long next = store.contents(-1).history().nextSequence();
                assertThat(store.recovery().cleanEnd()).isFalse();
                assertThat(store.recovery().isComplete())
                        .as("seed=%d %s", seed, store.recovery())
                        .isTrue();
                assertThat(next).as("seed=%d run=%d", seed, run).isGreaterThanOrEqualTo(acknowledged);
                assertThat(sequences.last()).isEqualTo(next - 1);
                assertThat(sequences).hasSize((int) (next - sequences.first()));
                assertThat(store.recovery().lastSequence()).isEqualTo(next - 1);
            }
        }
    }

    @Test
    void shouldRefuseASecondWriterUntilTheFirstProcessEnds() throws Exception {
        Path file = folder.resolve("orders.playhead");
        Process process = recorder(file);
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).isEqualTo("open");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> SqliteEventStore.open(file, WRITE))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
                    .withMessageContaining("pid=" + process.pid());

            // Readers see the committed events.
            try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
                long seen = -1;
                for (int i = 0; i < 50; i++) {
                    String line = out.readLine();
                    long version = reader.version();
                    NavigableSet<Long> sequences = StoreFiles.readable(reader);
                    assertThat(sequences.last())
                            .isGreaterThanOrEqualTo(Long.parseLong(line) - 1)
                            .isGreaterThanOrEqualTo(seen);
                    seen = sequences.last();
                    assertThat(version).isNotNegative();
                }
            }
            process.destroyForcibly();
        }
        int unusedExitCode = process.waitFor();

        SqliteEventStore.open(file, WRITE).close();
    }
}

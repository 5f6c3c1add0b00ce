package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.playhead.event.PlayheadException;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test that damages files at random and opens them. No event may be wrong, no data in intact pages may be lost, each
 * loss must be reported, and opening must end.
 */
class DamageFuzzTest {
    private static final long KEPT_FROM = 300;
    private static final long END = 2_560;
    /**
     * The maximum number of events that are lost if one page is damaged: the events of all blocks of which the page
     * contains a part.
     */
    private static final long EVENTS_A_PAGE =
            50L * (2 + Schema.PAGE_BYTES / StoreBlocks.block(0, 49).bytes().length);

    @TempDir
    Path folder;

    private final Map<String, Integer> outcomes = new TreeMap<>();

    @Tag("full")
    @Test
    void shouldNeverReturnAWrongEventOrLoseAnEventSilently() throws IOException {
        Path closed = folder.resolve("closed.playhead");
        Path killed = folder.resolve("killed.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(closed)) {
            StoreFiles.fill(store, 30);
            store.commit(StoreBatch.builder().dropBefore(KEPT_FROM).build(), false);
            store.commit(
                    StoreBatch.builder()
                            .session(new StoredSession(1, Instant.EPOCH, 0, Optional.empty(), Map.of("user", "anna")))
                            .state("grid", KEPT_FROM, new byte[3_000])
                            .build(),
                    true);
            for (long i = 30; i < 50; i++) {
                store.commit(
                        StoreBatch.builder()
                                .block(StoreBlocks.block(i * 50, i * 50 + 49))
                                .build(),
                        false);
            }
            for (long i = 2_500; i < END; i += 10) {
                store.commit(
                        StoreBatch.builder().tail(StoreBlocks.block(i, i + 9)).build(), false);
            }
            StoreFiles.copyAsKilled(closed, killed);
        }
        int seeds = Integer.getInteger("playhead.fuzz.seeds", Boolean.getBoolean("playhead.full") ? 1_000 : 100);
        long first = Long.getLong("playhead.fuzz.first", new Random().nextInt(1 << 30));
        for (long seed = first; seed < first + seeds; seed++) {
            long current = seed;
            Path original = seed % 2 == 0 ? closed : killed;
            assertTimeoutPreemptively(
                    Duration.ofSeconds(60), () -> damageAndOpen(current, original), () -> "seed=" + current + " hangs");
        }
        System.out.println("Outcomes of " + seeds + " damaged files from seed=" + first + ": " + outcomes);
        assertThat(outcomes).isNotEmpty();
    }

    private void damageAndOpen(long seed, Path original) throws IOException {
        Path file = folder.resolve("damaged-" + seed + ".playhead");
        StoreFiles.copyAsKilled(original, file);
        // Without this factor, the first random values of adjacent seeds would be similar.
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Path log = WalFile.of(file);
        boolean inLog = Files.exists(log) && random.nextBoolean();
        Damage damage = damage(inLog ? log : file, random);
        String what = damage.what + (inLog ? " of the log" : "");
        String outcome;
        try {
            outcome = open(file, damage.pages);
        } catch (StoreException e) {
            assertThat(e.reason())
                    .as("seed=%d %s: %s", seed, what, e)
                    .isIn(
                            StoreException.Reason.NOT_A_STORE,
                            StoreException.Reason.TOO_NEW,
                            StoreException.Reason.TOO_OLD,
                            StoreException.Reason.MISSING);
            outcome = "refused: " + e.reason();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed=" + seed + " " + what + " of " + original.getFileName(), e);
        }
        outcomes.merge(what + " -> " + outcome, 1, Integer::sum);
        try (var left = Files.list(folder)) {
            for (Path path : left.filter(p -> p.getFileName().toString().startsWith("damaged-"))
                    .toList()) {
                Files.delete(path);
            }
        }
    }

    /**
     * The damage to a file.
     *
     * @param what the description
     * @param pages the maximum number of damaged pages, or -1 if it is unknown
     */
    private record Damage(String what, int pages) {}

    private static Damage damage(Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        switch (random.nextInt(4)) {
            case 0 -> {
                Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                return new Damage("truncated", -1);
            }
            case 1 -> {
                int from = random.nextInt(bytes.length);
                int to = Math.min(bytes.length, from + 1 + random.nextInt(8_192));
                byte[] noise = new byte[to - from];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, from, noise.length);
                Files.write(file, bytes);
                return new Damage("overwritten", 2 + noise.length / Schema.PAGE_BYTES);
            }
            default -> {
                int flips = 1 + random.nextInt(8);
                for (int i = 0; i < flips; i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(file, bytes);
                return new Damage("bits flipped", flips);
            }
        }
    }

    private static String open(Path file, int damagedPages) {
        RecoveryReport report;
        long next;
        int damagedBlocks = 0;
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            report = store.recovery();
            next = store.contents(-1).history().nextSequence();
            NavigableSet<Long> readable = StoreFiles.readable(store);
            NavigableSet<Long> missing = new TreeSet<>();
            for (long sequence = KEPT_FROM; sequence < next; sequence++) {
                missing.add(sequence);
            }
            missing.removeAll(readable);
            for (SequenceRange gap : report.gaps()) {
                missing.subSet(gap.first(), true, gap.last(), true).clear();
            }
            StoreBatch.Builder quarantine = StoreBatch.builder();
            for (StoredBlock block : store.contents(-1).blocks()) {
                if (!isReadable(store, block)) {
                    damagedBlocks++;
                    missing.subSet(block.firstSequence(), true, block.lastSequence(), true)
                            .clear();
                    quarantine.quarantine(block.firstSequence(), "damaged");
                }
            }
            assertThat(missing)
                    .as("missing events that are not reported: %s", report)
                    .isEmpty();
            // If the last commits are lost, the events that they dropped may exist.
            long from = next < END ? 0 : KEPT_FROM;
            assertThat(readable).allMatch(sequence -> sequence >= from && sequence < END);
            store.commit(quarantine.tail(StoreBlocks.block(next, next + 9)).build(), true);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile())
                    .as("damaged file of a second salvage")
                    .isEmpty();
            NavigableSet<Long> readable = StoreFiles.readable(store);
            assertThat(readable).contains(next, next + 9);
            if (damagedPages >= 0) {
                assertThat(readable.subSet(KEPT_FROM, next).size())
                        .as("damagedPages=%d %s", damagedPages, report)
                        .isGreaterThanOrEqualTo((int) (END - KEPT_FROM - damagedPages * EVENTS_A_PAGE));
            }
        }
        String shorter = next < END ? ", end missing" : "";
        if (report.damagedFile().isPresent()) {
            return (report.gaps().isEmpty() ? "salvaged" : "salvaged, gaps reported") + shorter;
        }
        return (damagedBlocks > 0 ? "a block damaged" : report.gaps().isEmpty() ? "complete" : "gaps reported")
                + shorter;
    }

    private static boolean isReadable(EventStore store, StoredBlock block) {
        try {
            return store.block(block).isPresent();
        } catch (PlayheadException damaged) {
            return false;
        }
    }
}

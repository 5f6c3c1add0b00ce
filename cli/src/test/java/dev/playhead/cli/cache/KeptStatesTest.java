package dev.playhead.cli.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.EventHistory;
import dev.playhead.block.StoredState;
import dev.playhead.cli.Run;
import dev.playhead.event.GridEvent;
import dev.playhead.grid.GridState;
import dev.playhead.sqlite.SqliteEventStoreProvider;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptStatesTest {
    private static final int MANY = 40_000;
    private static final SqliteEventStoreProvider PROVIDER = new SqliteEventStoreProvider();

    @TempDir
    Path folder;

    private Path file;
    private CacheFolder cache;

    @BeforeEach
    void writeAFileWithoutStates() {
        file = folder.resolve("orders.playhead");
        cache = CacheFolder.of(name -> name.equals("XDG_CACHE_HOME") ? folder.toString() : "")
                .orElseThrow();
        write(file, RetentionPolicy.unlimited(), 0, MANY);
    }

    private static void write(Path path, RetentionPolicy retention, int from, int count) {
        try (EventHistory history =
                EventHistory.builder().file(path).retention(retention).build()) {
            record(history, from, count);
        }
    }

    private static void record(EventHistory history, int from, int count) {
        Random random = new Random(from);
        for (int i = 0; i < count; i++) {
            Map<String, Object> payload = Map.of(
                    "gridId",
                    "orders",
                    "rowId",
                    "ORD-" + random.nextInt(40),
                    "columnId",
                    "price",
                    "oldValue",
                    0,
                    "newValue",
                    random.nextInt(1_000));
            history.recordEvent(GridEvent.of("cell:edit", payload));
        }
    }

    private EventStore reading() {
        return KeptStates.over(PROVIDER.open(file, EventStore.Mode.READ), cache, file);
    }

    private static EventHistory history(EventStore store) {
        return EventHistory.builder()
                .store(store)
                .executor(Runnable::run)
                .projection(GridState.projection())
                .build();
    }

    /** Opens the file with the cache, and returns the state at the end and the state near the middle. */
    private List<GridState> states() {
        try (EventHistory history = history(reading())) {
            long first = history.stats().firstSequence();
            GridState end = history.timeline().toLive().state(GridState.projection());
            long middle = first + (history.durableSequence() - first) / 2;
            return List.of(
                    end, history.timeline().jumpToEvent(Long.toString(middle)).state(GridState.projection()));
        }
    }

    /** Returns the cached states, without states that the Playhead file itself contains. */
    private List<StoredState> kept() {
        List<StoredState> all = new ArrayList<>();
        try (EventStore store = reading()) {
            all.addAll(store.contents(-1).states());
        }
        try (EventStore store = PROVIDER.open(file, EventStore.Mode.READ)) {
            all.removeAll(store.contents(-1).states());
        }
        return all;
    }

    private List<Path> files() throws IOException {
        Path there = folder.resolve("playhead");
        if (Files.notExists(there)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(there)) {
            return files.toList();
        }
    }

    private Run snapshot(Object... more) {
        List<Object> args = new ArrayList<>(List.of("snapshot", file, "--json"));
        args.addAll(List.of(more));
        return Run.onTerminal(Map.of("XDG_CACHE_HOME", folder.toString(), "TERM", "dumb"), args.toArray());
    }

    @Test
    void shouldCacheFoldedStatesForTheNextReader() throws IOException {
        assertThat(kept()).isEmpty();
        List<GridState> before = states();

        List<StoredState> kept = kept();
        assertThat(kept).isNotEmpty();
        try (EventStore store = reading()) {
            for (StoredState state : store.contents(-1).states()) {
                assertThat(store.state(state).orElseThrow()).hasSize(state.bytes());
            }
        }
        assertThat(states()).isEqualTo(before);
        assertThat(kept()).isEqualTo(kept);
        assertThat(files()).hasSize(1);
    }

    @Test
    void shouldPrintTheSameWithAndWithoutCachedStates() throws IOException {
        Run without = snapshot("--no-cache");
        assertThat(files()).isEmpty();

        Run first = snapshot();
        assertThat(files()).hasSize(1);
        Run second = snapshot();

        assertThat(without.exitCode()).isZero();
        assertThat(first).isEqualTo(without);
        assertThat(second).isEqualTo(without);
    }

    @Test
    void shouldNotReadCachedStatesWithNoCache() throws IOException {
        Run before = snapshot();
        Path kept = files().get(0);
        FileTime longAgo = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(kept, longAgo);

        assertThat(snapshot("--no-cache")).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(kept))
                .as("time of the last use of the cache file")
                .isEqualTo(longAgo);
        assertThat(snapshot()).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(kept)).isGreaterThan(longAgo);
    }

    @Test
    void shouldBeReadableOnlyByItsOwner() throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        Path there = Files.createDirectory(
                folder.resolve("playhead"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        states();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(there)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldAddCachedStatesAsTheFileGrows() {
        states();
        List<StoredState> before = kept();

        write(file, RetentionPolicy.unlimited(), 1, MANY);
        assertThat(kept()).as("cached states whose blocks still exist").isEqualTo(before);
        List<GridState> grown = states();

        assertThat(kept()).containsAll(before).hasSizeGreaterThan(before.size());
        assertThat(states()).isEqualTo(grown);
        assertThat(grown).isEqualTo(withoutCache());
    }

    private List<GridState> withoutCache() {
        CacheFolder usual = cache;
        cache = new CacheFolder(folder.resolve("none"), 1 << 20);
        try {
            return states();
        } finally {
            cache = usual;
        }
    }

    private void assertNothingIsReadable() throws IOException {
        assertThat(files()).hasSize(1);
        byte[] sealed = Files.readAllBytes(files().get(0));
        assertThat(kept()).isEmpty();
        assertThat(files()).as("remaining cache files").isEmpty();
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
                .doesNotContain("orders")
                .doesNotContain("ORD-");
    }

    @Test
    void shouldNotReadCachedStatesAfterRetentionDroppedBlocks() throws IOException {
        states();
        write(file, RetentionPolicy.unlimited().withMaxCount(MANY), 1, MANY / 2);

        assertNothingIsReadable();
    }

    @Test
    void shouldNotReadCachedStatesAfterTheHistoryWasCleared() throws IOException {
        states();
        try (EventHistory history = EventHistory.builder()
                .file(file)
                .retention(RetentionPolicy.unlimited())
                .build()) {
            history.clear();
            record(history, 1, MANY);
        }

        assertNothingIsReadable();
        assertThat(states()).isEqualTo(withoutCache());
    }

    @Test
    void shouldNotReadCachedStatesAfterTheFileWasReplacedByARedactedFile() throws IOException {
        states();
        Path redacted = folder.resolve("redacted.playhead");
        assertThat(Run.of("import", file, "--redact", "--into", redacted).exitCode())
                .isZero();
        Files.move(redacted, file, StandardCopyOption.REPLACE_EXISTING);

        assertNothingIsReadable();
    }

    @Test
    void shouldNotReadCachedStatesOfBlocksThatWereNotSalvaged() throws IOException {
        states();
        Path salvaged = folder.resolve("salvaged.playhead");
        damage(file, Files.size(file) / 2, 20_000);
        assertThat(Run.of("salvage", file, salvaged).err()).doesNotContain("Exception");
        Files.move(salvaged, file, StandardCopyOption.REPLACE_EXISTING);

        assertNothingIsReadable();
    }

    private static void damage(Path path, long from, int count) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(path.toFile(), "rw")) {
            bytes.seek(from);
            byte[] noise = new byte[count];
            new Random(7).nextBytes(noise);
            bytes.write(noise);
        }
    }

    @Test
    void shouldReadCachedStatesOfACompactedFileUnlessBlocksWereDropped() throws IOException {
        List<GridState> before = states();
        List<StoredState> kept = kept();
        assertThat(Run.of("compact", file).exitCode()).isZero();
        assertThat(kept()).isEqualTo(kept);
        assertThat(states()).isEqualTo(before);

        write(file, RetentionPolicy.unlimited().withMaxCount(MANY), 1, MANY / 2);
        assertThat(Run.of("compact", file).exitCode()).isZero();
        assertNothingIsReadable();
    }

    @Test
    void shouldIgnoreDamageAnywhereInACacheFile() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<GridState> sound = states();
        Path kept = files().get(0);
        byte[] bytes = Files.readAllBytes(kept);
        for (int round = 0; round < 60; round++) {
            byte[] damaged =
                    random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            if (damaged.length > 0 && damaged.length == bytes.length) {
                int at = random.nextBoolean() ? random.nextInt(20) : random.nextInt(bytes.length);
                damaged[at] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(kept, damaged);
            try (EventStore store = reading()) {
                for (StoredState state : store.contents(-1).states()) {
                    Optional<byte[]> read = store.state(state);
                    assertThat(read.map(some -> some.length).orElse(state.bytes()))
                            .as("seed=%d round=%d", seed, round)
                            .isEqualTo(state.bytes());
                }
            }
            if (round % 10 == 0) {
                assertThat(states()).as("seed=%d round=%d", seed, round).isEqualTo(sound);
            }
        }
    }

    @Test
    void shouldIgnoreCachedStatesOfAnotherFile() throws IOException {
        states();
        Path one = files().get(0);
        byte[] foreign = Files.readAllBytes(one);
        Files.delete(one);
        Path other = folder.resolve("other.playhead");
        write(other, RetentionPolicy.unlimited(), 2, MANY);
        file = other;
        Files.write(cache.fileOf(other), foreign);

        assertThat(kept()).isEmpty();
        assertThat(states()).isEqualTo(withoutCache());
    }

    @Test
    void shouldRemoveTheLeastRecentlyUsedCacheFiles() throws IOException {
        CacheFolder small = new CacheFolder(folder.resolve("small"), 1_000);
        Path first = folder.resolve("small").resolve("first.states");
        Path second = folder.resolve("small").resolve("second.states");
        Path third = folder.resolve("small").resolve("third.states");
        small.write(first, new byte[400]);
        small.write(second, new byte[400]);
        Files.setLastModifiedTime(second, FileTime.from(Instant.EPOCH));
        small.used(first);

        small.write(third, new byte[400]);

        assertThat(first).exists();
        assertThat(second).doesNotExist();
        assertThat(third).exists();
    }

    @Test
    void shouldFindTheFolderOfThePlatform() {
        assertThat(CacheFolder.of(name -> name.equals("HOME") ? "/home/anna" : "", "Linux"))
                .isPresent();
        assertThat(CacheFolder.of(name -> "", "Linux")).isEmpty();
        assertThat(CacheFolder.of(name -> name.equals("XDG_CACHE_HOME") ? "relative" : "", "Linux"))
                .isEmpty();
        assertThat(CacheFolder.of(name -> name.equals("HOME") ? "/home/anna" : "", "Windows 11"))
                .isEmpty();
    }

    @Test
    void shouldFoldStatesIfTheCacheFolderCannotBeCreated() throws IOException {
        Files.createFile(folder.resolve("playhead")); // this file prevents the creation of the folder

        assertThat(states()).isEqualTo(withoutCache());
        assertThat(snapshot().exitCode()).isZero();
    }
}

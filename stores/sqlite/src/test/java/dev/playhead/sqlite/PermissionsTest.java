package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.storage.spi.EventStore.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the permissions of the files of a store. */
class PermissionsTest {
    private static final String OWNER_ONLY = "rw-------";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        file = folder.resolve("orders.playhead");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void allow(Path path, String permissions) throws IOException {
        Path unusedSame = Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private Map<String, String> all() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                all.put(path.getFileName().toString(), permissions(path));
            }
        }
        return all;
    }

    private static void record(Path path) {
        try (EventHistory history = EventHistory.open(path)) {
            history.recordEvent(GridEvent.of("t", Map.of("n", 1)));
        }
    }

    private static void damage(Path path) throws IOException {
        for (long page = 1; page < Files.size(path) / Schema.PAGE_BYTES; page++) {
            StoreFiles.flip(path, page * Schema.PAGE_BYTES, 0xFF);
        }
    }

    @Test
    void shouldLetOnlyTheOwnerReadNewFiles() throws IOException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 3);
            assertThat(all())
                    .containsOnlyKeys(
                            "orders.playhead", "orders.playhead-shm", "orders.playhead-wal", "orders.playhead.lock")
                    .allSatisfy((name, permissions) -> assertThat(permissions).isEqualTo(OWNER_ONLY));
        }
    }

    @Test
    void shouldKeepThePermissionsOfAnEmptyFileThatWasPrepared() throws IOException {
        Path unusedSame = Files.createFile(file);
        allow(file, "rw-rw-r--");

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 3);
            assertThat(all().values()).containsOnly("rw-rw-r--");
        }
    }

    @Test
    void shouldKeepThePermissionsOfAnExistingFile() throws IOException {
        record(file);
        allow(file, "rw-r-----");
        Files.delete(FileClaim.sibling(file, ".lock"));

        record(file);

        assertThat(all().values()).containsOnly("rw-r-----");
    }

    @Test
    void shouldSalvageWithThePermissionsOfTheDamagedFile() throws IOException {
        record(file);
        allow(file, "rw-r-----");
        damage(file);

        try (SqliteEventStore store = SqliteEventStore.open(file, Mode.WRITE)) {
            assertThat(store.recovery().damagedFile()).isPresent();
        }

        assertThat(permissions(file)).isEqualTo("rw-r-----");
    }

    @Test
    void shouldLetOnlyTheOwnerReadASalvagedCopy() throws IOException {
        record(file);
        allow(file, "rw-r--r--");
        damage(file);
        Path copy = folder.resolve("copy.playhead");

        assertThat(new SqliteEventStoreProvider().salvage(file, copy).damagedFile())
                .isPresent();

        assertThat(permissions(copy)).isEqualTo(OWNER_ONLY);
        assertThat(permissions(file)).isEqualTo("rw-r--r--");
    }
}

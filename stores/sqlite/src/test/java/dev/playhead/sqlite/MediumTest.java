package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static dev.playhead.storage.spi.EventStore.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.JavaCommand;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of disks that are full, read-only or mounted without permission to run programs. A separate process mounts such
 * a disk in its own namespace, so other processes do not see it. The tests are skipped if the system does not permit
 * this.
 */
class MediumTest {
    private static final int ROOM_BYTES = 400_000;

    @TempDir
    Path folder;

    /** The program of the process that uses the mounted disk. */
    static final class Scenario {
        private Scenario() {}

        public static void main(String[] arguments) throws Exception {
            Path disk = Path.of(arguments[1]);
            switch (arguments[0]) {
                case "full" -> full(disk);
                case "salvage" -> salvage(disk);
                case "read-only" -> readOnly(disk);
                case "noexec" -> noexec(disk);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }

        /** Stores batches until the disk is full, frees space, and stores the last batch again. */
        private static void full(Path disk) throws IOException {
            Path file = disk.resolve("orders.playhead");
            Path filler = disk.resolve("filler");
            Files.write(filler, new byte[ROOM_BYTES]);
            long next = 0;
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                StoreException failure = null;
                StoreBatch batch = null;
                while (failure == null) {
                    batch = StoreBatch.builder()
                            .block(StoreBlocks.block(next, next + 999))
                            .build();
                    try {
                        store.commit(batch, next % 3_000 == 0);
                        next += 1_000;
                    } catch (StoreException e) {
                        failure = e;
                    }
                }
                System.out.println("failed: " + failure.reason());
                System.out.println("readable: " + (StoreFiles.readable(store).size() == next));
                Files.delete(filler);
                store.commit(batch, true);
                System.out.println("after: " + (StoreFiles.readable(store).size() == next + 1_000));
                // The disk becomes full again, before the file is reopened.
                Files.write(filler, new byte[(int) disk.toFile().getUsableSpace()]);
            }
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                System.out.println("opened full: " + (StoreFiles.readable(store).size() == next + 1_000));
            } catch (StoreException e) {
                System.out.println("opened full: " + e.reason());
            }
            Files.delete(filler);
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                System.out.println(
                        "opened with room: " + (StoreFiles.readable(store).size() == next + 1_000));
            }
        }

        /** Salvages a file to a disk with too little space, and again after space was freed. */
        private static void salvage(Path disk) throws IOException {
            Path damaged = Path.of(System.getProperty("java.io.tmpdir"), "orders.playhead");
            try (SqliteEventStore store = SqliteEventStore.open(damaged)) {
                StoreFiles.fill(store, 200);
            }
            Path filler = disk.resolve("filler");
            Files.write(filler, new byte[(int) disk.toFile().getUsableSpace() - ROOM_BYTES / 4]);
            SqliteEventStoreProvider provider = new SqliteEventStoreProvider();
            try {
                System.out.println(provider.salvage(damaged, disk.resolve("new.playhead")));
            } catch (StoreException e) {
                System.out.println("failed: " + e.reason());
            }
            System.out.println("left: " + names(disk));
            Files.delete(filler);
            System.out.println("salvaged: "
                    + provider.salvage(damaged, disk.resolve("new.playhead")).eventsRecovered());
            System.out.println("left: " + names(disk));
        }

        private static String names(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(path -> path.getFileName().toString()).sorted().collect(Collectors.joining(" "));
            }
        }

        private static void readOnly(Path disk) throws Exception {
            Path file = disk.resolve("orders.playhead");
            Path killed = disk.resolve("killed.playhead");
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                StoreFiles.fill(store, 10);
                StoreFiles.copyAsKilled(file, killed);
            }
            int exit = new ProcessBuilder("mount", "-o", "remount,ro", disk.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            System.out.println("remounted: " + exit);
            try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
                System.out.println("read: " + StoreFiles.readable(store).size());
            }
            for (Path path : List.of(file, killed)) {
                for (EventStore.Mode mode : List.of(WRITE, READ)) {
                    try (SqliteEventStore store = SqliteEventStore.open(path, mode)) {
                        System.out.println(path.getFileName() + " " + mode + ": "
                                + StoreFiles.readable(store).size());
                    } catch (StoreException e) {
                        System.out.println(path.getFileName() + " " + mode + ": " + e.reason());
                    }
                }
                Path target = Files.createTempDirectory("salvaged").resolve("new.playhead");
                System.out.println("salvaged: "
                        + new SqliteEventStoreProvider().salvage(path, target).eventsRecovered());
                try (Stream<Path> made = Files.list(target.getParent())) {
                    for (Path one : made.toList()) {
                        Files.delete(one);
                    }
                }
                Files.delete(target.getParent());
            }
        }

        private static void noexec(Path disk) {
            System.setProperty("org.sqlite.tmpdir", disk.toString());
            try (SqliteEventStore store = SqliteEventStore.open(Path.of(System.getProperty("java.io.tmpdir"), "x"))) {
                System.out.println("opened " + store.location());
            } catch (StoreException e) {
                System.out.println(e.reason() + " " + e.getMessage().contains("org.sqlite.tmpdir"));
            }
        }
    }

    private List<String> run(String scenario, String options) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o " + options + " none \"$1\" || exit 99; shift; exec \"$@\"",
                "sh",
                disk.toString()));
        command.addAll(JavaCommand.of(Scenario.class, "-Djava.io.tmpdir=" + folder));
        command.addAll(List.of(scenario, disk.toString()));
        Path out = folder.resolve("out");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
        } catch (IOException noSuchCommand) {
            assumeTrue(false, "skipped, since there is no unshare");
            throw noSuchCommand;
        }
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        List<String> lines = new ArrayList<>(Files.readAllLines(out, StandardCharsets.UTF_8));
        lines.removeIf(String::isEmpty);
        assumeTrue(
                process.exitValue() != 99
                        && (process.exitValue() == 0 || !String.join("", lines).startsWith("unshare")),
                "skipped, since nothing can be mounted here");
        assertThat(process.exitValue()).as("%s", lines).isZero();
        return lines;
    }

    @Test
    void shouldContinueWhenAFullDiskHasSpaceAgain() throws Exception {
        assertThat(run("full", "size=2m"))
                .startsWith("failed: FULL", "readable: true", "after: true")
                .contains("opened with room: true")
                .anySatisfy(line -> assertThat(line).matches("opened full: (true|FULL)"));
    }

    @Test
    void shouldLeaveNoFileOfAFailedSalvage() throws Exception {
        assertThat(run("salvage", "size=4m"))
                .containsExactly("failed: FULL", "left: filler", "salvaged: 10000", "left: new.playhead");
    }

    @Test
    void shouldReadFromAReadOnlyMedium() throws Exception {
        assertThat(run("read-only", "size=4m"))
                .containsExactly(
                        "remounted: 0",
                        "read: 500",
                        "orders.playhead WRITE: NO_ACCESS",
                        "orders.playhead READ: 500",
                        "salvaged: 500",
                        "killed.playhead WRITE: NO_ACCESS",
                        "killed.playhead READ: NO_ACCESS",
                        "salvaged: 500");
    }

    @Test
    void shouldReportWhyTheNativeLibraryCannotBeLoaded() throws Exception {
        assertThat(run("noexec", "size=16m,noexec")).last().isEqualTo("UNAVAILABLE true");
    }
}

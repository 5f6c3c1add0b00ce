package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings a salvaged database under its name, so that whenever the process ends, there is a whole one or none. */
final class Replacement {
    /*
     * The new database takes the old one's place by renaming alone. It is complete and on disk before it is called
     * SALVAGED; from then on, whenever the process ends, the next opening finds either the old database in its place, and
     * begins anew, or none there, and finishes. The old log goes with the old database before the new one comes, since
     * SQLite would apply it to whatever it lies beside.
     */
    /** What is being made, by salvaging or anew. */
    static final String SALVAGING = ".unfinished";

    static final String SALVAGED = ".salvaged";
    private static final String DAMAGED = ".damaged-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private Replacement() {}

    /** Salvages a database in its place; returns where the damaged one is kept. */
    static Path replace(Path file) throws IOException {
        Path target = FileClaim.sibling(file, SALVAGING);
        copy(file, target, () -> {});
        Files.move(target, FileClaim.sibling(file, SALVAGED), StandardCopyOption.ATOMIC_MOVE);
        sync(file.getParent());
        Path damaged = FileClaim.sibling(file, DAMAGED + STAMP.format(Instant.now()));
        Files.move(file, damaged, StandardCopyOption.ATOMIC_MOVE);
        takePlace(file, damaged);
        return damaged;
    }

    /** Finishes, or gives up, what a process that ended has left behind; says whether there is another file now. */
    static boolean finish(Path file) throws IOException {
        discard(FileClaim.sibling(file, SALVAGING));
        Path salvaged = FileClaim.sibling(file, SALVAGED);
        if (!Files.exists(salvaged)) {
            return false;
        }
        if (Files.exists(file)) {
            Files.delete(salvaged); // the damaged one is still there, and is salvaged again
            return false;
        }
        String prefix = FileClaim.sibling(file, DAMAGED).getFileName().toString();
        try (Stream<Path> siblings = Files.list(file.resolveSibling("."))) {
            Optional<Path> damaged = siblings.map(path -> file.resolveSibling(path.getFileName()))
                    .filter(path -> path.getFileName().toString().startsWith(prefix))
                    .filter(path -> !path.toString().endsWith("-wal"))
                    .max(Path::compareTo);
            takePlace(file, damaged.orElse(FileClaim.sibling(file, DAMAGED + STAMP.format(Instant.now()))));
            return true;
        }
    }

    private static void takePlace(Path file, Path damaged) throws IOException {
        Path log = WalFile.of(file);
        if (Files.exists(log)) {
            Files.move(log, WalFile.of(damaged), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(FileClaim.sibling(file, "-shm"));
        sync(file.getParent());
        Files.move(FileClaim.sibling(file, SALVAGED), file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.getParent());
    }

    /** Has the names in a folder written to disk, where the system can do that. */
    private static void sync(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException cannot) {
            // Windows has no such thing. The order of renames is right all the same.
        }
    }

    /**
     * Writes what can be read of one file into a new one, which has its name when it is complete and on disk.
     *
     * @param check fails if what was read is not to be had, so that nothing is left of the new file
     */
    static void into(Path damaged, Path target, Runnable check) throws IOException {
        Path unfinished = FileClaim.sibling(target, SALVAGING);
        copy(damaged, unfinished, check);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        sync(target.getParent());
    }

    /** Writes what can be read of one file into a new one, of which nothing is left if that fails. */
    private static void copy(Path damaged, Path target, Runnable check) throws IOException {
        discard(target);
        boolean done = false;
        try {
            Salvage.write(damaged, target);
            check.run();
            try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            done = true;
        } finally {
            if (!done) {
                discard(target);
            }
        }
    }

    static void discard(Path unfinished) throws IOException {
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(FileClaim.sibling(unfinished, "-journal"));
    }
}

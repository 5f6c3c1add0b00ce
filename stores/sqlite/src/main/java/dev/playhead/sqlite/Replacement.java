package dev.playhead.sqlite;

import dev.playhead.storage.spi.PrivateFile;
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

/**
 * The replacement of a damaged database by a salvaged one. At whatever point the process ends, the name of the database
 * refers to a complete file or to no file.
 */
final class Replacement {
    /*
     * The new database replaces the old one by renaming alone. The new database is complete and on disk before its name
     * gets the suffix SALVAGED. If the process ends after that, the next opening checks for a file under the name of
     * the database: if there is one, it is the old database, and salvage starts over; if there is none, the replacement
     * is finished. The old log is moved with the old database before the new one is renamed, because SQLite would apply
     * the log to any database with this name.
     */
    /**
     * The suffix of an unfinished file: a new, empty database, or a database into which a damaged one is being
     * salvaged.
     */
    static final String SALVAGING = ".unfinished";

    static final String SALVAGED = ".salvaged";
    private static final String DAMAGED = ".damaged-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private Replacement() {}

    /**
     * Replaces a damaged database by a salvaged one under the same name. Returns the file that keeps the damaged
     * database.
     */
    static Path replace(Path file) throws IOException {
        Path target = FileClaim.sibling(file, SALVAGING);
        copy(file, target, file, () -> {});
        Files.move(target, FileClaim.sibling(file, SALVAGED), StandardCopyOption.ATOMIC_MOVE);
        sync(file.getParent());
        Path damaged = FileClaim.sibling(file, DAMAGED + STAMP.format(Instant.now()));
        Files.move(file, damaged, StandardCopyOption.ATOMIC_MOVE);
        replace(file, damaged);
        return damaged;
    }

    /**
     * Finishes or discards a replacement that another process began before it ended. Returns whether this call put the
     * salvaged database in place.
     */
    static boolean finish(Path file) throws IOException {
        discard(FileClaim.sibling(file, SALVAGING));
        Path salvaged = FileClaim.sibling(file, SALVAGED);
        if (!Files.exists(salvaged)) {
            return false;
        }
        if (Files.exists(file)) {
            Files.delete(salvaged); // the damaged database still exists, and is salvaged again
            return false;
        }
        String prefix = FileClaim.sibling(file, DAMAGED).getFileName().toString();
        try (Stream<Path> siblings = Files.list(file.resolveSibling("."))) {
            Optional<Path> damaged = siblings.map(path -> file.resolveSibling(path.getFileName()))
                    .filter(path -> path.getFileName().toString().startsWith(prefix))
                    .filter(path -> !path.toString().endsWith("-wal"))
                    .max(Path::compareTo);
            replace(file, damaged.orElse(FileClaim.sibling(file, DAMAGED + STAMP.format(Instant.now()))));
            return true;
        }
    }

    private static void replace(Path file, Path damaged) throws IOException {
        Path log = WalFile.of(file);
        if (Files.exists(log)) {
            Files.move(log, WalFile.of(damaged), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(FileClaim.sibling(file, "-shm"));
        sync(file.getParent());
        Files.move(FileClaim.sibling(file, SALVAGED), file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.getParent());
    }

    /** Forces the file names of a folder to disk, if the system supports this. */
    private static void sync(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException cannot) {
            // Windows does not support this. The renames are in the correct order anyway.
        }
    }

    /**
     * Writes all readable contents of a file into a new file, which only its owner can read. The new file gets its name when
     * it is complete and on disk.
     *
     * @param damaged the damaged file
     * @param target the new file
     * @param check called after all contents were written; if it throws, the new file is deleted
     */
    static void into(Path damaged, Path target, Runnable check) throws IOException {
        Path unfinished = FileClaim.sibling(target, SALVAGING);
        copy(damaged, unfinished, target, check);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        sync(target.getParent());
    }

    /**
     * Writes all readable contents of a file into a new file, with the permissions of another file if it exists. If that
     * fails, deletes the new file.
     */
    private static void copy(Path damaged, Path target, Path permissions, Runnable check) throws IOException {
        discard(target);
        PrivateFile.createLike(target, permissions);
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

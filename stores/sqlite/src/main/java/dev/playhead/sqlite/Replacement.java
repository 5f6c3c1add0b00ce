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
 * The replacement of a damaged database with a salvaged one. At any time, even after the process was killed, the name
 * of the database refers either to a complete file or to no file.
 */
final class Replacement {
    /*
     * The new database replaces the old one only by renaming. The new one is complete and on disk before its name gets
     * the suffix SALVAGED. If the process ends after that, the next writer checks whether a file has the name of the
     * database. If so, this is the old database, and salvage starts over. If not, the writer finishes the replacement.
     * The old log is renamed before the new database, because SQLite would apply the old log to any database with this
     * name.
     */
    /**
     * The suffix of an unfinished file: a new database that is being created, or a database into which a damaged one is
     * being salvaged.
     */
    static final String SALVAGING = ".unfinished";

    static final String SALVAGED = ".salvaged";
    private static final String DAMAGED = ".damaged-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private Replacement() {}

    /**
     * Salvages a damaged database, and replaces it with the salvaged one under the same name. Returns the file that now
     * contains the damaged database.
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
     * Finishes or discards a replacement that was begun but not finished. Returns whether this call replaced the
     * database.
     */
    static boolean finish(Path file) throws IOException {
        discard(FileClaim.sibling(file, SALVAGING));
        Path salvaged = FileClaim.sibling(file, SALVAGED);
        if (!Files.exists(salvaged)) {
            return false;
        }
        if (Files.exists(file)) {
            Files.delete(salvaged); // the damaged database still has its name, and is salvaged again
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
            // Windows does not support this. The order of the renames does not depend on it.
        }
    }

    /**
     * Writes all readable contents of a damaged file into a new file, which only its owner can read. The new file gets
     * its final name when it is complete and on disk.
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
     * Writes all readable contents of a damaged file into a new file. If the file {@code permissions} exists, the new
     * file gets its permissions. If this method fails, it deletes the new file.
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

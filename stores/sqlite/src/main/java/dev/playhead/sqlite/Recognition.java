package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EventStore.Mode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a file before SQLite opens the file. They reject everything that is not a regular file, and files whose
 * first bytes are those of another format or of an unknown version.
 */
final class Recognition {
    private static final String EXTENSION = ".playhead";

    private Recognition() {}

    /**
     * Fails unless the file is a regular file with the necessary permissions. For writing, the file may also be
     * missing.
     */
    static void requireFile(Path file, Mode mode) throws IOException {
        if (Files.isDirectory(file)) {
            throw new StoreException(Reason.NOT_A_STORE, "file=" + file + " is a folder; name a file in it", null);
        }
        if (!Files.exists(file)) {
            if (mode == Mode.READ) {
                String advice = Files.exists(FileClaim.sibling(file, Replacement.SALVAGED))
                        ? ", because a process ended while salvaging it; open it for writing once"
                        : "; check the name";
                throw new StoreException(Reason.MISSING, "file=" + file + " does not exist" + advice, null);
            }
            return;
        }
        if (!Files.isRegularFile(file)) {
            throw new StoreException(Reason.NOT_A_STORE, "file=" + file + " is not a regular file", null);
        }
        if (!Files.isReadable(file) || (mode == Mode.WRITE && !Files.isWritable(file))) {
            throw new AccessDeniedException(file.toString());
        }
    }

    /** Fails if the first bytes of a file were read and show that this release cannot open the file. */
    static void requireKnown(FileClaim claim) {
        byte[] header = claim.header();
        if (header != null) {
            refuse(claim.file(), Schema.kindOf(header), header);
        }
    }

    /** Fails if the file is neither a store nor empty, or if it is a store with an unknown version. */
    static void refuse(Path file, Schema.Kind kind, byte @Nullable [] header) {
        switch (kind) {
            case OTHER_VERSION ->
                throw Format.unknownVersion("file=" + file, header == null ? 0 : Schema.versionIn(header));
            case OTHER_DATABASE ->
                throw new StoreException(
                        Reason.NOT_A_STORE,
                        "file=" + file + " is a SQLite database, but not one of Playhead; specify another file",
                        null);
            case OTHER ->
                throw new StoreException(
                        Reason.NOT_A_STORE,
                        "file=" + file
                                + " is not a Playhead database; specify another file. To read an event file, use importFrom",
                        null);
            default -> {
                // the file can be opened
            }
        }
    }

    /**
     * Returns whether a file is a store. A file that is missing, empty or unreadable counts as a store if it has the
     * name extension of stores. Does not open the file as a database.
     */
    static boolean recognizes(Path file) {
        try (FileClaim claim = FileClaim.of(FileClaim.realPath(file), Mode.READ)) {
            byte[] header = claim.header();
            if (header == null) {
                return true;
            }
            return switch (Schema.kindOf(header)) {
                case EMPTY ->
                    !Files.isDirectory(claim.file()) && file.toString().endsWith(EXTENSION);
                case OTHER, OTHER_DATABASE -> false;
                default -> true;
            };
        } catch (IOException | StoreException unreadable) {
            return file.toString().endsWith(EXTENSION); // the problem is reported when the file is opened
        }
    }
}

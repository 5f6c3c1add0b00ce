package dev.playhead.sqlite;

import dev.playhead.sqlite.Database.Access;
import dev.playhead.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The removal of the write-ahead log and its index, which SQLite leaves beside a file that was only read. */
final class WalRemoval {
    private WalRemoval() {}

    /**
     * Lets SQLite remove its files beside a file that was read, if no other connection has the file open. SQLite removes them
     * when the last connection closes, provided that this connection may write.
     *
     * <p>Closing it also checkpoints the log, and discards what SQLite does not accept of it. Because such a part could still
     * be salvaged, this method acts only if SQLite accepts the whole log, or, after damage, if the log is empty.
     *
     * @param claim the claim of the file
     * @param sound whether no damage was found
     * @param probe called before each statement
     */
    static void tidy(FileClaim claim, boolean sound, Database.Probe probe) {
        Path file = claim.file();
        try {
            boolean found = Files.exists(FileClaim.sibling(file, "-shm"));
            if (found && Files.isWritable(file) && Files.isWritable(file.resolveSibling("."))) {
                boolean unusedDone = claim.withoutWriter(() -> {
                    if (sound ? WalFile.isWhole(file) : WalFile.isEmpty(file)) {
                        closeLast(file, probe);
                    }
                });
            }
        } catch (IOException | StoreException e) {
            // The files stay, as if this process had been killed: nothing is lost, and what was read is correct.
        }
    }

    private static void closeLast(Path file, Database.Probe probe) {
        try (Database last = Database.open(file, Access.LAST, probe)) {
            last.alone(() -> {
                last.pragma("query_only = ON");
                long unusedVersion = last.number("PRAGMA schema_version", 0); // opens the log
            });
        }
    }
}

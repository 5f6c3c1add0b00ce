package dev.playhead.sqlite;

import dev.playhead.sqlite.Database.Access;
import dev.playhead.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The removal of the write-ahead log and its index after a file was only read. SQLite itself does not remove them in
 * this case.
 */
final class WalRemoval {
    private WalRemoval() {}

    /**
     * Opens and closes a connection, so that SQLite removes the log and its index, if no other connection has the file
     * open. SQLite removes both when the last connection is closed, provided that this connection may write.
     *
     * <p>Closing that connection also checkpoints the log, and discards the part of the log that SQLite does not
     * accept. Such a part could still be salvaged. So this method does nothing unless SQLite accepts the whole log; if
     * damage was found, it does nothing unless the log is empty. It also does nothing if a writer may have the file
     * open, or if this process may not write the file and its folder.
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
            // The log and its index remain, as if this process had been killed. No data is lost.
        }
    }

    private static void closeLast(Path file, Database.Probe probe) {
        try (Database last = Database.open(file, Access.LAST, probe)) {
            last.alone(() -> {
                last.pragma("query_only = ON");
                long unusedVersion = last.number("PRAGMA schema_version", 0); // this query makes SQLite open the log
            });
        }
    }
}

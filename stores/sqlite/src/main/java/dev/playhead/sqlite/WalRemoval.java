package dev.playhead.sqlite;

import dev.playhead.sqlite.Database.Access;
import dev.playhead.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The removal of the write-ahead log and its index, which SQLite does not remove if a file was only read. */
final class WalRemoval {
    private WalRemoval() {}

    /**
     * Makes SQLite remove the log and its index after a file was read, if no other connection has the file open. SQLite
     * removes both when the last connection closes, provided that this connection may write.
     *
     * <p>Closing that connection also checkpoints the log, and discards the part of the log that SQLite does not
     * accept. Because such a part could still be salvaged, this method does nothing unless SQLite accepts the whole log
     * or, after damage was found, the log is empty.
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
            // The log and its index stay, as if this process had been killed. Nothing is lost, and all results of reads
            // are correct.
        }
    }

    private static void closeLast(Path file, Database.Probe probe) {
        try (Database last = Database.open(file, Access.LAST, probe)) {
            last.alone(() -> {
                last.pragma("query_only = ON");
                long unusedVersion = last.number("PRAGMA schema_version", 0); // this read opens the log
            });
        }
    }
}

package dev.playhead.sqlite;

import dev.playhead.sqlite.Database.Access;
import dev.playhead.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The removal of the write-ahead log, and its index, which SQLite leaves beside a file that was only read. */
final class WalRemoval {
    private WalRemoval() {}

    /**
     * Lets SQLite remove its files beside a file that was read, if nobody else has it open: that is what it does when the last
     * connection is closed, if this is one that may write.
     *
     * <p>It brings the log to its place then, and forgets what it does not believe of it. So it is not asked to where that is
     * anything, since it could be salvaged.
     *
     * @param sound whether nothing was found damaged
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
            // Then they stay, as if this process had been killed: nothing is lost, and what was read is right.
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

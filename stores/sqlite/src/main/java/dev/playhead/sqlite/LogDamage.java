package dev.playhead.sqlite;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The damage of a write-ahead log: whether the log is damaged, and the history that is recorded in the readable part.
 */
final class LogDamage {
    private LogDamage() {}

    /**
     * Returns whether a log does not continue its database, because it belongs to an earlier or later state of the
     * database or to another file. Called only before this process opens the file.
     */
    static boolean isOfAnotherTime(FileClaim claim) throws IOException {
        return claim.isAlone() && WalFile.exists(claim.file()) && HistoryEvidence.hasLogOfAnotherTime(claim.file());
    }

    /**
     * Returns whether the log of a file without a writer is damaged. SQLite would not show the commits after the
     * damage.
     */
    static boolean hasDamagedLog(FileClaim claim) throws IOException {
        // A log may appear damaged while it is being written. So a log that appears damaged is checked again after it
        // is certain that there is no writer.
        return WalFile.isBroken(claim.file()) && !claim.hasWriter() && WalFile.isBroken(claim.file());
    }

    /**
     * Returns the history recorded in a damaged log, or null if the log is sound. Events after the damage are not read,
     * and count as missing. Blocks and tails that a commit after the damage dropped are not shown.
     */
    static Rows.@Nullable History historyInDamagedLog(FileClaim claim) throws IOException {
        return hasDamagedLog(claim) ? HistoryEvidence.inLog(claim.file()) : null;
    }
}

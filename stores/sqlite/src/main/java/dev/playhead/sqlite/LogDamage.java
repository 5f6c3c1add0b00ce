package dev.playhead.sqlite;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Checks of a write-ahead log: whether the log is damaged, and which history its readable part records. */
final class LogDamage {
    private LogDamage() {}

    /**
     * Returns whether the log of a file does not continue the database, because the log belongs to an earlier or later
     * state of the database or to another database. Returns false without a check if another store of this process has
     * the file open for reading. Called only while this process has no connection that writes the file.
     */
    static boolean isOfAnotherTime(FileClaim claim) throws IOException {
        return claim.isAlone() && WalFile.exists(claim.file()) && HistoryEvidence.hasLogOfAnotherTime(claim.file());
    }

    /**
     * Returns whether the log of a file is damaged and no store is writing the file. SQLite would not show the commits
     * after the damage.
     */
    static boolean hasDamagedLog(FileClaim claim) throws IOException {
        // A log may appear damaged while it is being written. So a log that appears damaged is checked again when it is
        // certain that there is no writer.
        return WalFile.isBroken(claim.file()) && !claim.hasWriter() && WalFile.isBroken(claim.file());
    }

    /**
     * Returns the history recorded in a damaged log, or null if the log is not damaged or records no history. With this
     * history, a reader counts the events after the damage as missing, and does not show blocks and tails that were
     * dropped by a commit after the damage.
     */
    static Rows.@Nullable History historyInDamagedLog(FileClaim claim) throws IOException {
        return hasDamagedLog(claim) ? HistoryEvidence.inLog(claim.file()) : null;
    }
}

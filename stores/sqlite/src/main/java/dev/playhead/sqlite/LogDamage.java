package dev.playhead.sqlite;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The damage of a write-ahead log: whether there is any, and the history recorded in the remaining part. */
final class LogDamage {
    private LogDamage() {}

    /**
     * Returns whether a log belongs to its database at another time, or to another file. Called only before this process
     * opens the file.
     */
    static boolean isOfAnotherTime(FileClaim claim) throws IOException {
        return claim.isAlone() && WalFile.exists(claim.file()) && HistoryEvidence.hasLogOfAnotherTime(claim.file());
    }

    /** Returns whether the log of a file without a writer is damaged. SQLite would not show what follows the damage. */
    static boolean hasDamagedLog(FileClaim claim) throws IOException {
        // A log that is being written may look damaged for a moment. So it is checked again after ruling out a writer,
        // which
        // is looked for only if there seems to be damage.
        return WalFile.isBroken(claim.file()) && !claim.hasWriter() && WalFile.isBroken(claim.file());
    }

    /**
     * Returns the history recorded in a damaged log, or null if the log is sound. Content after the damage is not read, but
     * counted as missing. Blocks and tails that were dropped there are not shown.
     */
    static Rows.@Nullable History historyInDamagedLog(FileClaim claim) throws IOException {
        return hasDamagedLog(claim) ? HistoryEvidence.inLog(claim.file()) : null;
    }
}

package dev.playhead.sqlite;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The damage of a write-ahead log: whether there is any, and where the history stands by what is left. */
final class LogDamage {
    private LogDamage() {}

    /**
     * Returns whether a log is that of its database at another time, or of another file. Only before this process opens the
     * file.
     */
    static boolean isOfAnotherTime(FileClaim claim) throws IOException {
        return claim.isAlone() && WalFile.exists(claim.file()) && HistoryEvidence.hasLogOfAnotherTime(claim.file());
    }

    /** Returns whether the log of a file, to which nobody writes, is damaged, so that SQLite would not show what is behind. */
    static boolean hasDamagedLog(FileClaim claim) throws IOException {
        // Read beside a writer, who is not asked for unless it seems so, it would seem so now and then.
        return WalFile.isBroken(claim.file()) && !claim.hasWriter() && WalFile.isBroken(claim.file());
    }

    /**
     * Returns where the history stands by a damaged log, null if it is sound. What is behind the damage is not read, but
     * counted as missing, and what was dropped there is not shown.
     */
    static Rows.@Nullable History historyInDamagedLog(FileClaim claim) throws IOException {
        return hasDamagedLog(claim) ? HistoryEvidence.inLog(claim.file()) : null;
    }
}

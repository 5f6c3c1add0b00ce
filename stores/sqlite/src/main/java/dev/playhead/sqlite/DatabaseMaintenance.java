package dev.playhead.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * Checkpoints and vacuuming: brings the write-ahead log into the database, and gives free pages back, a step at a time.
 *
 * <p><b>Threading.</b> Called under the lock of the one that writes to the database.
 */
final class DatabaseMaintenance {
    /** Beyond it SQLite makes a checkpoint within a commit, if nobody calls {@link #step}. */
    static final int MAX_WAL_PAGES = 16_384;

    static final long KEPT_WAL_BYTES = 16L << 20;

    private static final long CHECKPOINT_BYTES = 8L << 20;
    private static final long MAX_WAL_BYTES = 64L << 20;
    /** A log above that is emptied when nothing was written for some time, rather than left beside the file for hours. */
    static final long IDLE_WAL_BYTES = 512L << 10;

    static final long IDLE_NANOS = 400_000_000;

    private static final int FREED_PAGES_A_STEP = 256;
    /** About what a commit writes besides its batch: the pages that it changes. */
    private static final long BYTES_A_COMMIT = 4L * Schema.PAGE_BYTES;

    private final Path log;
    private final Database database;
    private final LongSupplier nanoTime;

    /** About what was written to the log since the last checkpoint. */
    private long loggedBytes;

    private boolean logMayBeLarge = true;
    /** When something was written last, or it was tried in vain to empty the log. */
    private long quietSinceNanos;

    DatabaseMaintenance(Path file, Database database, LongSupplier nanoTime) {
        this.log = WalFile.of(file);
        this.database = database;
        this.nanoTime = nanoTime;
        this.loggedBytes = FileSize.of(log); // what is left where the disk was full
        this.quietSinceNanos = nanoTime.getAsLong();
    }

    /** Takes note of a commit of so many bytes. */
    void committed(long bytes) {
        wrote(BYTES_A_COMMIT + bytes);
    }

    private void wrote(long bytes) {
        loggedBytes += bytes;
        logMayBeLarge = true;
        quietSinceNanos = nanoTime.getAsLong();
    }

    /** Does one step of what is due; returns whether there may be more. */
    boolean step() {
        if (loggedBytes >= CHECKPOINT_BYTES) {
            checkpoint();
            return true;
        }
        if (freePages()) {
            wrote((long) FREED_PAGES_A_STEP * Schema.PAGE_BYTES);
            return true;
        }
        long now = nanoTime.getAsLong();
        if (logMayBeLarge && now - quietSinceNanos >= IDLE_NANOS) {
            database.alone(() -> emptyIdleLog(now));
        }
        return false;
    }

    /** Never in the way of readers; only when they keep the log from being used again it is made to shrink. */
    private void checkpoint() {
        boolean large = FileSize.of(log) > MAX_WAL_BYTES;
        database.alone(() -> {
            if (large) {
                database.truncateLog();
            } else {
                database.pragma("wal_checkpoint(PASSIVE)");
            }
        });
        loggedBytes = 0;
    }

    /** Gives some pages back, if there are enough free ones; returns whether there were. */
    private boolean freePages() {
        return database.queryAlone(() -> {
            if (database.number("PRAGMA freelist_count", 0) < FREED_PAGES_A_STEP) {
                return false;
            }
            database.pragma("incremental_vacuum(" + FREED_PAGES_A_STEP + ")");
            return true;
        });
    }

    /** Empties a log that is large, unless a reader needs it, which is not waited for. */
    private void emptyIdleLog(long now) throws SQLException {
        quietSinceNanos = now;
        boolean large = FileSize.of(log) > IDLE_WAL_BYTES;
        if (!large || database.emptyUnusedLog()) {
            logMayBeLarge = false;
            loggedBytes = large ? 0 : loggedBytes;
        }
    }

    /**
     * Writes everything anew, through the log. Its pages may get there before it is committed, since memory has no room for
     * all of them. If it fails, the log is emptied too, lest what is left in it be taken for damage.
     */
    void vacuum() {
        database.alone(() -> {
            database.pragma("cache_spill = ON");
            try {
                database.execute("VACUUM");
            } finally {
                database.pragma("cache_spill = OFF");
                database.truncateLog();
            }
        });
        loggedBytes = 0;
    }
}

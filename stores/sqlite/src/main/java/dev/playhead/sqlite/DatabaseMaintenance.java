package dev.playhead.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * Checkpoints and vacuuming, one step at a time: moves the write-ahead log into the database, and frees unused pages.
 *
 * <p><b>Threading.</b> Called under the lock of the database's writer.
 */
final class DatabaseMaintenance {
    /** The log size in pages above which SQLite checkpoints within a commit, if {@link #step} is not called. */
    static final int MAX_WAL_PAGES = 16_384;

    static final long KEPT_WAL_BYTES = 16L << 20;

    private static final long CHECKPOINT_BYTES = 8L << 20;
    private static final long MAX_WAL_BYTES = 64L << 20;
    /** The log size above which an idle log is emptied, so that it does not occupy the disk for hours. */
    static final long IDLE_WAL_BYTES = 512L << 10;

    static final long IDLE_NANOS = 400_000_000;

    private static final int FREED_PAGES_A_STEP = 256;
    /** The approximate number of bytes that a commit writes in addition to its batch, for the pages that it changes. */
    private static final long BYTES_A_COMMIT = 4L * Schema.PAGE_BYTES;

    private final Path log;
    private final Database database;
    private final LongSupplier nanoTime;

    /** The approximate number of bytes written to the log since the last checkpoint. */
    private long loggedBytes;

    private boolean logMayBeLarge = true;
    /** The time of the last write, or of the last failed attempt to empty the log. */
    private long quietSinceNanos;

    DatabaseMaintenance(Path file, Database database, LongSupplier nanoTime) {
        this.log = WalFile.of(file);
        this.database = database;
        this.nanoTime = nanoTime;
        this.loggedBytes = FileSize.of(log); // a log may remain from an earlier session in which the disk was full
        this.quietSinceNanos = nanoTime.getAsLong();
    }

    /** Records that a commit wrote a number of bytes. */
    void committed(long bytes) {
        wrote(BYTES_A_COMMIT + bytes);
    }

    private void wrote(long bytes) {
        loggedBytes += bytes;
        logMayBeLarge = true;
        quietSinceNanos = nanoTime.getAsLong();
    }

    /** Does one step of the work that is due. Returns whether there may be more work. */
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

    /**
     * Checkpoints the log without blocking readers. Truncates the log only if it exceeds {@link #MAX_WAL_BYTES} because
     * readers have prevented its reuse.
     */
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

    /** Frees some pages, if enough pages are unused. Returns whether enough pages were unused. */
    private boolean freePages() {
        return database.queryAlone(() -> {
            if (database.number("PRAGMA freelist_count", 0) < FREED_PAGES_A_STEP) {
                return false;
            }
            database.pragma("incremental_vacuum(" + FREED_PAGES_A_STEP + ")");
            return true;
        });
    }

    /** Empties a large log, unless a reader needs it. Does not wait for readers. */
    private void emptyIdleLog(long now) throws SQLException {
        quietSinceNanos = now;
        boolean large = FileSize.of(log) > IDLE_WAL_BYTES;
        if (!large || database.emptyUnusedLog()) {
            logMayBeLarge = false;
            loggedBytes = large ? 0 : loggedBytes;
        }
    }

    /**
     * Rewrites the database through the log. Pages are allowed to spill into the log before they are committed, because
     * they may not all fit into memory. The log is emptied even after a failure, because the pages left in it could be
     * mistaken for damage.
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

package dev.playhead.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * Checkpoints, erasing and vacuuming, one step at a time: moves the write-ahead log into the database, overwrites what was
 * dropped, in the database and in the log, and frees unused pages.
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
    /** Whether something of dropped blocks may be left. */
    private boolean blocksMayBeLeft = true; // by a process that ended before it deleted them

    /** Whether free pages may have something of dropped blocks. */
    private boolean freePagesMayHaveDropped = true; // for the same reason, or since an earlier release

    /** Whether the log may have versions of pages from before something was dropped. */
    private boolean logMayHaveDropped;

    /** The time of the last write, or of the last failed attempt to empty the log. */
    private long quietSinceNanos;

    DatabaseMaintenance(Path file, Database database, LongSupplier nanoTime) {
        this.log = WalFile.of(file);
        this.database = database;
        this.nanoTime = nanoTime;
        this.loggedBytes = FileSize.of(log); // a log may remain from an earlier session in which the disk was full
        this.logMayHaveDropped = loggedBytes > 0;
        this.quietSinceNanos = nanoTime.getAsLong();
    }

    /**
     * Records a commit.
     *
     * @param bytes the number of its bytes
     * @param drops whether it dropped anything
     */
    void committed(long bytes, boolean drops) {
        wrote(BYTES_A_COMMIT + bytes);
        blocksMayBeLeft |= drops;
        logMayHaveDropped |= drops;
    }

    private void wrote(long bytes) {
        loggedBytes += bytes;
        logMayBeLarge = true;
        quietSinceNanos = nanoTime.getAsLong();
    }

    /**
     * Does one step of the work that is due. Returns whether there may be more.
     *
     * @param keptFrom the sequence before which blocks were dropped
     */
    boolean step(long keptFrom) {
        if (loggedBytes >= CHECKPOINT_BYTES) {
            checkpoint();
            return true;
        }
        if (deleteLeft(keptFrom) || freePages()) {
            return true;
        }
        long now = nanoTime.getAsLong();
        if ((logMayBeLarge || logMayHaveDropped) && now - quietSinceNanos >= IDLE_NANOS) {
            database.alone(() -> emptyIdleLog(now));
        }
        return false;
    }

    /**
     * Checkpoints the log without blocking readers. Truncates the log if no reader needs it and it may have what was
     * dropped, or if it exceeds {@link #MAX_WAL_BYTES} because readers have prevented its reuse.
     */
    private void checkpoint() {
        boolean large = FileSize.of(log) > MAX_WAL_BYTES;
        database.alone(() -> {
            if (large) {
                database.truncateLog();
            } else if (logMayHaveDropped && database.emptyUnusedLog()) {
                logMayHaveDropped = false;
            } else {
                database.pragma("wal_checkpoint(PASSIVE)");
            }
        });
        loggedBytes = 0;
    }

    /** Deletes some of what is left of dropped blocks. Returns whether there was any. */
    private boolean deleteLeft(long keptFrom) {
        if (blocksMayBeLeft) {
            blocksMayBeLeft = DroppedBlocks.deleteLeft(database, keptFrom);
            if (blocksMayBeLeft) {
                freePagesMayHaveDropped = true;
                logMayHaveDropped = true;
                wrote(BYTES_A_COMMIT);
            }
        }
        return blocksMayBeLeft;
    }

    /** Frees some pages, if enough are unused or any may have something of dropped blocks. Returns whether it did. */
    private boolean freePages() {
        long unused = database.queryAlone(() -> database.number("PRAGMA freelist_count", 0));
        if (unused == 0) {
            freePagesMayHaveDropped = false;
        }
        if (unused < (freePagesMayHaveDropped ? 1 : FREED_PAGES_A_STEP)) {
            return false;
        }
        database.alone(() -> database.pragma("incremental_vacuum(" + FREED_PAGES_A_STEP + ")"));
        wrote(Math.min(unused, FREED_PAGES_A_STEP) * Schema.PAGE_BYTES);
        boolean freed = database.queryAlone(() -> database.number("PRAGMA freelist_count", 0)) < unused;
        freePagesMayHaveDropped &= freed; // another program may have turned off the freeing of pages
        return freed;
    }

    /** Erases all that is left of what was dropped, except in the log. */
    void erase(long keptFrom) {
        boolean more = true;
        while (more) {
            if (loggedBytes >= CHECKPOINT_BYTES) {
                checkpoint();
            }
            more = deleteLeft(keptFrom) || (freePagesMayHaveDropped && freePages());
        }
    }

    /** Empties a log that is large or may have what was dropped, unless a reader needs it. Does not wait for readers. */
    private void emptyIdleLog(long now) throws SQLException {
        quietSinceNanos = now;
        boolean due = logMayHaveDropped || FileSize.of(log) > IDLE_WAL_BYTES;
        if (!due || database.emptyUnusedLog()) {
            logMayBeLarge = false;
            logMayHaveDropped = false;
            loggedBytes = due ? 0 : loggedBytes;
        }
    }

    /**
     * Rewrites the database through the log, without dropped data. Pages are allowed to spill into the log before they are committed, because
     * they may not all fit into memory. The log is emptied even after a failure, because the pages left in it could be
     * mistaken for damage.
     */
    void vacuum(long keptFrom) {
        while (deleteLeft(keptFrom)) {
            // until nothing is left
        }
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

package dev.playhead.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * The maintenance of a database, one step at a time. It checkpoints the write-ahead log into the database, erases
 * dropped data from the database and the log, and vacuums free pages.
 *
 * <p><b>Threading.</b> Called under the lock of the database's writer.
 */
final class DatabaseMaintenance {
    /**
     * The size of the log, in pages, above which SQLite itself checkpoints within a commit. Usually, {@link #step}
     * keeps the log smaller.
     */
    static final int MAX_WAL_PAGES = 16_384;

    static final long KEPT_WAL_BYTES = 16L << 20;

    private static final long CHECKPOINT_BYTES = 8L << 20;
    private static final long MAX_WAL_BYTES = 64L << 20;
    /** The size above which an idle log is emptied, so that it does not occupy disk space for hours. */
    static final long IDLE_WAL_BYTES = 512L << 10;

    static final long IDLE_NANOS = 400_000_000;

    private static final int FREED_PAGES_A_STEP = 256;
    /**
     * The approximate number of bytes that a commit writes to the log in addition to its batch, because a commit writes
     * whole pages.
     */
    private static final long BYTES_A_COMMIT = 4L * Schema.PAGE_BYTES;

    private final Path log;
    private final Database database;
    private final LongSupplier nanoTime;

    /** The approximate number of bytes written to the log since the last checkpoint. */
    private long loggedBytes;

    private boolean logMayBeLarge = true;
    /** Whether rows of dropped blocks may remain in the database. */
    private boolean blocksMayBeLeft = true; // an earlier process may have ended before it deleted them

    /**
     * Whether free pages may contain bytes of dropped blocks. Initially true, because an earlier process may have ended
     * before it vacuumed these pages, or an earlier release may not have erased the bytes.
     */
    private boolean freePagesMayHaveDropped = true;

    /** Whether the log may contain dropped data, in earlier versions of pages. */
    private boolean logMayHaveDropped;

    /** The time of the last write or of the last attempt to empty the log; initially the time of creation. */
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
     * @param bytes the approximate number of bytes that its batch added
     * @param drops whether its batch dropped data that must be erased
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
     * Does one step of the work that is due. Returns whether more work may be due.
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
     * Checkpoints the log. Also tries to truncate the log in two cases: if the log may contain dropped data and no
     * reader needs it, or if the log exceeds {@link #MAX_WAL_BYTES} because readers have prevented its reuse.
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

    /** Deletes some of the remaining rows of dropped blocks. Returns whether there were any such rows. */
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

    /**
     * Vacuums some free pages, if there are many or if any of them may contain dropped data. Returns whether the number
     * of free pages has decreased.
     */
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
        freePagesMayHaveDropped &= freed; // another program may have turned off incremental vacuuming
        return freed;
    }

    /** Erases all dropped data from the database, but not from the log. */
    void erase(long keptFrom) {
        boolean more = true;
        while (more) {
            if (loggedBytes >= CHECKPOINT_BYTES) {
                checkpoint();
            }
            more = deleteLeft(keptFrom) || (freePagesMayHaveDropped && freePages());
        }
    }

    /**
     * Empties the log if it is large or may contain dropped data, unless a reader needs it. Does not wait for readers.
     */
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
     * Writes the whole database anew through the log, without dropped data. Pages may spill into the log before they
     * are committed, because they may not all fit into memory. The log is emptied even after a failure, because
     * uncommitted pages in it could be mistaken for damage.
     */
    void vacuum(long keptFrom) {
        while (deleteLeft(keptFrom)) {
            // until no rows of dropped blocks remain
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

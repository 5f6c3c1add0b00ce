package dev.playhead.sqlite;

import java.sql.SQLException;

/**
 * The removal of dropped blocks, so that nothing of them remains in the file.
 *
 * <p>A commit drops any number of blocks. It overwrites deleted bytes with zeros, but only {@value #BYTES_A_COMMIT} of them:
 * to overwrite a whole history would take it into memory, and seconds. What is left of the other blocks has no row in
 * {@code block} any more, so that nobody reads it. Maintenance deletes it step by step, without overwriting, and then frees
 * all pages, which overwrites them with others or truncates the file.
 */
final class DroppedBlocks {
    /*
     * Deleting without overwriting is safe only in a transaction that writes nothing else: SQLite clears a page that it
     * takes from the free pages, unless the same transaction has put it there.
     */
    /** As much as a commit adds, so that a history of limited size overwrites all that it drops. */
    private static final long BYTES_A_COMMIT = 8L << 20;

    private static final long BYTES_A_STEP = 8L << 20;
    private static final int MAX_ROWS_A_STEP = 2_048;

    private static final String LEFT = " FROM block_data WHERE first_sequence < ?1 AND first_sequence NOT IN"
            + " (SELECT first_sequence FROM block WHERE first_sequence < ?1)";

    private DroppedBlocks() {}

    /** Drops the blocks that end before a sequence, within a transaction that writes. */
    static void drop(Database database, long before) throws SQLException {
        database.update(
                "DELETE FROM block_data WHERE first_sequence IN (SELECT first_sequence FROM"
                        + " (SELECT first_sequence, sum(size_bytes) OVER (ORDER BY first_sequence) - size_bytes AS ahead"
                        + " FROM block WHERE first_sequence < ?1 AND last_sequence < ?1) WHERE ahead < ?2)",
                before,
                BYTES_A_COMMIT);
        database.update("DELETE FROM block WHERE first_sequence < ?1 AND last_sequence < ?1", before);
    }

    /**
     * Deletes some of what commits have left of dropped blocks, in a transaction of its own.
     *
     * @param keptFrom the sequence before which blocks were dropped
     * @return whether there was anything left
     */
    static boolean deleteLeft(Database database, long keptFrom) {
        return database.queryAlone(() -> {
            if (database.number("SELECT EXISTS (SELECT 1" + LEFT + ")", 0, keptFrom) == 0) {
                return false;
            }
            database.pragma("secure_delete = FAST");
            try {
                database.writing(() -> database.update(
                        "DELETE FROM block_data WHERE rowid IN (SELECT row FROM (SELECT row,"
                                + " sum(bytes) OVER (ORDER BY first_sequence, part) - bytes AS ahead FROM"
                                + " (SELECT rowid AS row, first_sequence, part, length(bytes) AS bytes" + LEFT
                                + " ORDER BY first_sequence, part LIMIT " + MAX_ROWS_A_STEP + ")) WHERE ahead < ?2)",
                        keptFrom,
                        BYTES_A_STEP));
            } finally {
                database.pragma("secure_delete = ON");
            }
            return true;
        });
    }
}

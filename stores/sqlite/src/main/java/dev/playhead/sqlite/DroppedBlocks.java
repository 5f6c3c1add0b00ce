package dev.playhead.sqlite;

import java.sql.SQLException;

/**
 * The deletion of dropped blocks, so that none of their bytes remain in the file.
 *
 * <p>A commit can drop any number of blocks, but deletes and overwrites only about {@value #BYTES_A_COMMIT} of their
 * bytes: overwriting a whole history would load the history into memory and would take seconds. The remaining rows in
 * {@code block_data} are never read, because their blocks have no row in {@code block} any more. Maintenance deletes
 * these rows step by step, without overwriting them, and then vacuums the free pages: each is overwritten by a page
 * from the end of the file, or is cut off with the end.
 */
final class DroppedBlocks {
    /*
     * Deleting without overwriting is safe only in a transaction that writes nothing else. SQLite clears a free page
     * before it uses the page again, except if the same transaction has freed the page.
     */
    /**
     * The approximate maximum number of bytes that a commit deletes and overwrites. It equals the approximate maximum
     * number of bytes that a commit adds. So in a history of limited size, commits overwrite everything that they drop.
     */
    private static final long BYTES_A_COMMIT = 8L << 20;

    private static final long BYTES_A_STEP = 8L << 20;
    private static final int MAX_ROWS_A_STEP = 2_048;

    private static final String LEFT = " FROM block_data WHERE first_sequence < ?1 AND first_sequence NOT IN"
            + " (SELECT first_sequence FROM block WHERE first_sequence < ?1)";

    private DroppedBlocks() {}

    /** Drops the blocks that end before the given sequence, within a transaction that writes. */
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
     * Deletes some of the rows of dropped blocks that commits did not delete, in a separate transaction.
     *
     * @param keptFrom the sequence before which blocks were dropped
     * @return whether this call found any such row
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

package dev.playhead.internal.block;

import java.util.function.Supplier;

/**
 * Retries queries that fail because a block is missing. The next view of the history no longer contains the block. The
 * number of damaged blocks is finite, so a query is retried until it finds no more of them. If another process drops
 * blocks faster than this process reads them, the query fails after {@value #MAX_DROPPED_IN_A_ROW} dropped blocks in a
 * row.
 *
 * <p><b>Threading.</b> An instance is for use by one thread.
 */
public final class MissingBlockRetry {
    private static final int MAX_DROPPED_IN_A_ROW = 1_000;

    private int droppedInARow;

    /** Creates a retry that has not encountered a missing block. */
    public MissingBlockRetry() {}

    /**
     * Runs a query until it returns a result. The query must read the current view of the history on each run.
     *
     * @param question the query
     * @param <T> the type of the result
     * @return the first result
     * @throws MissingBlockException if too many blocks in a row have been dropped
     */
    public static <T> T ask(Supplier<? extends T> question) {
        MissingBlockRetry retry = new MissingBlockRetry();
        while (true) {
            try {
                return question.get();
            } catch (MissingBlockException e) {
                retry.missed(e);
            }
        }
    }

    /**
     * Records that a block was missing. The caller must then retry the query with a new view of the history.
     *
     * @param block the missing block
     * @throws MissingBlockException the same exception, if too many blocks in a row have been dropped
     */
    public void missed(MissingBlockException block) {
        if (!block.isDamaged() && ++droppedInARow >= MAX_DROPPED_IN_A_ROW) {
            throw block;
        }
    }

    /** Records that a query returned a result. */
    public void answered() {
        droppedInARow = 0;
    }
}

package dev.playhead.internal.block;

import java.util.function.Supplier;

/**
 * Asks again where a block turns out to be missing: the next look at what is held does without it. Damaged blocks come to an
 * end, so it asks past all of them; where another process drops blocks faster than this one reads, it gives up after {@value
 * #MAX_DROPPED_IN_A_ROW} of them without an answer.
 *
 * <p><b>Threading.</b> An instance is for one thread.
 */
public final class MissingBlockRetry {
    private static final int MAX_DROPPED_IN_A_ROW = 1_000;

    private int droppedInARow;

    /** Creates a retry that has seen no block missing. */
    public MissingBlockRetry() {}

    /**
     * Asks until there is an answer. The question has to look anew at what is held each time.
     *
     * @param question asks
     * @param <T> the answer
     * @return the first answer
     * @throws MissingBlockException if block after block has been dropped
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
     * Notes that a block was missing; the caller looks anew at what is held.
     *
     * @param block the missing block
     * @throws MissingBlockException the same, if too many have been dropped in a row
     */
    public void missed(MissingBlockException block) {
        if (!block.isDamaged() && ++droppedInARow >= MAX_DROPPED_IN_A_ROW) {
            throw block;
        }
    }

    /** Notes that there was an answer. */
    public void answered() {
        droppedInARow = 0;
    }
}

package dev.playhead.timetravel;

/**
 * Is told how far a long question is, and may end it.
 *
 * <pre>{@code
 * history.timeline().watched((done, total) -> !Thread.currentThread().isInterrupted()).firstEventWhere(...)
 * }</pre>
 *
 * <p><b>Threading.</b> Called on the thread that asks, under no lock. <b>Cost.</b> Called at the beginning, after some
 * hundred events or after each step of a search, and at the end.
 */
@FunctionalInterface
public interface ProgressListener {
    /**
     * Tells how far the question is. What this throws reaches the one who asked.
     *
     * @param done how much is done, in units of the question's; never decreasing
     * @param total how much there is to do at most
     * @return whether to go on; if not, the question ends by a {@link QuestionCancelledException}
     */
    boolean goOn(long done, long total);

    /**
     * A watch that lets every question come to its end.
     *
     * @return the watch, always the same
     */
    static ProgressListener none() {
        return Watching.NONE;
    }
}

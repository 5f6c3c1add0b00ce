package dev.playhead.timetravel;

/**
 * A listener for the progress of a long question. It can also cancel the question.
 *
 * <pre>{@code
 * history.timeline().watched((done, total) -> !Thread.currentThread().isInterrupted()).firstEventWhere(...)
 * }</pre>
 *
 * <p><b>Threading.</b> Called on the thread that asks the question, without a lock. <b>Cost.</b> The listener is called
 * at the beginning, then after every few hundred events or after each step of a search, and at the end.
 */
@FunctionalInterface
public interface ProgressListener {
    /**
     * Receives the progress of the question, and returns whether to continue. An exception that this method throws is
     * passed to the caller that asked the question.
     *
     * @param done the amount of work done, in units that depend on the question; never decreasing
     * @param total the maximum amount of work, in the same units
     * @return whether to continue; if false, the question ends with a {@link QuestionCancelledException}
     */
    boolean goOn(long done, long total);

    /**
     * Returns a listener that never ends a question.
     *
     * @return the listener, always the same object
     */
    static ProgressListener none() {
        return Watching.NONE;
    }
}

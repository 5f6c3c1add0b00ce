package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/** Thrown if a {@link ProgressListener} cancels a question. */
public final class QuestionCancelledException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the progress of the question when it was cancelled
     */
    public QuestionCancelledException(String message) {
        super(message);
    }
}

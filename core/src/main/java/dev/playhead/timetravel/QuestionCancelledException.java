package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/** A {@link ProgressListener} ended a question before it was answered. */
public final class QuestionCancelledException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message how far the question was
     */
    public QuestionCancelledException(String message) {
        super(message);
    }
}

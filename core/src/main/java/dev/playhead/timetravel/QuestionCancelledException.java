package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/** Thrown if a {@link ProgressListener} ends a question before it is answered. */
public final class QuestionCancelledException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the progress of the question
     */
    public QuestionCancelledException(String message) {
        super(message);
    }
}

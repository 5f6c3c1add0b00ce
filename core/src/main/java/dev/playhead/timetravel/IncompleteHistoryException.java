package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/** What was asked for needs events that are no longer kept. The message names the range that is. */
public final class IncompleteHistoryException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is missing, what is kept, and what to do about it
     */
    public IncompleteHistoryException(String message) {
        super(message);
    }
}

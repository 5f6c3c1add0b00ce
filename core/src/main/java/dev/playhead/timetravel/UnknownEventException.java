package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/** No event of that id is kept: it never was recorded, or it was evicted. The message names the range that is kept. */
public final class UnknownEventException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which event, and what is kept
     */
    public UnknownEventException(String message) {
        super(message);
    }
}

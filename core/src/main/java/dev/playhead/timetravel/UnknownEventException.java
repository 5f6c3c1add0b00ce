package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/**
 * Thrown if no event with the requested id is retained, because it was never recorded or was evicted, or if a requested
 * sequence is not recorded yet. The message names the retained range of events.
 */
public final class UnknownEventException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the requested event, and the retained range of events
     */
    public UnknownEventException(String message) {
        super(message);
    }
}

package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/** A projection threw. The message names the projection and the event; the cause is what it threw. */
public final class ProjectionException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which projection, at which event
     * @param cause what it threw
     */
    public ProjectionException(String message, Throwable cause) {
        super(message, cause);
    }
}

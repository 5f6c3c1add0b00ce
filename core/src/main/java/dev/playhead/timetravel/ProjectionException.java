package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/**
 * Thrown if a projection throws an exception, or if it changes the state that it receives. Also describes other
 * failures that are reported as problems, such as that of a projection's codec. The message names the projection and,
 * if it is known, the event. The cause is the original exception.
 */
public final class ProjectionException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the projection and, if it is known, the event
     * @param cause the original exception
     */
    public ProjectionException(String message, Throwable cause) {
        super(message, cause);
    }
}

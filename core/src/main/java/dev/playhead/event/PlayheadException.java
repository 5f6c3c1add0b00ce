package dev.playhead.event;

import org.jspecify.annotations.Nullable;

/** The superclass of Playhead's exceptions. The message names the values involved. */
public class PlayheadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message a description of the problem, with the values involved and the remedy
     */
    public PlayheadException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message a description of the problem, with the values involved and the remedy
     * @param cause the cause, or null
     */
    public PlayheadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

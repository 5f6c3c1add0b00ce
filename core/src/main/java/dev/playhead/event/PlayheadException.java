package dev.playhead.event;

import org.jspecify.annotations.Nullable;

/** The superclass of Playhead's exceptions. The message names the values involved. */
public class PlayheadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what went wrong, with the values involved, and what to do about it
     */
    public PlayheadException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what went wrong, with the values involved, and what to do about it
     * @param cause the cause, or null
     */
    public PlayheadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

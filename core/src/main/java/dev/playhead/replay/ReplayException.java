package dev.playhead.replay;

import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/** Thrown when an event fails in a replay that stops at the first failure. The message identifies the event. */
public final class ReplayException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the event and the failure
     * @param cause the cause, if known; null if the exception was passed to the error listener of the bus
     */
    public ReplayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

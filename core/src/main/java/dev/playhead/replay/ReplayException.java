package dev.playhead.replay;

import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/**
 * Exception thrown when a replay stops because of a failure. Either an event failed in a replay that stops at the first
 * failure, or the application failed to return its state, which the replay compares with the recorded state.
 */
public final class ReplayException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message a description of the failure, which identifies the event if an event failed
     * @param cause the cause, if known; null if the exception was passed to the error listener of the bus
     */
    public ReplayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.playhead.replay;

import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/** A replay was told to stop at the first failure, and one occurred. The message names the event. */
public final class ReplayException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message at which event, and what failed
     * @param cause what was thrown, if it is known here; the bus's error listener has it otherwise
     */
    public ReplayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.playhead.internal.block;

import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/**
 * A block that was needed turned out to be damaged, or has left the store. It is no longer among the events that are held:
 * who asks again gets an answer from the others.
 */
public final class MissingBlockException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which events are missing, and why
     * @param cause what was found; null if the block has left the store
     */
    public MissingBlockException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    boolean isDamaged() {
        return getCause() != null;
    }
}

package dev.playhead.internal.block;

import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/**
 * Exception thrown if a required block turns out to be damaged, or has left the store. The block is no longer among the
 * events held, so a retry gets a result from the other blocks.
 */
public final class MissingBlockException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which events are missing, and why
     * @param cause the error found in the block; null if the block has left the store
     */
    public MissingBlockException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    boolean isDamaged() {
        return getCause() != null;
    }
}

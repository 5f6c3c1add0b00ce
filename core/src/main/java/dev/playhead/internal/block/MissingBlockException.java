package dev.playhead.internal.block;

import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/**
 * Exception thrown if a required block is found to be damaged or is no longer in the store. The buffer no longer
 * contains the block, so a retry of the query returns a result from the other blocks.
 */
public final class MissingBlockException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message a message that names the missing events and the reason
     * @param cause the error found in the block; null if the block is no longer in the store
     */
    public MissingBlockException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    boolean isDamaged() {
        return getCause() != null;
    }
}

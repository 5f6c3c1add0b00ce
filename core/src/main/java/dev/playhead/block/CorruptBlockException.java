package dev.playhead.block;

import dev.playhead.event.PlayheadException;

/**
 * Exception thrown if bytes that should be a block, an index or a break in recording differ from what was written, or
 * were never such an object. Quarantine the bytes of a block instead of deleting them.
 */
public final class CorruptBlockException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    CorruptBlockException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message a text that describes the damage
     * @param cause the error that reading the damaged bytes caused
     */
    public CorruptBlockException(String message, RuntimeException cause) {
        super(message, cause);
    }
}

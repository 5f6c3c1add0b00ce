package dev.playhead.block;

import dev.playhead.event.PlayheadException;

/**
 * Exception thrown if bytes that should be a block or an index differ from what was written, or were never a block or
 * an index. Quarantine the bytes of a block instead of deleting them.
 */
public final class CorruptBlockException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    CorruptBlockException(String message) {
        super(message);
    }

    /**
     * Creates an exception for the owner of a block.
     *
     * @param message a text that names the damaged block, and describes how the owner handles the damage
     * @param cause the error found in the block
     */
    public CorruptBlockException(String message, RuntimeException cause) {
        super(message, cause);
    }
}

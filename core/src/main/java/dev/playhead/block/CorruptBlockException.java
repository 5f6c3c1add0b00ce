package dev.playhead.block;

import dev.playhead.event.PlayheadException;

/** Bytes that should be a block are not one, or are not what was written. The bytes are to be kept aside, not deleted. */
public final class CorruptBlockException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    CorruptBlockException(String message) {
        super(message);
    }

    /**
     * Creates an exception of who has a block.
     *
     * @param message which block, and what becomes of it
     * @param cause what is wrong with it
     */
    public CorruptBlockException(String message, RuntimeException cause) {
        super(message, cause);
    }
}

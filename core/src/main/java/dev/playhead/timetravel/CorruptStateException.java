package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/** Thrown if bytes that should be an encoded state are not one. */
public final class CorruptStateException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what is wrong, and where
     */
    public CorruptStateException(String message) {
        super(message);
    }
}

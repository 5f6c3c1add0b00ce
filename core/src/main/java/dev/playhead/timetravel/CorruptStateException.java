package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;

/** Thrown if bytes that should encode a state are damaged or do not encode a state. */
public final class CorruptStateException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the invalid value, and its position among the bytes
     */
    public CorruptStateException(String message) {
        super(message);
    }
}

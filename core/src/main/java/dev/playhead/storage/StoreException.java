package dev.playhead.storage;

import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/**
 * The exception thrown when a store cannot be opened, read or written. The message names the store and suggests a
 * remedy.
 */
public final class StoreException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /** The reason for the failure. */
    public enum Reason {
        /** Another store has the file open for writing. */
        LOCKED,
        /** The store does not exist. */
        MISSING,
        /** The file is not a store. */
        NOT_A_STORE,
        /** The store was written by a later release. */
        TOO_NEW,
        /** The format version of the store is too old to be read or cannot be upgraded. */
        TOO_OLD,
        /** The stored data differs from what was written. */
        DAMAGED,
        /** The process lacks the permission to read or write. */
        NO_ACCESS,
        /** No space is left on the device. */
        FULL,
        /** Reading or writing failed. */
        IO,
        /** A component that the store needs to run is missing or cannot be used. */
        UNAVAILABLE,
        /** The store was closed. */
        CLOSED
    }

    private final Reason reason;

    /**
     * Creates an exception.
     *
     * @param reason the reason
     * @param message what went wrong, with the values involved, and how to resolve it
     * @param cause the underlying failure, or null if there is none
     */
    public StoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** {@return the reason for the failure} */
    public Reason reason() {
        return reason;
    }
}

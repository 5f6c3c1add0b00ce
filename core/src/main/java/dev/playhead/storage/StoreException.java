package dev.playhead.storage;

import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/** A store cannot be opened, read or written. The message names the store and says what to do. */
public final class StoreException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Another store has it open for writing. */
        LOCKED,
        /** There is nothing to be read there. */
        MISSING,
        /** There is something else there. */
        NOT_A_STORE,
        /** It was written by a later release. */
        TOO_NEW,
        /** It was written by an earlier release, and cannot be migrated as it was opened. */
        TOO_OLD,
        /** What is there is not what was written. */
        DAMAGED,
        /** There is no permission to read or write. */
        NO_ACCESS,
        /** There is no space left. */
        FULL,
        /** Reading or writing failed. */
        IO,
        /** What the store needs to run is not there. */
        UNAVAILABLE,
        /** The store was closed. */
        CLOSED
    }

    private final Reason reason;

    /**
     * Creates an exception.
     *
     * @param reason why
     * @param message what went wrong, with the values involved, and what to do about it
     * @param cause what led to it, if it was something else
     */
    public StoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}

package dev.playhead;

import java.util.Optional;

/**
 * Something that went wrong while the history went on.
 *
 * @param kind what it concerns
 * @param message what went wrong, with the values involved, and what to do about it
 * @param cause what was thrown, if anything was
 */
public record HistoryProblem(Kind kind, String message, Optional<Throwable> cause) {
    /** What a problem concerns. */
    public enum Kind {
        /** A payload had an object of a class that cannot be captured; told once for each class. */
        UNKNOWN_CLASS,
        /**
         * Events are not recorded: the history they are offered to is closed or opened to be read, which is reported at the
         * first; or a projection names their types, and {@code exclude} or {@code record} keep them out.
         */
        NOT_RECORDED,
        /** A listener threw. */
        LISTENER_FAILED,
        /** Events were evicted before a listener got them. */
        LISTENER_TOO_SLOW,
        /** A projection threw, and its states before the oldest kept event are given up. */
        PROJECTION_FAILED,
        /** An event does not fit what a projection expects, and changes nothing in its states; reported once for each type. */
        EVENT_MISFITS,
        /** A base state in the store is of an earlier version of its codec, and states go on from it. */
        STATE_OUTDATED,
        /** Full blocks could not be encoded. */
        SEALING_FAILED,
        /** The heap was too full, and the oldest events were let go of. */
        MEMORY_SHORT,
        /** The store failed; told once, until it works again. */
        STORE_FAILED,
        /** The store works again. */
        STORE_RESUMED,
        /** Events are lost: the store did not take them, or what it has is damaged. */
        EVENTS_LOST,
        /** A state could not be put into the application, or taken from it. */
        RESTORE_FAILED
    }
}

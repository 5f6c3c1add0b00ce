package dev.playhead;

import java.util.Optional;

/**
 * A problem that did not stop the history.
 *
 * @param kind the kind of problem
 * @param message a description of the problem, with the values involved and the remedy
 * @param cause the exception, if there is one
 */
public record HistoryProblem(Kind kind, String message, Optional<Throwable> cause) {
    /** The kind of a problem. */
    public enum Kind {
        /** A payload contained an object of a class that cannot be captured. Reported once for each class. */
        UNKNOWN_CLASS,
        /**
         * Events are not recorded, for one of two reasons. Either the history is closed or was opened read-only; the
         * first event that is offered is then reported. Or a projection names types that are not recorded because of
         * {@code exclude} or {@code record}.
         */
        NOT_RECORDED,
        /** A listener threw an exception, or events could not be delivered to it. */
        LISTENER_FAILED,
        /** Events were evicted before a listener received them. */
        LISTENER_TOO_SLOW,
        /**
         * A projection or its codec threw an exception. If the exception was thrown while events were folded into a
         * base state, which is a state before the oldest retained event, the base state is discarded.
         */
        PROJECTION_FAILED,
        /**
         * An event does not have the form that a projection expects, so the event does not change the state of the
         * projection. Reported once for each kind of misfit. The projection determines the kinds, such as one for each
         * type of event.
         */
        EVENT_MISFITS,
        /**
         * A base state or a baseline in the store was encoded by an earlier version of its codec. Later states are
         * folded from this state.
         */
        STATE_OUTDATED,
        /** A block of events could not be encoded, so it remains unencoded in memory. */
        SEALING_FAILED,
        /** The heap was too full, so the oldest events were evicted. */
        MEMORY_SHORT,
        /** The store failed. Reported once until the store works again. */
        STORE_FAILED,
        /** The store works again. */
        STORE_RESUMED,
        /** Events are lost: the store did not accept them, or its data is damaged. */
        EVENTS_LOST,
        /**
         * An export leaves out content that its format cannot represent or that exceeds a limit of the format.
         * The events are still in the history.
         */
        EXPORT_INCOMPLETE,
        /**
         * A state could not be put into the application or captured from it, or the present state could not be
         * computed.
         */
        RESTORE_FAILED
    }
}

package dev.playhead.capture;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;

/** Thrown when the payload of an event cannot be read as the type asked for. The message says where, what and why. */
public final class PayloadMismatchException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /** The event's type. */
    private final String eventType;
    /** The field that does not fit. */
    private final String path;

    PayloadMismatchException(String which, GridEvent event, Class<?> type, DataReader.Mismatch mismatch) {
        super(
                "event " + which + " type=" + event.type() + " cannot be read as class=" + type.getName() + ": field="
                        + mismatch.path() + " found=" + mismatch.found() + " expected=" + mismatch.expected(),
                mismatch.getCause());
        this.eventType = event.type();
        this.path = mismatch.path();
    }

    /**
     * The type of the event that was read.
     *
     * @return the event's type
     */
    public String eventType() {
        return eventType;
    }

    /**
     * Where the payload does not fit.
     *
     * @return the path of the field, such as {@code cells[3].price}; empty if it is the payload as a whole
     */
    public String path() {
        return path;
    }
}

package dev.playhead.capture;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;

/**
 * Thrown if the payload of an event cannot be read as the requested type. The message states the event, the field, the
 * value found and the value expected.
 */
public final class PayloadMismatchException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /** The type of the event. */
    private final String eventType;
    /** The path of the field that does not fit. */
    private final String path;

    PayloadMismatchException(String which, GridEvent event, Class<?> type, DataReader.Mismatch mismatch) {
        super(
                "event " + which + " type=" + event.type() + " cannot be read as class=" + type.getName() + ": field="
                        + mismatch.path() + " found=" + mismatch.found() + " expected=" + mismatch.expected(),
                mismatch.getCause());
        this.eventType = event.type();
        this.path = mismatch.path();
    }

    /** {@return the type of the event whose payload was read} */
    public String eventType() {
        return eventType;
    }

    /**
     * Returns the path of the field that does not fit.
     *
     * @return the path, such as {@code cells[3].price}; empty if the payload as a whole does not fit
     */
    public String path() {
        return path;
    }
}

package dev.playhead.storage;

import dev.playhead.bus.EventBus.RecordedDespiteFailure;
import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/**
 * The exception thrown when an event is recorded but could not be stored yet. As long as the history is open, storing
 * the event is tried again.
 */
public final class NotDurableException extends PlayheadException implements RecordedDespiteFailure {
    private static final long serialVersionUID = 1L;

    private final long sequence;

    /**
     * Creates an exception.
     *
     * @param sequence the sequence of the event
     * @param cause why the event is not stored; null if the history was closed
     */
    public NotDurableException(long sequence, @Nullable Throwable cause) {
        super(
                "the event with sequence=" + sequence + " is recorded but not durable"
                        + (cause == null
                                ? ": the history was closed"
                                : " yet; storing it is tried again: " + cause.getMessage()),
                cause);
        this.sequence = sequence;
    }

    /** {@return the sequence of the event} */
    @Override
    public long sequence() {
        return sequence;
    }
}

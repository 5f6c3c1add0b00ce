package dev.playhead.storage;

import dev.playhead.bus.EventBus.RecordedDespiteFailure;
import dev.playhead.event.PlayheadException;
import org.jspecify.annotations.Nullable;

/** An event is recorded, but could not be stored yet; storing it is tried again. */
public final class NotDurableException extends PlayheadException implements RecordedDespiteFailure {
    private static final long serialVersionUID = 1L;

    private final long sequence;

    /**
     * Creates an exception.
     *
     * @param sequence the sequence of the event
     * @param cause why it is not stored
     */
    public NotDurableException(long sequence, @Nullable Throwable cause) {
        super(
                "sequence=" + sequence + " is recorded but not durable yet, and is tried again: "
                        + (cause == null ? "the history was closed" : cause.getMessage()),
                cause);
        this.sequence = sequence;
    }

    /**
     * The event.
     *
     * @return its sequence
     */
    @Override
    public long sequence() {
        return sequence;
    }
}

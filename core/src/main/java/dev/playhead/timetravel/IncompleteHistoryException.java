package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;
import dev.playhead.event.SequenceRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was asked for needs events that are no longer kept. The message names those that are, or those that are lost. */
public final class IncompleteHistoryException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable SequenceRange lost;

    /**
     * Creates the exception.
     *
     * @param message what is missing, what is kept, and what to do about it
     */
    public IncompleteHistoryException(String message) {
        super(message);
        this.lost = null;
    }

    IncompleteHistoryException(String message, SequenceRange lost) {
        super(message);
        this.lost = lost;
    }

    /**
     * The first of the lost events that what was asked for depends on, or may depend on.
     *
     * @return their sequences; empty if events were evicted or cleared
     */
    public Optional<SequenceRange> lost() {
        return Optional.ofNullable(lost);
    }
}

package dev.playhead.causality;

import dev.playhead.event.RecordedEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The chain of causes of an event, back to its root, which is an event that names no cause.
 *
 * @param event the event
 * @param causes the causes of the event, the nearest first, the root last; empty if the event is a root itself
 * @param missingCause the {@code causationId} of the last event of the chain, if its cause is not held: the cause was
 *     evicted, is lost, or never was in this history; null if the chain ends with its root, or at the limit
 * @param hasMore whether the chain was cut off at the limit
 */
public record CauseChain(
        RecordedEvent event,
        List<RecordedEvent> causes,
        @Nullable String missingCause,
        boolean hasMore) {
    /** The maximum number of causes, if the caller sets no limit. */
    public static final int DEFAULT_LIMIT = 10_000;

    /**
     * Creates a chain.
     *
     * @param event the event
     * @param causes the causes of the event, the nearest first; copied
     * @param missingCause the name of a cause that is not held, or null
     * @param hasMore whether the chain was cut off
     */
    public CauseChain {
        causes = List.copyOf(causes);
    }

    /** {@return whether the chain reaches the root: no cause is missing or cut off} */
    public boolean isComplete() {
        return missingCause == null && !hasMore;
    }

    /** {@return the event at which the chain began; empty if the chain is not {@linkplain #isComplete complete}} */
    public Optional<RecordedEvent> root() {
        return isComplete() ? Optional.of(earliest()) : Optional.empty();
    }

    /** {@return the earliest known event of the chain, which is the root if the chain is complete} */
    public RecordedEvent earliest() {
        return causes.isEmpty() ? event : causes.get(causes.size() - 1);
    }
}

package dev.playhead.event;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event and its place in one history.
 *
 * <p>The payload and the metadata are plain data ({@link PlainData}), whatever the application published and wherever
 * the history keeps the event. {@code EventType.read} turns them back into a type of the application's.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class RecordedEvent {
    private final long sequence;
    private final GridEvent event;

    private RecordedEvent(long sequence, GridEvent event) {
        this.sequence = sequence;
        this.event = event;
    }

    /**
     * Puts an event at a place. Histories do this; an application needs it only to test a projection or a filter.
     *
     * @param sequence the place in the order of recording, from 0
     * @param event the event; a payload or metadata that is not yet plain data is copied by {@link PlainData#of}
     * @return the recorded event
     * @throws IllegalArgumentException if the sequence is negative, or the payload is not made of plain data
     */
    public static RecordedEvent of(long sequence, GridEvent event) {
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence=" + sequence + " is negative");
        }
        if (PlainData.isPlain(event.payload()) && PlainData.isPlain(event.metadata())) {
            return new RecordedEvent(sequence, event);
        }
        return new RecordedEvent(
                sequence,
                GridEvent.of(
                        event.type(),
                        PlainData.of(event.payload()),
                        event.timestamp(),
                        event.source(),
                        PlainData.mapOf(event.metadata())));
    }

    /**
     * The place in the order of recording. Unique, and increasing; there may be gaps after an import.
     *
     * @return the sequence, from 0
     */
    public long sequence() {
        return sequence;
    }

    /**
     * The sequence as text.
     *
     * @return the id
     */
    public String id() {
        return Long.toString(sequence);
    }

    /**
     * The event itself.
     *
     * @return the event, its payload and metadata plain data
     */
    public GridEvent event() {
        return event;
    }

    /**
     * What happened.
     *
     * @return the type
     */
    public String type() {
        return event.type();
    }

    /**
     * The details, as immutable plain data.
     *
     * @return the payload, or null
     */
    public @Nullable Object payload() {
        return event.payload();
    }

    /**
     * When it happened.
     *
     * @return the timestamp
     */
    public Instant timestamp() {
        return event.timestamp();
    }

    /**
     * What the event came from.
     *
     * @return the source
     */
    public String source() {
        return event.source();
    }

    /**
     * What is said about the event itself, as immutable plain data.
     *
     * @return the metadata
     */
    public Map<String, @Nullable Object> metadata() {
        return event.metadata();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof RecordedEvent that && sequence == that.sequence && event.equals(that.event));
    }

    @Override
    public int hashCode() {
        return Objects.hash(sequence, event);
    }

    @Override
    public String toString() {
        return "RecordedEvent[" + sequence + " " + event + "]";
    }
}

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
 * <p>An event that is read from a block is a view of it: payload and metadata are decoded when they are first asked for, and
 * of a payload that is a map each field by itself. Until then the event keeps the bytes of its block in memory.
 *
 * <p><b>Threading.</b> Immutable; safe for any number of threads.
 */
public final class RecordedEvent {
    private final long sequence;
    /** Null for a view. */
    private final @Nullable GridEvent known;
    /** What a view is of; null where the event is known. */
    private final @Nullable EncodedEvent encoded;

    /**
     * What encoded events are read from: a group of events of a block, all of which have payloads of one structure.
     *
     * <p>Reading never fails: what is handed out as an event has been checked before. Implementations are safe for any number
     * of threads.
     */
    public interface Encoded {
        /**
         * Returns the source of an event.
         *
         * @param position its position in the block
         * @return the source
         */
        String source(int position);

        /**
         * Returns the timestamp of an event.
         *
         * @param position its position in the block
         * @return the timestamp
         */
        Instant timestamp(int position);

        /**
         * Returns the metadata of an event.
         *
         * @param position its position in the block
         * @return plain data
         */
        Map<String, @Nullable Object> metadata(int position);

        /**
         * Returns the keys of the payloads, if these are maps whose fields can be read one by one.
         *
         * @return at least one key, not to be changed; null if payloads are to be read as a whole
         */
        String @Nullable [] fieldNames();

        /**
         * Finds the field of a key among {@link #fieldNames}.
         *
         * @param key any object
         * @return its index, or -1
         */
        int indexOf(@Nullable Object key);

        /**
         * Returns a field of a payload.
         *
         * @param position the event's position in the block
         * @param field the index of its key among {@link #fieldNames}
         * @return plain data
         */
        @Nullable
        Object field(int position, int field);

        /**
         * Returns an event around its payload.
         *
         * @param type the event's type
         * @param payload the event's payload
         * @param position its position in the block
         * @return the event
         */
        GridEvent event(String type, @Nullable Object payload, int position);

        /**
         * Returns the payload of an event as a whole.
         *
         * @param position its position in the block
         * @return plain data
         */
        @Nullable
        Object payload(int position);
    }

    private RecordedEvent(long sequence, @Nullable GridEvent known, @Nullable EncodedEvent encoded) {
        this.sequence = sequence;
        this.known = known;
        this.encoded = encoded;
    }

    /**
     * Makes a view of an encoded event. Blocks do this.
     *
     * @param sequence the sequence, in the order of recording, from 0
     * @param type the type
     * @param block what the rest is read from
     * @param position the event's position there
     * @return the event
     */
    public static RecordedEvent view(long sequence, String type, Encoded block, int position) {
        return new RecordedEvent(sequence, null, new EncodedEvent(type, block, position));
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
            return new RecordedEvent(sequence, event, null);
        }
        return new RecordedEvent(
                sequence,
                GridEvent.of(
                        event.type(),
                        PlainData.of(event.payload()),
                        event.timestamp(),
                        event.source(),
                        PlainData.mapOf(event.metadata())),
                null);
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
     * @return the event, its payload and metadata plain data; the same object each time
     */
    public GridEvent event() {
        EncodedEvent view = encoded;
        return view == null ? known() : view.event();
    }

    private GridEvent known() {
        return Objects.requireNonNull(known, "known");
    }

    /**
     * What happened.
     *
     * @return the type
     */
    public String type() {
        EncodedEvent view = encoded;
        return view == null ? known().type() : view.type();
    }

    /**
     * The details, as immutable plain data.
     *
     * @return the payload, or null
     */
    public @Nullable Object payload() {
        EncodedEvent view = encoded;
        return view == null ? known().payload() : view.payload();
    }

    /**
     * When it happened.
     *
     * @return the timestamp
     */
    public Instant timestamp() {
        EncodedEvent view = encoded;
        return view == null ? known().timestamp() : view.timestamp();
    }

    /**
     * What the event came from.
     *
     * @return the source
     */
    public String source() {
        EncodedEvent view = encoded;
        return view == null ? known().source() : view.source();
    }

    /**
     * What is said about the event itself, as immutable plain data.
     *
     * @return the metadata
     */
    public Map<String, @Nullable Object> metadata() {
        EncodedEvent view = encoded;
        return view == null ? known().metadata() : view.metadata();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof RecordedEvent that && sequence == that.sequence && event().equals(that.event()));
    }

    @Override
    public int hashCode() {
        return Objects.hash(sequence, event());
    }

    @Override
    public String toString() {
        return "RecordedEvent[" + sequence + " " + event() + "]";
    }
}

package dev.playhead.event;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event with its sequence in one history.
 *
 * <p>The payload and the metadata are plain data ({@link PlainData}), regardless of which objects the application
 * published and where the history keeps the event. {@code EventType.read} converts a payload back into a type of the
 * application.
 *
 * <p>An event that is read from an encoded block may be a view of the block. Its payload and metadata are decoded at
 * their first use; if the payload is a map, each field is decoded separately. Until the whole event is decoded, it
 * keeps the bytes of its block in memory.
 *
 * <p><b>Threading.</b> Immutable; safe for any number of threads.
 */
public final class RecordedEvent {
    private final long sequence;
    /** The event; null for a view. */
    private final @Nullable GridEvent known;
    /** The encoded event of a view; null if the event is known. */
    private final @Nullable EncodedEvent encoded;

    /**
     * A group of encoded events of one block.
     *
     * <p>Reading never fails: the bytes were checked before, or were written by this process. Implementations are safe
     * for any number of threads.
     */
    public interface Encoded {
        /**
         * Returns the source of an event.
         *
         * @param position the position of the event in the block
         * @return the source
         */
        String source(int position);

        /**
         * Returns the timestamp of an event.
         *
         * @param position the position of the event in the block
         * @return the timestamp
         */
        Instant timestamp(int position);

        /**
         * Returns the metadata of an event.
         *
         * @param position the position of the event in the block
         * @return plain data
         */
        Map<String, @Nullable Object> metadata(int position);

        /**
         * Returns the keys of the payloads, if these are maps whose fields can be read separately.
         *
         * @return at least one key, not to be modified; null if payloads must be read as a whole
         */
        String @Nullable [] fieldNames();

        /**
         * Returns the index of a key in {@link #fieldNames}.
         *
         * @param key any object
         * @return its index, or -1
         */
        int indexOf(@Nullable Object key);

        /**
         * Returns a field of a payload.
         *
         * @param position the position of the event in the block
         * @param field the index of its key in {@link #fieldNames}
         * @return plain data
         */
        @Nullable
        Object field(int position, int field);

        /**
         * Creates an event with a given payload.
         *
         * @param type the event's type
         * @param payload the event's payload
         * @param position the position of the event in the block
         * @return the event
         */
        GridEvent event(String type, @Nullable Object payload, int position);

        /**
         * Returns the payload of an event as a whole.
         *
         * @param position the position of the event in the block
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
     * Creates a view of an encoded event. Used by blocks.
     *
     * @param sequence the sequence, in the order of recording, from 0
     * @param type the type
     * @param block the group that has all other parts of the event
     * @param position the position of the event in the block
     * @return the event
     */
    public static RecordedEvent view(long sequence, String type, Encoded block, int position) {
        return new RecordedEvent(sequence, null, new EncodedEvent(type, block, position));
    }

    /**
     * Creates a recorded event from an event and its sequence. Used by histories. An application needs this method only
     * to test a projection or a filter.
     *
     * @param sequence the sequence in the order of recording, from 0
     * @param event the event; if its payload or metadata is not plain data yet, {@link PlainData#of} converts it
     * @return the recorded event
     * @throws IllegalArgumentException if the sequence is negative, or the payload or metadata cannot be converted to
     *     plain data
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
     * Returns the sequence, which is the event's number in the order of recording. Sequences are unique and increasing.
     * There may be gaps, for example after an import.
     *
     * @return the sequence, from 0
     */
    public long sequence() {
        return sequence;
    }

    /** {@return the id, which is the sequence as text} */
    public String id() {
        return Long.toString(sequence);
    }

    /**
     * Returns the event itself.
     *
     * @return the event, whose payload and metadata are plain data; the same object each time
     */
    public GridEvent event() {
        EncodedEvent view = encoded;
        return view == null ? known() : view.event();
    }

    private GridEvent known() {
        return Objects.requireNonNull(known, "known");
    }

    /** {@return the type, which names what happened} */
    public String type() {
        EncodedEvent view = encoded;
        return view == null ? known().type() : view.type();
    }

    /** {@return the payload, which has the details as immutable plain data; or null} */
    public @Nullable Object payload() {
        EncodedEvent view = encoded;
        return view == null ? known().payload() : view.payload();
    }

    /** {@return the time at which the event happened} */
    public Instant timestamp() {
        EncodedEvent view = encoded;
        return view == null ? known().timestamp() : view.timestamp();
    }

    /** {@return the source, which is the origin of the event} */
    public String source() {
        EncodedEvent view = encoded;
        return view == null ? known().source() : view.source();
    }

    /** {@return the metadata, which is information about the event itself, as immutable plain data} */
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

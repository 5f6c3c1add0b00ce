package dev.playhead.event;

import dev.playhead.internal.data.FieldMap;
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
    private final String type;
    private final int position;

    /*
     * Either the event is known or the block that it is encoded in. The former is written before the latter is cleared, so
     * that a thread which finds no block finds the event.
     */
    private volatile @Nullable Encoded block;
    /** Written once, under the lock of this object, so that all see the same one. */
    private @Nullable GridEvent event;
    /** What was decoded of the payload. Two threads may both decode it, to equal effect. */
    private @Nullable Object payload;

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
         * Returns the payload of an event as a whole.
         *
         * @param position its position in the block
         * @return plain data
         */
        @Nullable
        Object payload(int position);
    }

    private RecordedEvent(long sequence, GridEvent event) {
        this.sequence = sequence;
        this.type = event.type();
        this.position = -1;
        this.event = event;
    }

    private RecordedEvent(long sequence, String type, Encoded block, int position) {
        this.sequence = sequence;
        this.type = type;
        this.position = position;
        this.block = block;
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
        return new RecordedEvent(sequence, type, block, position);
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
     * @return the event, its payload and metadata plain data; the same object each time
     */
    public GridEvent event() {
        GridEvent known = event;
        return known == null ? decode() : known;
    }

    private synchronized GridEvent decode() {
        GridEvent known = event;
        if (known == null) {
            Encoded from = encoded();
            Object data = payload();
            known = GridEvent.of(type, data, from.timestamp(position), from.source(position), from.metadata(position));
            event = known;
            if (!(data instanceof FieldView view) || view.isComplete()) {
                block = null;
            }
        }
        return known;
    }

    /** Returns the block, which is there until the event is known. */
    private Encoded encoded() {
        return Objects.requireNonNull(block, "block");
    }

    /** Decodes a field of the payload, which is a map. */
    @Nullable
    Object field(int field) {
        Encoded from = block;
        return from == null ? wholePayload().value(field) : from.field(position, field);
    }

    /** Finds a field of the payload, which is a map, by its key. */
    int indexOf(@Nullable Object key) {
        Encoded from = block;
        return from == null ? wholePayload().indexOf(key) : from.indexOf(key);
    }

    /** Decodes the payload, which is a map. Without a block, it is that of the known event, all of which is decoded. */
    FieldMap wholePayload() {
        Encoded from = block;
        Object data = from == null ? event().payload() : from.payload(position);
        return (FieldMap) Objects.requireNonNull(data);
    }

    /** Lets go of the block, since the payload, which was a view of it, is decoded. */
    void payloadDecoded() {
        GridEvent all = event();
        if (all.payload() instanceof FieldView view && view.isComplete()) {
            block = null;
        }
    }

    /**
     * What happened.
     *
     * @return the type
     */
    public String type() {
        return type;
    }

    /**
     * The details, as immutable plain data.
     *
     * @return the payload, or null
     */
    public @Nullable Object payload() {
        GridEvent known = event;
        if (known != null) {
            return known.payload();
        }
        Object made = payload;
        return made == null ? decodePayload() : made;
    }

    private @Nullable Object decodePayload() {
        Encoded from = block;
        if (from == null) {
            return event().payload();
        }
        String[] names = from.fieldNames();
        Object made = names == null ? from.payload(position) : new FieldView(names, this);
        payload = made;
        return made;
    }

    /**
     * When it happened.
     *
     * @return the timestamp
     */
    public Instant timestamp() {
        Encoded from = event == null ? block : null;
        return from == null ? event().timestamp() : from.timestamp(position);
    }

    /**
     * What the event came from.
     *
     * @return the source
     */
    public String source() {
        Encoded from = event == null ? block : null;
        return from == null ? event().source() : from.source(position);
    }

    /**
     * What is said about the event itself, as immutable plain data.
     *
     * @return the metadata
     */
    public Map<String, @Nullable Object> metadata() {
        Encoded from = event == null ? block : null;
        return from == null ? event().metadata() : from.metadata(position);
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

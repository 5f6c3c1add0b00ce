package dev.playhead.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in an application: a type, a payload, a timestamp, a source, and metadata.
 *
 * <pre>{@code
 * GridEvent.of("cell:edit", new CellEdit("orders", "ORD-7", "price", 10, 12)).from("user")
 * }</pre>
 *
 * <p>The payload is any object of the application. The event holds the payload by reference. A history captures the
 * value of the payload when it records the event.
 *
 * <p><b>Threading.</b> Immutable if its payload and the values of its metadata are immutable.
 */
public final class GridEvent {
    /** The source of an event that was created without a source. */
    public static final String CORE = "core";

    private final String type;
    private final @Nullable Object payload;
    private final Instant timestamp;
    private final String source;
    private final Map<String, @Nullable Object> metadata;

    private GridEvent(
            String type,
            @Nullable Object payload,
            Instant timestamp,
            String source,
            Map<String, @Nullable Object> metadata) {
        this.type = Objects.requireNonNull(type, "type");
        this.payload = payload;
        this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
        this.source = Objects.requireNonNull(source, "source");
        this.metadata = metadata;
    }

    /**
     * Creates an event with the current time, the source {@value #CORE} and no metadata.
     *
     * @param type the type, which names what happened, by convention as {@code subject:verb}
     * @param payload the details, or null
     * @return the event
     */
    public static GridEvent of(String type, @Nullable Object payload) {
        return new GridEvent(type, payload, Instant.now(), CORE, PlainData.emptyMap());
    }

    /**
     * Creates an event from all of its parts, without reading a clock.
     *
     * @param type the type, which names what happened
     * @param payload the details, or null
     * @param timestamp the time at which the event happened
     * @param source the origin of the event
     * @param metadata information about the event itself; copied unless it is plain data
     * @return the event
     */
    public static GridEvent of(
            String type, @Nullable Object payload, Instant timestamp, String source, Map<String, ?> metadata) {
        return new GridEvent(type, payload, timestamp, source, immutable(Objects.requireNonNull(metadata, "metadata")));
    }

    /**
     * Returns a copy of this event with another timestamp.
     *
     * @param timestamp the time at which the event happened, to the nanosecond
     * @return a copy with that timestamp
     */
    public GridEvent at(Instant timestamp) {
        return new GridEvent(type, payload, timestamp, source, metadata);
    }

    /**
     * Returns a copy of this event with another source.
     *
     * @param source the origin of the event: {@code core}, {@code user}, {@code plugin:<id>}, or a name that the
     *     application chooses
     * @return a copy with that source
     */
    public GridEvent from(String source) {
        return new GridEvent(type, payload, timestamp, source, metadata);
    }

    /**
     * Returns a copy of this event with one more entry of metadata. Replaces an entry that has the same key.
     *
     * @param metadataKey the key
     * @param value the value
     * @return a copy with that entry
     */
    public GridEvent with(String metadataKey, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(metadata);
        more.put(Objects.requireNonNull(metadataKey, "metadataKey"), value);
        return new GridEvent(type, payload, timestamp, source, Collections.unmodifiableMap(more));
    }

    private static Map<String, @Nullable Object> immutable(Map<String, ?> metadata) {
        if (PlainData.isPlain(metadata)) {
            // Maps of plain data are immutable, so such a map can safely be read as a map of nullable values.
            @SuppressWarnings("unchecked")
            Map<String, @Nullable Object> plain = (Map<String, @Nullable Object>) metadata;
            return plain;
        }
        return metadata.isEmpty() ? PlainData.emptyMap() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** {@return the type, which names what happened} */
    public String type() {
        return type;
    }

    /** {@return the payload, which has the details; or null} */
    public @Nullable Object payload() {
        return payload;
    }

    /**
     * {@return the time at which the event happened, to the nanosecond} Timestamps of successive events may repeat and
     * may run backward.
     */
    public Instant timestamp() {
        return timestamp;
    }

    /** {@return the source, which is the origin of the event} */
    public String source() {
        return source;
    }

    /**
     * Returns the metadata: information about the event itself, such as {@code causationId}.
     *
     * @return an unmodifiable map in the order in which the entries were given
     */
    public Map<String, @Nullable Object> metadata() {
        return metadata;
    }

    /** Compares all five parts. Payloads that are arrays are compared by content. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof GridEvent that
                        && type.equals(that.type)
                        && source.equals(that.source)
                        && timestamp.equals(that.timestamp)
                        && Objects.deepEquals(payload, that.payload)
                        && metadata.equals(that.metadata));
    }

    @Override
    public int hashCode() {
        // The payload is left out: its hash may be expensive to compute, or may change.
        return (type.hashCode() * 31 + source.hashCode()) * 31 + timestamp.hashCode();
    }

    @Override
    public String toString() {
        return "GridEvent[" + type + " " + payload + " at " + timestamp + " from " + source
                + (metadata.isEmpty() ? "" : " with " + metadata) + "]";
    }
}

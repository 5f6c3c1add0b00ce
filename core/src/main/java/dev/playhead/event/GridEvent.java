package dev.playhead.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in an application: a type, a payload, a moment, a source, and metadata.
 *
 * <pre>{@code
 * GridEvent.of("cell:edit", new CellEdit("orders", "ORD-7", "price", 10, 12)).from("user")
 * }</pre>
 *
 * <p>The payload is any object of the application's. It is held by reference; a history takes its value when it records
 * the event.
 *
 * <p><b>Threading.</b> Immutable, as far as its payload is.
 */
public final class GridEvent {
    /** The source of an event that names none. */
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
     * An event that happens now, from the source {@value #CORE}, without metadata.
     *
     * @param type what happened, by convention {@code subject:verb}
     * @param payload the details, or null
     * @return the event
     */
    public static GridEvent of(String type, @Nullable Object payload) {
        return new GridEvent(type, payload, Instant.now(), CORE, PlainData.emptyMap());
    }

    /**
     * An event with all of its parts given; no clock is read.
     *
     * @param type what happened
     * @param payload the details, or null
     * @param timestamp when it happened
     * @param source what it came from
     * @param metadata what is to be said about the event itself; copied
     * @return the event
     */
    public static GridEvent of(
            String type, @Nullable Object payload, Instant timestamp, String source, Map<String, ?> metadata) {
        return new GridEvent(type, payload, timestamp, source, immutable(Objects.requireNonNull(metadata, "metadata")));
    }

    /**
     * The same event at another time.
     *
     * @param timestamp when it happened, to the nanosecond
     * @return a copy with that timestamp
     */
    public GridEvent at(Instant timestamp) {
        return new GridEvent(type, payload, timestamp, source, metadata);
    }

    /**
     * The same event from another source.
     *
     * @param source what it came from: {@code core}, {@code user}, {@code plugin:<id>}, or a name of the application's
     * @return a copy with that source
     */
    public GridEvent from(String source) {
        return new GridEvent(type, payload, timestamp, source, metadata);
    }

    /**
     * The same event with one more entry of metadata; an entry of that key is replaced.
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
            // Plain maps are immutable, so reading one as a map of nullable values is safe.
            @SuppressWarnings("unchecked")
            Map<String, @Nullable Object> plain = (Map<String, @Nullable Object>) metadata;
            return plain;
        }
        return metadata.isEmpty() ? PlainData.emptyMap() : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
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
     * The details.
     *
     * @return the payload, or null
     */
    public @Nullable Object payload() {
        return payload;
    }

    /**
     * When it happened, to the nanosecond. Timestamps of successive events may repeat and may run backwards.
     *
     * @return the timestamp
     */
    public Instant timestamp() {
        return timestamp;
    }

    /**
     * What the event came from.
     *
     * @return the source
     */
    public String source() {
        return source;
    }

    /**
     * What is said about the event itself, such as {@code causationId}.
     *
     * @return an immutable map in the order in which the entries were given
     */
    public Map<String, @Nullable Object> metadata() {
        return metadata;
    }

    /** Equal when all five parts are; payloads that are arrays compare by content. */
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
        // The payload is left out: its hash may be costly, or change under us.
        return (type.hashCode() * 31 + source.hashCode()) * 31 + timestamp.hashCode();
    }

    @Override
    public String toString() {
        return "GridEvent[" + type + " " + payload + " at " + timestamp + " from " + source
                + (metadata.isEmpty() ? "" : " with " + metadata) + "]";
    }
}

package dev.playhead.io;

import dev.playhead.event.PlainData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one event, break or gap in a file. Unknown fields of an event become metadata. If the event has no
 * field {@code payload}, they become the payload instead, so that a flat event can be searched by its fields.
 */
final class EventFields {
    /** The maximum sequence, which leaves a history enough sequences for further events. */
    static final long MAX_SEQUENCE = 1L << 62;

    static final int SEQUENCE = 0;
    static final int TYPE = 1;
    static final int TIMESTAMP = 2;
    static final int SOURCE = 3;
    static final int PAYLOAD = 4;
    static final int METADATA = 5;
    static final int UNKNOWN = -1;
    /** The names of the known fields, by number. */
    private static final List<String> KNOWN = List.of("sequence", "type", "timestamp", "source", "payload", "metadata");

    /** One bit for each known field that was found. */
    private int known;

    private @Nullable Object type;
    private @Nullable Object timestamp;
    private @Nullable Object source;
    private @Nullable Object payload;
    private Map<String, @Nullable Object> metadata = PlainData.emptyMap();
    /** The fields with a known name and an unsuitable value. */
    private Map<String, @Nullable Object> unfit = Map.of();

    private Map<String, @Nullable Object> unknown = Map.of();
    private long sequence = -1;
    private boolean partial;
    /**
     * The record from which these fields were made, by a {@link RecordShape} or by {@link #of}; null if these fields
     * were not made from a whole record.
     */
    private @Nullable Map<String, @Nullable Object> record;

    /**
     * {@return the fields of a record that uses the field names of Playhead, such as {@code type} and {@code
     * timestamp}}
     */
    static EventFields of(Map<String, @Nullable Object> record) {
        EventFields fields = new EventFields();
        record.forEach((name, value) -> fields.set(name, numberOf(name), value));
        return fields;
    }

    /** {@return the number of a field that represents a part of an event, such as its type; else a negative number} */
    static int numberOf(String name) {
        return switch (name) {
            case "sequence" -> SEQUENCE;
            case "type" -> TYPE;
            case "timestamp" -> TIMESTAMP;
            case "source" -> SOURCE;
            case "payload" -> PAYLOAD;
            case "metadata" -> METADATA;
            default -> UNKNOWN;
        };
    }

    /** {@return whether a field is data of an event: part of its payload or metadata} */
    static boolean isData(int number) {
        return number == PAYLOAD || number == METADATA || number == UNKNOWN;
    }

    boolean has(String name, int number) {
        return number < 0 ? unknown.containsKey(name) : hasKnown(number);
    }

    private boolean hasKnown(int number) {
        return (known & 1 << number) != 0;
    }

    void set(String name, int number, @Nullable Object value) {
        known |= number < 0 ? 0 : 1 << number;
        switch (number) {
            case SEQUENCE -> setSequence(value);
            case TYPE -> type = value;
            case TIMESTAMP -> timestamp = value;
            case SOURCE -> setSource(value);
            case PAYLOAD -> payload = value;
            case METADATA -> setMetadata(value);
            default -> {
                unknown = unknown.isEmpty() ? new LinkedHashMap<>() : unknown;
                unknown.put(name, value);
            }
        }
    }

    /** Sets a known field, unless the given value is null, and returns these fields. */
    EventFields with(int number, @Nullable Object value) {
        if (value != null) {
            set(KNOWN.get(number), number, value);
        }
        return this;
    }

    /**
     * Sets the record from which a {@link RecordShape} made these fields. {@link #names} then returns the names in this
     * record.
     */
    void setRecord(Map<String, @Nullable Object> record) {
        this.record = record;
    }

    /** Marks these fields as partial, because data was skipped. The event then has neither payload nor metadata. */
    void setPartial() {
        partial = true;
    }

    boolean isPartial() {
        return partial;
    }

    /** Replaces a timestamp that is a text of the usual form in UTC by its {@code Instant}. Returns these fields. */
    EventFields readUsualTime() {
        Instant usual = timestamp instanceof String text ? UtcTime.parse(text) : null;
        timestamp = usual == null ? timestamp : usual;
        return this;
    }

    /** Sets the source. A map or a list becomes metadata instead, so that its fields remain accessible by name. */
    private void setSource(@Nullable Object value) {
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            source = null;
            setUnfit("source", value);
        } else {
            source = value;
        }
    }

    private void setMetadata(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            metadata = PlainData.mapOf(map);
        } else if (value != null) {
            setUnfit("metadata", value);
        }
    }

    private void setSequence(@Nullable Object value) {
        if (value instanceof Long number && number >= 0 && number <= MAX_SEQUENCE) {
            sequence = number;
        } else if (value != null) {
            setUnfit("sequence", value);
        }
    }

    private void setUnfit(String name, Object value) {
        unfit = unfit.isEmpty() ? new LinkedHashMap<>() : unfit;
        unfit.put(name, value);
    }

    /** {@return the value of the sequence or of an unknown field, whatever its type; null if there is none} */
    @Nullable
    Object value(String name) {
        if (name.equals("sequence")) {
            return sequence >= 0 ? (Object) sequence : unfit.get(name);
        }
        return unknown.get(name);
    }

    /** {@return the names of the fields that were found} */
    List<String> names() {
        List<String> names = new ArrayList<>();
        if (record != null) {
            names.addAll(record.keySet());
            return names;
        }
        for (int i = 0; i < KNOWN.size(); i++) {
            if (hasKnown(i)) {
                names.add(KNOWN.get(i));
            }
        }
        names.addAll(unknown.keySet());
        return names;
    }

    /** {@return the fields among which the type and the timestamp may be, possibly under other names} */
    Map<String, @Nullable Object> candidates() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(unknown);
        fields.put("type", type);
        fields.put("timestamp", timestamp);
        fields.put("source", source);
        return fields;
    }

    @Nullable
    Object type() {
        return type;
    }

    /** {@return the timestamp: an {@code Instant}, or a value that must be interpreted; null if there is none} */
    @Nullable
    Object timestamp() {
        return timestamp;
    }

    @Nullable
    Object source() {
        return source;
    }

    /** {@return the sequence; -1 if there is no valid sequence} */
    long sequence() {
        return sequence;
    }

    private boolean isFlat() {
        return !unknown.isEmpty() && !hasKnown(PAYLOAD);
    }

    @Nullable
    Object payload() {
        if (partial) {
            return null;
        }
        return isFlat() ? PlainData.ofPlain(unknown) : payload;
    }

    /** {@return the metadata, together with the fields that have no other destination; empty if data was skipped} */
    Map<String, @Nullable Object> metadata() {
        if (partial) {
            return PlainData.emptyMap();
        }
        Map<String, @Nullable Object> all = merged(metadata, unfit);
        return isFlat() ? all : merged(all, unknown);
    }

    private static Map<String, @Nullable Object> merged(
            Map<String, @Nullable Object> metadata, Map<String, @Nullable Object> more) {
        if (more.isEmpty()) {
            return metadata;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(metadata);
        // If a name is already used in the metadata, the existing value keeps the name, and the added field gets a
        // prefix.
        more.forEach((name, value) -> {
            String free = name;
            while (all.containsKey(free)) {
                free = "event." + free;
            }
            all.put(free, value);
        });
        return PlainData.ofPlain(all);
    }
}

package dev.playhead.io;

import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one event in JSON. Fields that are not known go into the metadata. If the event has no field
 * {@code payload}, they are the payload instead, so that a flat event can be searched by its fields.
 */
final class EventFields {
    /** The maximum sequence. It leaves a history enough sequences for further events. */
    static final long MAX_SEQUENCE = 1L << 62;

    private static final List<String> KNOWN = List.of("sequence", "type", "timestamp", "source", "payload", "metadata");
    private static final int PAYLOAD = KNOWN.indexOf("payload");

    /** One bit for each known field that was found. */
    private int known;

    private @Nullable Object type;
    private @Nullable Object timestamp;
    private @Nullable Object source;
    private @Nullable Object payload;
    private Map<String, @Nullable Object> metadata = PlainData.emptyMap();
    /** The fields with a known name and an unsuitable value. */
    private final Map<String, @Nullable Object> unfit = new LinkedHashMap<>();

    private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();
    private long sequence = -1;

    /** {@return whether a field represents a part of an event, such as its type} */
    static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }

    boolean has(String name) {
        int index = KNOWN.indexOf(name);
        return index < 0 ? unknown.containsKey(name) : hasKnown(index);
    }

    private boolean hasKnown(int index) {
        return (known & 1 << index) != 0;
    }

    void set(String name, @Nullable Object value) {
        int index = KNOWN.indexOf(name);
        known |= index < 0 ? 0 : 1 << index;
        switch (name) {
            case "type" -> type = value;
            case "timestamp" -> timestamp = value;
            case "source" -> source = value;
            case "payload" -> payload = value;
            case "metadata" -> setMetadata(value);
            case "sequence" -> setSequence(value);
            default -> unknown.put(name, value);
        }
    }

    private void setMetadata(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            metadata = PlainData.mapOf(map);
        } else if (value != null) {
            unfit.put("metadata", value);
        }
    }

    private void setSequence(@Nullable Object value) {
        if (value instanceof Long number && number >= 0 && number <= MAX_SEQUENCE) {
            sequence = number;
        } else if (value != null) {
            unfit.put("sequence", value);
        }
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
        for (int i = 0; i < KNOWN.size(); i++) {
            if (hasKnown(i)) {
                names.add(KNOWN.get(i));
            }
        }
        names.addAll(unknown.keySet());
        return names;
    }

    @Nullable
    Object type() {
        return type;
    }

    @Nullable
    Object timestamp() {
        return timestamp;
    }

    @Nullable
    Object source() {
        return source;
    }

    /** {@return the sequence, or -1} */
    long sequence() {
        return sequence;
    }

    private boolean isFlat() {
        return !unknown.isEmpty() && !hasKnown(PAYLOAD);
    }

    @Nullable
    Object payload() {
        return isFlat() ? PlainData.ofPlain(unknown) : payload;
    }

    /** {@return the metadata, together with the fields that have no other destination} */
    Map<String, @Nullable Object> metadata() {
        Map<String, @Nullable Object> all = merged(metadata, unfit);
        return isFlat() ? all : merged(all, unknown);
    }

    private static Map<String, @Nullable Object> merged(
            Map<String, @Nullable Object> metadata, Map<String, @Nullable Object> more) {
        if (more.isEmpty()) {
            return metadata;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(metadata);
        // If a name is already used in the metadata, the existing value keeps it, and the added field gets a prefix.
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

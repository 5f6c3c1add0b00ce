package dev.playhead.io;

import dev.playhead.event.Numbers;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import dev.playhead.io.EventMapping.Origin;
import dev.playhead.io.EventMapping.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shape of records that a mapping describes. Each record is one event.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class MappedShape implements RecordShape {
    private final EventMapping mapping;
    /** Whether a record without a timestamp is refused. */
    private final boolean needsTimestamp;

    MappedShape(EventMapping mapping, ImportOptions options) {
        this.mapping = mapping;
        this.needsTimestamp = options.arrivals() == null;
    }

    @Override
    public String title() {
        return "mapping " + mapping;
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        require(Part.TYPE, record);
        if (needsTimestamp) {
            require(Part.TIMESTAMP, record);
        }
        EventFields fields = new EventFields();
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(record);
        for (Map.Entry<Part, Origin> entry : mapping.origins().entrySet()) {
            Part part = entry.getKey();
            Origin origin = entry.getValue();
            if (!isRest(part, origin)) {
                set(part, origin.equals(Origin.WHOLE) ? PlainData.mapOf(record) : origin.find(record), fields);
            }
            origin.removeFrom(rest);
        }
        setRest(rest, fields);
        events.accept(fields);
    }

    @Override
    public String remedy(Map<String, @Nullable Object> record) {
        return FoundFields.remedy(record, mapping, needsTimestamp);
    }

    private static boolean isRest(Part part, Origin origin) {
        return part == Part.METADATA && origin.equals(Origin.WHOLE);
    }

    private void require(Part part, Map<String, @Nullable Object> record) {
        Origin origin = mapping.origins().get(part);
        Object value = origin == null ? record.get(part.text()) : origin.find(record);
        if (value == null || value == PayloadPath.NOTHING) {
            String what = origin == null
                    ? "the event has no " + part.text()
                    : "the record has no field " + origin + ", which is mapped to " + part.text();
            throw new IllegalArgumentException(what);
        }
    }

    private static void set(Part part, @Nullable Object value, EventFields fields) {
        boolean absent = value == null || value == PayloadPath.NOTHING;
        // If a mapped payload is absent, the payload is null, and the other fields do not become the payload.
        if (!absent || part == Part.PAYLOAD) {
            fields.set(part.text(), part.number(), absent ? null : part == Part.TYPE ? scalarText(value) : value);
        }
    }

    private static @Nullable Object scalarText(@Nullable Object value) {
        if (value instanceof Double real) {
            return Numbers.text(real);
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : value;
    }

    /**
     * Sets each part without a mapping to the value of the field with the part's name. Keeps the other fields if the
     * whole record is mapped to the metadata, or if the payload is not mapped.
     */
    private void setRest(Map<String, @Nullable Object> rest, EventFields fields) {
        boolean toMetadata = Origin.WHOLE.equals(mapping.origins().get(Part.METADATA));
        boolean wanted = toMetadata || !mapping.origins().containsKey(Part.PAYLOAD);
        rest.forEach((name, value) -> {
            int number = isMapped(name) ? -1 : EventFields.numberOf(name);
            if (number >= 0 || wanted) {
                fields.set(name, number, value);
            }
        });
        if (toMetadata && !fields.has(Part.PAYLOAD.text(), Part.PAYLOAD.number())) {
            fields.set(Part.PAYLOAD.text(), Part.PAYLOAD.number(), null);
        }
    }

    private boolean isMapped(String name) {
        for (Map.Entry<Part, Origin> entry : mapping.origins().entrySet()) {
            if (entry.getKey().text().equals(name)) {
                return !isRest(entry.getKey(), entry.getValue());
            }
        }
        return false;
    }
}

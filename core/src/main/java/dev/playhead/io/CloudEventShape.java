package dev.playhead.io;

import dev.playhead.bus.CauseScope;
import dev.playhead.event.Marker;
import dev.playhead.event.PlainData;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** CloudEvents 1.0 in JSON. What {@link CloudEventWriter} writes is restored. */
final class CloudEventShape implements KnownShape {
    /** The attributes that never become metadata. */
    private static final Set<String> PARTS = Set.of("source", "type", "time", "data", "data_base64");

    @Override
    public String title() {
        return "CloudEvents";
    }

    @Override
    public String parts() {
        return "type, source and time from their attributes, sequence from a numeric id, payload from data or data_base64,"
                + " metadata from the other attributes";
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return record.get("specversion") instanceof String
                && record.get("id") instanceof String
                && record.get("source") instanceof String
                && record.get("type") instanceof String;
    }

    @Override
    public boolean keeps(Map<String, @Nullable Object> record) {
        return fits(record);
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        EventFields fields = new EventFields()
                .with(EventFields.TYPE, record.get("type"))
                .with(EventFields.SOURCE, record.get("source"))
                .with(EventFields.TIMESTAMP, record.get("time"))
                .with(EventFields.PAYLOAD, data(record));
        record.forEach((name, value) -> {
            if (!PARTS.contains(name)) {
                addAttribute(name, value, fields, metadata);
            }
        });
        fields.with(EventFields.METADATA, PlainData.ofPlain(metadata));
        events.accept(fields);
    }

    private static @Nullable Object data(Map<String, @Nullable Object> record) {
        String base64 = Members.text(record.get("data_base64"));
        return base64 == null ? record.get("data") : Marker.bytes(base64);
    }

    private static void addAttribute(
            String name, @Nullable Object value, EventFields fields, Map<String, @Nullable Object> metadata) {
        switch (name) {
            case "id" -> {
                if (value instanceof String id && id.matches("0|[1-9]\\d{0,17}")) {
                    fields.with(EventFields.SEQUENCE, Long.valueOf(id));
                } else {
                    metadata.put(name, value);
                }
            }
            case "specversion" -> putUnless("1.0", name, value, metadata);
            case "datacontenttype" -> putUnless("application/json", name, value, metadata);
            case "causationid" -> metadata.put(CauseScope.CAUSATION_ID, value);
            case "correlationid" -> metadata.put(CauseScope.CORRELATION_ID, value);
            case CloudEventWriter.REST -> {
                if (JsonText.parse(value) instanceof Map<?, ?> rest) {
                    addRest(Members.map(rest), fields, metadata);
                } else {
                    metadata.put(name, value);
                }
            }
            default -> metadata.put(name, value);
        }
    }

    private static void putUnless(
            String usual, String name, @Nullable Object value, Map<String, @Nullable Object> metadata) {
        if (!usual.equals(value)) {
            metadata.put(name, value);
        }
    }

    private static void addRest(
            Map<String, @Nullable Object> rest, EventFields fields, Map<String, @Nullable Object> metadata) {
        fields.with(EventFields.TYPE, rest.get("type")).with(EventFields.SOURCE, rest.get("source"));
        if (rest.get("timestamp") != null) {
            EventFields unusedSame =
                    fields.with(EventFields.TIMESTAMP, rest.get("timestamp")).readUsualTime();
        }
        metadata.putAll(Members.map(rest.get("metadata")));
    }
}

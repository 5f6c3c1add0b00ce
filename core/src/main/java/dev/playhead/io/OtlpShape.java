package dev.playhead.io;

import dev.playhead.event.Marker;
import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Log records of OpenTelemetry in the JSON form of OTLP: a request in each line, or a document with one request. What
 * {@link OtlpEventWriter} writes is restored.
 */
final class OtlpShape implements KnownShape {
    private static final String RESOURCES = "resourceLogs";
    private static final String SCOPES = "scopeLogs";
    private static final String RECORDS = "logRecords";
    private static final String EVENT_NAME = "event.name";
    private static final String SERVICE = "service.name";
    /** The names of the severities, in the order of their numbers. Each severity has four numbers. */
    private static final List<String> SEVERITIES = List.of("trace", "debug", "info", "warn", "error", "fatal");

    private static final int NUMBERS_OF_SEVERITY = 4;

    @Override
    public String title() {
        return "OTLP logs";
    }

    @Override
    public String parts() {
        return "type from eventName, or else from the severity, such as log:info, source from the scope or service.name,"
                + " time from timeUnixNano, payload from body, metadata from the attributes";
    }

    @Override
    public boolean hasOwnUnit() {
        return true;
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return record.get(RESOURCES) instanceof List<?> || record.get(SCOPES) instanceof List<?>;
    }

    @Override
    public List<String> path() {
        return List.of(RESOURCES);
    }

    /**
     * Returns whether the file is one request that extends over several lines and is longer than the bytes read ahead
     * ({@link LookAhead}). A shorter request, or one in a single line, is read as a record of a file of lines.
     */
    @Override
    public boolean isIn(Map<String, @Nullable Object> document, boolean whole, boolean overLines) {
        return document.get(RESOURCES) instanceof List<?> && !whole && overLines;
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        if (!fits(record)) {
            throw new IllegalArgumentException("the record has no field " + RESOURCES);
        }
        if (record.get(SCOPES) instanceof List<?>) {
            readResource(record, events);
        }
        for (Object resource : Members.list(record.get(RESOURCES))) {
            readResource(Members.map(resource), events);
        }
    }

    private static void readResource(Map<String, @Nullable Object> resource, Consumer<EventFields> events) {
        Map<String, @Nullable Object> attributes =
                attributes(Members.map(resource.get("resource")).get("attributes"));
        for (Object scope : Members.list(resource.get(SCOPES))) {
            Map<String, @Nullable Object> logs = Members.map(scope);
            String name = Members.text(Members.map(logs.get("scope")).get("name"));
            for (Object one : Members.list(logs.get(RECORDS))) {
                events.accept(fields(Members.map(one), name, attributes));
            }
        }
    }

    private static EventFields fields(
            Map<String, @Nullable Object> log, @Nullable String scope, Map<String, @Nullable Object> resource) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>(attributes(log.get("attributes")));
        EventFields fields = new EventFields();
        boolean own = metadata.get(OtlpEventWriter.SEQUENCE) instanceof Long;
        if (own) {
            fields.with(EventFields.SEQUENCE, metadata.remove(OtlpEventWriter.SEQUENCE));
        }
        Object exact = own ? metadata.remove(OtlpEventWriter.TIMESTAMP) : null;
        Object type = log.get("eventName");
        if (!own && Members.text(type) == null) {
            type = metadata.remove(EVENT_NAME);
        }
        String severity = severity(log);
        if (!own) {
            addContext(log, resource, metadata);
            if (type != null && severity != null) {
                metadata.put("severity", severity);
            }
        }
        return fields.with(EventFields.TYPE, type != null ? type : severity == null ? "log" : "log:" + severity)
                .with(EventFields.TIMESTAMP, exact == null ? time(log) : exact)
                .with(EventFields.SOURCE, scope == null ? resource.get(SERVICE) : scope)
                .with(EventFields.PAYLOAD, value(log.get("body")))
                .with(EventFields.METADATA, PlainData.ofPlain(metadata));
    }

    private static void addContext(
            Map<String, @Nullable Object> log,
            Map<String, @Nullable Object> resource,
            Map<String, @Nullable Object> metadata) {
        TraceNames.add(log, metadata);
        TraceNames.add(PlainData.ofPlain(metadata), metadata);
        if (!resource.isEmpty()) {
            metadata.put("resource", PlainData.ofPlain(resource));
        }
    }

    private static @Nullable String severity(Map<String, @Nullable Object> log) {
        String text = Members.text(log.get("severityText"));
        if (text != null) {
            return text.toLowerCase(Locale.ROOT);
        }
        if (log.get("severityNumber") instanceof Long number
                && number > 0
                && number <= (long) NUMBERS_OF_SEVERITY * SEVERITIES.size()) {
            return SEVERITIES.get((int) ((number - 1) / NUMBERS_OF_SEVERITY));
        }
        return null;
    }

    private static @Nullable Object time(Map<String, @Nullable Object> log) {
        for (String name : List.of("timeUnixNano", "observedTimeUnixNano")) {
            Object value = log.get(name);
            Object number = value instanceof String text && TimeText.isNumber(text) ? JsonData.number(text) : value;
            if (number instanceof Number nanos && nanos.doubleValue() != 0) {
                return instant(nanos);
            }
        }
        return log.get("timeUnixNano");
    }

    /** Returns the instant of a number of nanoseconds, or the number if it is out of range, which is then reported. */
    private static Object instant(Number nanos) {
        try {
            return EpochTimes.instant(nanos, TimeUnit.NANOSECONDS);
        } catch (IllegalArgumentException e) {
            return nanos;
        }
    }

    private static Map<String, @Nullable Object> attributes(@Nullable Object list) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        for (Object attribute : Members.list(list)) {
            Map<String, @Nullable Object> pair = Members.map(attribute);
            if (pair.get("key") instanceof String key) {
                attributes.put(key, value(pair.get("value")));
            }
        }
        return attributes;
    }

    /** Returns the plain data of an {@code AnyValue}. */
    private static @Nullable Object value(@Nullable Object any) {
        for (Map.Entry<String, @Nullable Object> member : Members.map(any).entrySet()) {
            Object value = member.getValue();
            switch (member.getKey()) {
                case "stringValue", "boolValue" -> {
                    return value;
                }
                case "intValue" -> {
                    return value instanceof String text && TimeText.isNumber(text) ? JsonData.number(text) : value;
                }
                case "doubleValue" -> {
                    return real(value);
                }
                case "bytesValue" -> {
                    return value instanceof String base64 ? Marker.bytes(base64) : value;
                }
                case "arrayValue" -> {
                    List<@Nullable Object> elements = new ArrayList<>();
                    Members.list(Members.map(value).get("values")).forEach(element -> elements.add(value(element)));
                    return PlainData.ofPlain(elements);
                }
                case "kvlistValue" -> {
                    return PlainData.ofPlain(attributes(Members.map(value).get("values")));
                }
                default -> {
                    // Not a member of AnyValue.
                }
            }
        }
        return null;
    }

    private static @Nullable Object real(@Nullable Object value) {
        return switch (value instanceof String text ? text : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> value;
        };
    }
}

package dev.playhead.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/**
 * The settings by which the records of another program are read, kept in a small file of JSON:
 *
 * <pre>{@code
 * {"map":"type=event.name,timestamp=ts","timeFormat":"dd.MM.yyyy HH:mm:ss","timeUnit":"ms","zone":"Europe/Berlin"}
 * }</pre>
 *
 * <p>All members may be absent. {@code map} has the text form of an {@link EventMapping}; it may also be an object with
 * a member for each mapped part. {@code timeUnit} is {@code s}, {@code ms}, {@code us} or {@code ns}.
 *
 * @param mapping the mapping, or null
 * @param timeFormat the pattern of timestamps as text, or null
 * @param timeUnit the unit of timestamps that are numbers, or null
 * @param zone the zone of timestamps without a zone or offset, or null
 */
public record ShapeFile(
        @Nullable EventMapping mapping,
        @Nullable String timeFormat,
        @Nullable TimeUnit timeUnit,
        @Nullable ZoneId zone) {
    /** The maximum size of a file, in bytes. */
    public static final int MAX_BYTES = 64 * 1_024;

    private static final List<String> MEMBERS = List.of("map", "timeFormat", "timeUnit", "zone");

    /**
     * Reads a file.
     *
     * @param file the file, in UTF-8
     * @return its content
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if its content is not valid; the message describes the error
     */
    public static ShapeFile of(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        try {
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException("it is longer than maxBytes=" + MAX_BYTES);
            }
            return read(bytes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("file=" + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Parses the content of such a file.
     *
     * @param json an object with the members {@code map}, {@code timeFormat}, {@code timeUnit} and {@code zone}
     * @return the content
     * @throws IllegalArgumentException if the text is not valid; the message describes the error
     */
    public static ShapeFile parse(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ShapeFile read(byte[] bytes) {
        try (JsonParser json =
                EventReader.factory(MAX_BYTES).createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            try {
                Remarks remarks = new Remarks();
                Object value = json.nextToken() == null ? null : JsonData.read(json, EventExtent.OF_A_LINE, remarks, 0);
                if (!(value instanceof Map<?, ?> members) || json.nextToken() != null) {
                    throw new IllegalArgumentException(
                            "it is not a single JSON object, such as {\"map\":\"timestamp=ts\"}");
                }
                if (!remarks.isEmpty()) {
                    throw new IllegalArgumentException("a member appears twice");
                }
                return of(members);
            } catch (JacksonException e) {
                throw new IllegalArgumentException("it is not JSON: " + JsonProblems.of(e, json, MAX_BYTES), e);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is not text in UTF-8", e);
        }
    }

    private static ShapeFile of(Map<?, ?> members) {
        for (Object name : members.keySet()) {
            if (!MEMBERS.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown member \"" + name + "\"; the members are " + String.join(", ", MEMBERS));
            }
        }
        String map = members.get("map") instanceof Map<?, ?> parts ? joined(parts) : text(members, "map");
        String timeFormat = text(members, "timeFormat");
        String timeUnit = text(members, "timeUnit");
        String zone = text(members, "zone");
        if (timeFormat != null) {
            TimeFormat unusedButChecked = TimeFormat.of(timeFormat);
        }
        return new ShapeFile(
                map == null ? null : EventMapping.parse(map),
                timeFormat,
                timeUnit == null ? null : unit(timeUnit),
                zone == null ? null : zone(zone));
    }

    /** {@return the text form of a mapping that is written as an object} */
    private static String joined(Map<?, ?> parts) {
        return parts.keySet().stream()
                .map(part -> part + "=" + text(parts, String.valueOf(part)))
                .collect(Collectors.joining(","));
    }

    private static @Nullable String text(Map<?, ?> members, String name) {
        Object value = members.get(name);
        if (value instanceof String text) {
            return text;
        }
        if (value == null && !members.containsKey(name)) {
            return null;
        }
        throw new IllegalArgumentException("the member \"" + name + "\" is not a string");
    }

    private static TimeUnit unit(String text) {
        return switch (text) {
            case "s" -> TimeUnit.SECONDS;
            case "ms" -> TimeUnit.MILLISECONDS;
            case "us" -> TimeUnit.MICROSECONDS;
            case "ns" -> TimeUnit.NANOSECONDS;
            default -> throw new IllegalArgumentException("timeUnit=" + text + " is not one of s, ms, us, ns");
        };
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone=" + text + " is not a time zone; use one such as Europe/Berlin, UTC or +02:00", e);
        }
    }

    /**
     * Returns options with the settings of this file.
     *
     * @param options the options; they apply where this file has no setting
     * @return the options
     */
    public ImportOptions applyTo(ImportOptions options) {
        ImportOptions applied = mapping == null ? options : options.withMapping(mapping);
        applied = timeFormat == null ? applied : applied.withTimeFormat(timeFormat);
        applied = timeUnit == null ? applied : applied.withTimeUnit(timeUnit);
        return zone == null ? applied : applied.withZone(zone);
    }
}

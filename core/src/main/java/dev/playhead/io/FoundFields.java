package dev.playhead.io;

import dev.playhead.event.PayloadPath;
import dev.playhead.io.EventMapping.Origin;
import dev.playhead.io.EventMapping.Part;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Descriptions of the fields of a record that is not an event, and of the mapping that would make it an event. */
final class FoundFields {
    private static final int MAX_NAMES = 12;
    private static final int MAX_NAME_LENGTH = 24;
    /** The maximum number of fields that are considered. */
    static final int MAX_FIELDS = 1_000;
    /** The maximum length of a value that may be a type or a time. */
    private static final int MAX_VALUE_LENGTH = 100;

    /** Names of types in other programs, the likeliest first, in lower case and without separators. */
    private static final List<String> TYPE_NAMES = List.of(
            "type", "eventtype", "eventname", "event", "eventaction", "action", "kind", "operation", "op", "name");
    /** Names of objects in which a field may be the type. */
    private static final Set<String> TYPE_OWNERS =
            Set.of("event", "action", "type", "kind", "meta", "header", "headers");
    /** Names of times in other programs, the likeliest first, in lower case and without separators. */
    private static final List<String> TIME_NAMES = List.of(
            "timestamp",
            "ts",
            "time",
            "datetime",
            "eventtime",
            "occurredat",
            "createdat",
            "date",
            "at",
            "when",
            "t",
            "tsms",
            "timestampms",
            "timeunixnano",
            "instant",
            "asctime",
            "receivedat",
            "loggedat",
            "updatedat");
    /** The constant type for records without a field that may be the type. */
    private static final Origin ANY_TYPE = new Origin(null, "event");

    private FoundFields() {}

    /**
     * {@return a text that lists the names of the fields; names after the first {@value #MAX_NAMES} are only counted}
     */
    static String text(Collection<String> names) {
        if (names.isEmpty()) {
            return "it has no fields";
        }
        return names.stream()
                        .limit(MAX_NAMES)
                        .map(name ->
                                name.length() > MAX_NAME_LENGTH ? name.substring(0, MAX_NAME_LENGTH) + "..." : name)
                        .collect(Collectors.joining(", ", "its fields are ", ""))
                + (names.size() > MAX_NAMES ? " and " + (names.size() - MAX_NAMES) + " more" : "");
    }

    /**
     * Returns the advice to use a mapping, if a mapping of fields with likely names provides all that is missing.
     *
     * @param record the fields of the record
     * @param mapping the mapping that was used, or null
     * @param needsTimestamp whether an event needs a timestamp
     * @return the advice after a separator; empty if there is no advice
     */
    static String remedy(Map<String, @Nullable Object> record, @Nullable EventMapping mapping, boolean needsTimestamp) {
        Map<Part, Origin> fixes = new EnumMap<>(Part.class);
        if (needsTimestamp && isMissing(Part.TIMESTAMP, record, mapping)) {
            PayloadPath time = likely(record, Part.TIMESTAMP, TIME_NAMES);
            if (time == null) {
                return "";
            }
            fixes.put(Part.TIMESTAMP, new Origin(time, null));
        }
        if (isMissing(Part.TYPE, record, mapping)) {
            PayloadPath type = likely(record, Part.TYPE, TYPE_NAMES);
            fixes.put(Part.TYPE, type == null ? ANY_TYPE : new Origin(type, null));
        }
        if (fixes.isEmpty()) {
            return "";
        }
        EventMapping fixed = mapping == null ? new EventMapping(fixes) : mapping.with(fixes);
        return "; try ImportOptions.withMapping or the option --map " + quoted(fixed.toString());
    }

    private static boolean isMissing(Part part, Map<String, @Nullable Object> record, @Nullable EventMapping mapping) {
        Origin origin = mapping == null ? null : mapping.origins().get(part);
        if (origin != null && origin.constant() != null) {
            return false;
        }
        Object value = origin == null ? record.get(part.text()) : origin.find(record);
        if (value == null || value == PayloadPath.NOTHING || value instanceof Map) {
            return true;
        }
        return part == Part.TYPE && origin == null && !(value instanceof String);
    }

    /**
     * {@return the path of the likeliest field in the record, or else in an object of the record; null if there is
     * none}
     */
    private static @Nullable PayloadPath likely(Map<String, @Nullable Object> record, Part part, List<String> names) {
        String found = likelyName(record, part, names);
        if (found != null) {
            return new PayloadPath(List.of(found));
        }
        int left = MAX_FIELDS;
        for (Map.Entry<String, @Nullable Object> entry : record.entrySet()) {
            if (left-- == 0) {
                return null;
            }
            if (entry.getValue() instanceof Map<?, ?> inner
                    && (part == Part.TIMESTAMP || TYPE_OWNERS.contains(plain(entry.getKey())))) {
                String below = likelyName(inner, part, names);
                if (below != null) {
                    return new PayloadPath(List.of(entry.getKey(), below));
                }
            }
        }
        return null;
    }

    private static @Nullable String likelyName(Map<?, ?> fields, Part part, List<String> names) {
        Map<String, String> byPlain = new HashMap<>();
        fields.entrySet().stream().limit(MAX_FIELDS).forEach(entry -> {
            if (entry.getKey() instanceof String key && fits(part, entry.getValue())) {
                byPlain.putIfAbsent(plain(key), key);
            }
        });
        for (String name : names) {
            String key = byPlain.get(name);
            if (key != null) {
                return key;
            }
        }
        return null;
    }

    /** {@return a name in lower case, reduced to ASCII letters and digits; a long name is returned unchanged} */
    private static String plain(String name) {
        if (name.length() > MAX_NAME_LENGTH) {
            return name;
        }
        StringBuilder plain = new StringBuilder(name.length());
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static boolean fits(Part part, @Nullable Object value) {
        if (value instanceof Number) {
            return true;
        }
        return value instanceof String text
                && !text.isBlank()
                && text.length() <= MAX_VALUE_LENGTH
                && (part == Part.TYPE || text.chars().anyMatch(c -> c >= '0' && c <= '9'));
    }

    /** {@return a text in quotes for a shell, if it needs them} */
    private static String quoted(String text) {
        return text.matches("[\\w.,=@/:-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

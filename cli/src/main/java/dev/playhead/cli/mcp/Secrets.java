package dev.playhead.cli.mcp;

import dev.playhead.capture.SensitiveData;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.option.Condition;
import dev.playhead.event.Marker;
import dev.playhead.event.PayloadPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A filter that cuts sensitive data out of answers. It recognizes sensitive data by the names of fields and by the form
 * of values.
 */
final class Secrets {
    /** The arguments that name fields. The answer lists or reveals values of these fields. */
    private static final List<String> PATHS = List.of("by", "row-id", "address", "where", "when");

    private static final SensitiveData RULES = SensitiveData.defaults().withValues();

    private static final Pattern KEY = Pattern.compile("\"([^\"\\\\]{1,200})\"\\s*:");

    private final boolean raw;

    /** Creates the rules; if they are raw, nothing is cut out. */
    Secrets(boolean raw) {
        this.raw = raw;
    }

    boolean isRaw() {
        return raw;
    }

    /** {@return a recorded value without its sensitive data; {@link PayloadPath#NOTHING} stays as it is} */
    @Nullable
    Object cutValue(@Nullable Object value) {
        return raw || value == PayloadPath.NOTHING ? value : RULES.apply(value);
    }

    /** {@return an object without its sensitive data} */
    @SuppressWarnings("unchecked") // cutting data out of a map leaves a map
    Map<String, @Nullable Object> cut(Map<String, @Nullable Object> item) {
        if (raw) {
            return item;
        }
        Map<String, @Nullable Object> named = item;
        if (item.get("path") instanceof String path && isSensitiveDifference(path)) { // the path of a difference
            named = new LinkedHashMap<>(item);
            named.computeIfPresent("before", (name, value) -> Marker.of(Marker.Reason.SENSITIVE, null));
            named.computeIfPresent("after", (name, value) -> Marker.of(Marker.Reason.SENSITIVE, null));
        }
        Object left = RULES.apply((Object) named);
        return left instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : named;
    }

    /** {@return a message, or a fixed text instead if the message has sensitive values or names of sensitive fields} */
    String cut(String text) {
        boolean isSensitive = RULES.isSensitiveValue(text)
                || KEY.matcher(text).results().anyMatch(key -> RULES.isSensitive(key.group(1)));
        return !raw && isSensitive ? "(a message with a sensitive value)" : text;
    }

    /** Refuses arguments that name sensitive fields: counts and conditions would reveal their values. */
    void check(Map<String, ?> arguments) {
        for (String name : raw ? List.<String>of() : PATHS) {
            Object value = arguments.get(name);
            List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
            for (Object one : values) {
                if (namesField(path(name, String.valueOf(one)))) {
                    throw new CommandFailure(
                            "argument " + name + " names a sensitive field, whose values are cut out of"
                                    + " answers; start the server with --raw to ask about it");
                }
            }
        }
    }

    /** {@return the path of a field that an argument names} */
    private static String path(String name, String text) {
        return switch (name) {
            case "where" -> beforeEqualsSign(text);
            case "when" -> field(pathOf(text));
            case "address" -> field(text);
            default -> text;
        };
    }

    private static String beforeEqualsSign(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '=') {
                return text.substring(0, i);
            }
            i += text.charAt(i) == '\\' ? 1 : 0; // an escaped character is part of the path
        }
        return text;
    }

    private static String pathOf(String condition) {
        try {
            return Condition.parse(condition).path();
        } catch (IllegalArgumentException e) {
            return ""; // the command will refuse it
        }
    }

    /** {@return the part after the last slash, where addresses have the field} */
    private static String field(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private static boolean namesField(String path) {
        return PayloadPath.parse(path).steps().stream().anyMatch(RULES::isSensitive);
    }

    /** {@return whether the path of a difference has a sensitive field; the names in this path are not escaped} */
    private static boolean isSensitiveDifference(String path) {
        // The id of an entity is before the first slash.
        String fields = path.substring(path.indexOf('/') + 1);
        return RULES.isSensitive(fields) || namesField(fields.replace('/', '.'));
    }
}

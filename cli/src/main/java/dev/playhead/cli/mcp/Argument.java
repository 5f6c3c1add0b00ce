package dev.playhead.cli.mcp;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.output.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a tool.
 *
 * @param name the name; for an option of the command, the name of the option
 * @param kind the kind of its values
 * @param place where a command line has the argument
 * @param isRequired whether every call must have the argument
 * @param description the description for the caller
 */
record Argument(String name, Kind kind, Place place, boolean isRequired, String description) {
    /** The kinds of values of arguments. */
    enum Kind {
        TEXT,
        NUMBER,
        TEXTS,
        NUMBERS
    }

    /** Where a command line has an argument. */
    enum Place {
        OPTION,
        POSITION,
        /** The server interprets the argument, and the command does not receive it. */
        SERVER
    }

    static Argument option(String name, Kind kind, String description) {
        return new Argument(name, kind, Place.OPTION, false, description);
    }

    static Argument requiredOption(String name, Kind kind, String description) {
        return new Argument(name, kind, Place.OPTION, true, description);
    }

    static Argument position(String name, Kind kind, String description) {
        return new Argument(name, kind, Place.POSITION, true, description);
    }

    static Argument ofServer(String name, Kind kind, String description) {
        return new Argument(name, kind, Place.SERVER, false, description);
    }

    /** {@return the JSON schema of the values} */
    Map<String, @Nullable Object> schema() {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        switch (kind) {
            case TEXT -> schema.put("type", "string");
            case NUMBER -> schema.put("type", "integer");
            case TEXTS, NUMBERS -> {
                schema.put("type", "array");
                schema.put("items", Map.of("type", kind == Kind.TEXTS ? "string" : "integer"));
            }
        }
        if (kind == Kind.NUMBER) {
            schema.put("minimum", 0L);
        }
        schema.put("description", description);
        return schema;
    }

    /** {@return the texts that represent a value on a command line} */
    List<String> texts(@Nullable Object value) {
        return switch (kind) {
            case TEXT -> List.of(text(value));
            case NUMBER -> List.of(number(value));
            case TEXTS ->
                value instanceof List<?> list ? list.stream().map(this::text).toList() : List.of(text(value));
            case NUMBERS ->
                value instanceof List<?> list ? list.stream().map(this::number).toList() : List.of(number(value));
        };
    }

    /** {@return a value as text; numbers and flags are also accepted, because an id, for example, may be a number} */
    private String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Number || value instanceof Boolean) {
            return JsonText.compact(value);
        }
        throw wrong(value, "a text");
    }

    private String number(@Nullable Object value) {
        String text = value instanceof Long || value instanceof String ? value.toString() : "";
        if (!text.matches("\\d{1,19}")) {
            throw wrong(value, "a whole number that is not negative");
        }
        return text;
    }

    private CommandFailure wrong(@Nullable Object value, String expected) {
        return new CommandFailure("argument " + name + "=" + JsonText.compact(value, 40) + " is not " + expected);
    }
}

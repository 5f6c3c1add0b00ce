package dev.playhead.io;

import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the fields of another program's records to the parts of events, for {@link ImportOptions#withMapping}.
 *
 * <p>The text form lists the mapped parts: {@code type=event.name,timestamp=ts,source=actor.id,payload=data}. The parts
 * are {@code type}, {@code timestamp}, {@code source}, {@code payload}, {@code metadata} and {@code sequence}. A part
 * is read from one of these:
 *
 * <ul>
 *   <li>a path of names, and of positions in lists, separated by dots: {@code items.0.id}. A backslash precedes a dot,
 *       a comma or a backslash that belongs to a name. If the path {@code event.name} leads to no value, the field that
 *       has this whole name, with the dot, is read.
 *   <li>a constant in quotes: {@code type="click"} or {@code type='click'}.
 *   <li>{@code .}: {@code payload=.} is the whole record, and {@code metadata=.} all fields that are not mapped.
 * </ul>
 *
 * <p>A part that is not mapped is read from the field of its name, if the record has this field. The other fields
 * become metadata if the mapping has {@code metadata=.}. Otherwise, they are left out if the payload is mapped. If the
 * payload is not mapped, they are treated as in files of Playhead: they become the payload, or metadata if there is a
 * field {@code payload}. A mapped type that is a number or a boolean is converted to text. A record without a type is a
 * problem, and so is a record without a timestamp unless there is a {@link ImportOptions#withTimeOfArrival time of
 * arrival}. Other parts may be absent.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class EventMapping {
    /** A part of an event. */
    enum Part {
        TIMESTAMP,
        TYPE,
        SOURCE,
        PAYLOAD,
        METADATA,
        SEQUENCE;

        /** {@return the name in a mapping, which is also the name of the field in Playhead's files} */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** {@return the number of this part among the fields of {@link EventFields}} */
        int number() {
            return EventFields.numberOf(text());
        }

        /** {@return the names of all parts, separated by commas} */
        static String all() {
            return Arrays.stream(values()).map(Part::text).collect(Collectors.joining(", "));
        }

        /** {@return whether the whole record may be this part} */
        boolean mayBeWhole() {
            return this == PAYLOAD || this == METADATA;
        }

        /** {@return whether a constant may be this part} */
        boolean mayBeConstant() {
            return this != METADATA && this != SEQUENCE;
        }
    }

    /**
     * The origin of a part: a path, a constant, or the whole record if both are null.
     *
     * @param path the path to the value in a record, or null
     * @param constant the value in all records, or null
     */
    record Origin(@Nullable PayloadPath path, @Nullable String constant) {
        static final Origin WHOLE = new Origin(null, null);

        /**
         * Returns the value in a record, or {@link PayloadPath#NOTHING} if there is none. If the path leads to no
         * value, its steps joined by dots are the name of the field.
         */
        @Nullable
        Object find(Map<String, @Nullable Object> record) {
            if (path == null) {
                return constant == null ? record : constant;
            }
            Object found = path.find(record);
            return found == PayloadPath.NOTHING && record.containsKey(dotted(path)) ? record.get(dotted(path)) : found;
        }

        private static String dotted(PayloadPath path) {
            return String.join(".", path.steps());
        }

        /** {@return the names of fields in which the value may be} */
        List<String> names() {
            return path == null ? List.of() : List.of(path.steps().get(0), dotted(path));
        }

        /** Removes the value from the fields of a record. */
        void removeFrom(Map<String, @Nullable Object> fields) {
            if (path == null) {
                return;
            }
            if (path.find(fields) == PayloadPath.NOTHING) {
                fields.remove(dotted(path));
            } else {
                remove(fields, path.steps());
            }
        }

        /**
         * Removes the value at a path, and the maps that have no other value. Values in lists are kept, because their
         * removal would move the elements after them.
         */
        private static void remove(Map<String, @Nullable Object> from, List<String> steps) {
            String first = steps.get(0);
            if (steps.size() == 1) {
                from.remove(first);
            } else if (from.get(first) instanceof Map<?, ?> inner) {
                Map<String, @Nullable Object> left = new LinkedHashMap<>(PlainData.mapOf(inner));
                remove(left, steps.subList(1, steps.size()));
                if (left.isEmpty()) {
                    from.remove(first);
                } else {
                    from.put(first, PlainData.ofPlain(left));
                }
            }
        }

        @Override
        public String toString() {
            if (constant != null) {
                return '"' + constant.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            }
            return path == null ? "." : text(path);
        }

        /** Returns the text of a path, with a backslash before each character that the parser would interpret. */
        private static String text(PayloadPath path) {
            StringBuilder text = new StringBuilder();
            int steps = path.steps().size();
            for (int i = 0; i < steps; i++) {
                String step = path.steps().get(i);
                text.append(i == 0 ? "" : ".");
                for (int j = 0; j < step.length(); j++) {
                    char c = step.charAt(j);
                    boolean edge = (i == 0 && j == 0) || (i == steps - 1 && j == step.length() - 1);
                    boolean odd = MappingParser.isQuote(c) || Character.isWhitespace(c);
                    text.append(c == '\\' || c == '.' || c == ',' || (edge && odd) ? "\\" : "")
                            .append(c);
                }
            }
            return text.toString();
        }
    }

    private final Map<Part, Origin> origins;

    EventMapping(Map<Part, Origin> origins) {
        this.origins = Collections.unmodifiableMap(new EnumMap<>(origins));
    }

    /**
     * Parses the text form of a mapping.
     *
     * @param text the mapped parts, such as {@code type=event,timestamp=ts}
     * @return the mapping
     * @throws IllegalArgumentException if the text is not a mapping; the message describes the error
     */
    public static EventMapping parse(String text) {
        return new EventMapping(new MappingParser(text).parse());
    }

    /** {@return the origins of the mapped parts, in the order of the parts} */
    Map<Part, Origin> origins() {
        return origins;
    }

    /** {@return the names of fields from which parts may be read} */
    Set<String> names() {
        return origins.values().stream()
                .flatMap(origin -> origin.names().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** {@return the names of the fields of type, timestamp and source, whose values in a table are kept as text} */
    Set<String> namesOfText() {
        return origins.entrySet().stream()
                .filter(entry -> entry.getKey() == Part.TYPE
                        || entry.getKey() == Part.TIMESTAMP
                        || entry.getKey() == Part.SOURCE)
                .flatMap(entry -> entry.getValue().names().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** {@return a copy of this mapping in which the given parts have the given origins} */
    EventMapping with(Map<Part, Origin> others) {
        Map<Part, Origin> all = new EnumMap<>(Part.class);
        all.putAll(origins);
        all.putAll(others);
        return new EventMapping(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventMapping mapping && mapping.origins.equals(origins);
    }

    @Override
    public int hashCode() {
        return origins.hashCode();
    }

    /** Returns the text form, which {@link #parse} converts back to an equal mapping. */
    @Override
    public String toString() {
        return origins.entrySet().stream()
                .map(entry -> entry.getKey().text() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}

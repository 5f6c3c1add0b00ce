package dev.playhead.cli.option;

import dev.playhead.event.PayloadPath;
import dev.playhead.event.RecordedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A property of events by which they are counted: {@code type}, {@code source}, {@code metadata.NAME}, or a dotted path
 * in the payload. A field of the payload that has one of these names is written with {@code payload.} before it.
 *
 * @param text the property as written
 * @param part the part of an event in which the path begins
 * @param path the path in the metadata or the payload; null for type and source
 */
public record Subject(String text, Part part, @Nullable PayloadPath path) {
    /** The parts of an event. */
    enum Part {
        TYPE,
        SOURCE,
        METADATA,
        PAYLOAD
    }

    static Subject parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "the path is empty; write a path in the payload, type, source, or metadata.NAME");
        }
        PayloadPath path = PayloadPath.parse(text);
        List<String> steps = path.steps();
        List<String> rest = steps.subList(1, steps.size());
        if (text.equals("type")) {
            return new Subject(text, Part.TYPE, null);
        }
        if (text.equals("source")) {
            return new Subject(text, Part.SOURCE, null);
        }
        if (steps.get(0).equals("metadata") && !rest.isEmpty()) {
            return new Subject(text, Part.METADATA, new PayloadPath(rest));
        }
        return steps.get(0).equals("payload") && !rest.isEmpty()
                ? new Subject(text, Part.PAYLOAD, new PayloadPath(rest))
                : new Subject(text, Part.PAYLOAD, path);
    }

    /** {@return the property of an event; {@link PayloadPath#NOTHING} if the event does not have it} */
    @Nullable
    public Object of(RecordedEvent event) {
        return switch (part) {
            case TYPE -> event.type();
            case SOURCE -> event.source();
            case METADATA -> path == null ? PayloadPath.NOTHING : path.find(event.metadata());
            case PAYLOAD -> path == null ? PayloadPath.NOTHING : path.find(event.payload());
        };
    }

    public static final class Converter implements ITypeConverter<Subject> {
        @Override
        public Subject convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}

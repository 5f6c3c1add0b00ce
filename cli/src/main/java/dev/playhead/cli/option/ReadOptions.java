package dev.playhead.cli.option;

import dev.playhead.cli.Session;
import dev.playhead.io.EventMapping;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ShapeFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options for reading events that are not in a Playhead file. */
public final class ReadOptions {
    @Option(
            names = "--max-line",
            order = 81,
            paramLabel = "SIZE",
            converter = LineSize.class,
            description = LineSize.DESCRIPTION)
    int maxLineBytes = ImportOptions.DEFAULT_MAX_LINE_BYTES;

    @Option(
            names = "--time-unit",
            order = 82,
            paramLabel = "UNIT",
            converter = UnitConverter.class,
            description =
                    "The unit of timestamps that are numbers: s, ms, us or ns. Default: the unit in which the first"
                            + " timestamps are in the years 2000 to 2100, preferably ms; ms if there is no such unit.")
    @Nullable
    TimeUnit timeUnit;

    @Option(
            names = "--time-format",
            order = 83,
            paramLabel = "PATTERN",
            converter = FormatConverter.class,
            description = "The form of timestamps that are text, such as 'dd/MMM/yyyy:HH:mm:ss Z', with the letters of"
                    + " Java's DateTimeFormatter. Names of months are English.")
    @Nullable
    String timeFormat;

    @Option(
            names = "--map",
            order = 84,
            paramLabel = "PART=PATH,...",
            converter = MappingConverter.class,
            description =
                    "Read the parts of events from other fields: type=event.name,timestamp=ts. The parts are type,"
                            + " timestamp, source, payload, metadata and sequence. A path has names, or positions in lists,"
                            + " separated by dots. 'type=\"click\"' is a constant, 'payload=.' the whole record, and 'metadata=.'"
                            + " all other fields.")
    @Nullable
    EventMapping mapping;

    @Option(
            names = "--shape",
            order = 85,
            paramLabel = "SHAPE",
            converter = ShapeConverter.class,
            description = "A JSON file that keeps these options, with any of the members map, timeFormat, timeUnit and"
                    + " zone. Options on the command line replace its members.")
    @Nullable
    ShapeFile shape;

    /**
     * {@return the given options, completed by those of the command line and of the shape file} Times without an offset
     * are in UTC unless the command line or the shape file specifies a zone.
     */
    public ImportOptions of(Session session, ImportOptions others) {
        ImportOptions options = others.withMaxLineBytes(maxLineBytes);
        options = shape == null ? options : shape.applyTo(options);
        options = mapping == null ? options : options.withMapping(mapping);
        options = timeFormat == null ? options : options.withTimeFormat(timeFormat);
        options = timeUnit == null ? options : options.withTimeUnit(timeUnit);
        return session.givenZone().map(options::withZone).orElse(options);
    }

    /** {@return the names of the given options that describe records of other programs} */
    List<String> ofOtherPrograms() {
        List<String> given = new ArrayList<>();
        if (mapping != null) {
            given.add("--map");
        }
        if (timeFormat != null) {
            given.add("--time-format");
        }
        if (shape != null) {
            given.add("--shape");
        }
        return given;
    }

    static final class UnitConverter implements ITypeConverter<TimeUnit> {
        @Override
        public TimeUnit convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "s" -> TimeUnit.SECONDS;
                case "ms" -> TimeUnit.MILLISECONDS;
                case "us" -> TimeUnit.MICROSECONDS;
                case "ns" -> TimeUnit.NANOSECONDS;
                default -> throw new TypeConversionException("'" + text + "' is not one of s, ms, us, ns");
            };
        }
    }

    static final class FormatConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                ImportOptions unusedButChecked = ImportOptions.lenient().withTimeFormat(text);
                return text;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class MappingConverter implements ITypeConverter<EventMapping> {
        @Override
        public EventMapping convert(String text) {
            try {
                return EventMapping.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class ShapeConverter implements ITypeConverter<ShapeFile> {
        @Override
        public ShapeFile convert(String text) {
            try {
                return ShapeFile.of(Path.of(text));
            } catch (NoSuchFileException | InvalidPathException e) {
                throw new TypeConversionException(text + ": no such file");
            } catch (IOException e) {
                throw new TypeConversionException(text + " cannot be read: " + e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}

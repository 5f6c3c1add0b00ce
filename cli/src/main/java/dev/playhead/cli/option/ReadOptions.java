package dev.playhead.cli.option;

import dev.playhead.cli.Session;
import dev.playhead.io.ImportOptions;
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

    /**
     * {@return the given options, completed by those of the command line; times without an offset are in UTC unless the
     * user specifies a zone}
     */
    public ImportOptions of(Session session, ImportOptions others) {
        ImportOptions options = others.withMaxLineBytes(maxLineBytes).withZone(session.zoneOfEvents());
        return timeUnit == null ? options : options.withTimeUnit(timeUnit);
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
}

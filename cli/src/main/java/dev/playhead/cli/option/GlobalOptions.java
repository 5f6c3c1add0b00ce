package dev.playhead.cli.option;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The options that every command has, before or after its name. */
public final class GlobalOptions {
    /** The choices for the use of colors. */
    public enum ColorChoice {
        auto,
        always,
        never
    }

    @Option(names = "--json", scope = ScopeType.INHERIT, order = 90, description = "Print JSON, for other programs.")
    public boolean json;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            scope = ScopeType.INHERIT,
            order = 91,
            converter = ZoneConverter.class,
            description =
                    "The time zone for reading and printing times, such as Europe/Berlin or UTC. Default: the"
                            + " system's time zone. Times without an offset in event files are in the zone of --shape, or in UTC.")
    @Nullable
    public ZoneId zone;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            scope = ScopeType.INHERIT,
            order = 92,
            description = "Use colors: auto (on a terminal), always or never. NO_COLOR in the environment means never.")
    public ColorChoice color = ColorChoice.auto;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, order = 93, description = "The same as --color=never.")
    public boolean noColor;

    @Option(
            names = "--ascii",
            scope = ScopeType.INHERIT,
            order = 94,
            description = "Print only ASCII characters, also in charts. Default if the locale is not UTF-8.")
    public boolean ascii;

    @Option(
            names = "--wide",
            scope = ScopeType.INHERIT,
            order = 95,
            description = "Show all columns and rows on a terminal, and do not cut long lines.")
    public boolean wide;

    @Option(
            names = "--no-cache",
            scope = ScopeType.INHERIT,
            order = 96,
            description = "Do not store or read folded states of Playhead files in the user's cache folder.")
    public boolean noCache;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            order = 99,
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    static final class ZoneConverter implements ITypeConverter<ZoneId> {
        @Override
        public ZoneId convert(String text) {
            try {
                return ZoneId.of(text);
            } catch (java.time.DateTimeException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a time zone; use one such as Europe/Berlin, UTC or +02:00");
            }
        }
    }
}

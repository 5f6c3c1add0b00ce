package dev.playhead.cli.option;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.cli.CommandFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time on the command line. Some forms are relative to the earliest or the latest time in a file. */
public interface TimeArgument {
    String FORMS = "2026-01-31T10:42:00Z, 2026-01-31T10:42, 2026-01-31, 10:42, -5m or +30s";

    /** The earliest and the latest time in a file. */
    record Range(Instant first, Instant last) {
        /** A range for times that do not depend on a file. */
        static final Range NONE = new Range(Instant.MIN, Instant.MAX);

        public static Range of(EventHistory history, String shownName) {
            HistoryStats stats = history.stats();
            return new Range(
                    stats.firstTime().orElseThrow(() -> new CommandFailure(shownName + " has no events")),
                    stats.lastTime().orElseThrow());
        }
    }

    /** A collector of times, which are added one by one. It returns their range. */
    final class Reach {
        private @Nullable Instant first;
        private @Nullable Instant last;

        void add(Instant time) {
            first = first == null || time.isBefore(first) ? time : first;
            last = last == null || time.isAfter(last) ? time : last;
        }

        Range range(String shownName) {
            if (first == null || last == null) {
                throw new CommandFailure(shownName + " has no events");
            }
            return new Range(first, last);
        }
    }

    /** {@return whether the time depends on the file} */
    boolean isRelative();

    /** {@return the time as an instant} The range is used only if the time is relative. */
    Instant in(Range range, ZoneId zone);

    /** Parses a time. */
    static TimeArgument parse(String text) {
        Matcher relative = Lengths.RELATIVE.matcher(text);
        try {
            if (relative.matches()) {
                Duration distance = Lengths.parse(relative.group(2));
                return relative.group(1).equals("-")
                        ? relative((range, zone) -> range.last().minus(distance))
                        : relative((range, zone) -> range.first().plus(distance));
            }
            if (text.matches("\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?")) {
                LocalTime time = LocalTime.parse((text.indexOf(':') == 1 ? "0" : "") + text.replace(',', '.'));
                return relative((range, zone) -> range.last()
                        .atZone(zone)
                        .toLocalDate()
                        .atTime(time)
                        .atZone(zone)
                        .toInstant());
            }
            if (text.matches("[+-]?\\d{4,}-\\d{2}-\\d{2}")) {
                LocalDate date = LocalDate.parse(text);
                return absolute(zone -> date.atStartOfDay(zone).toInstant());
            }
            return dateAndTime(text.replaceFirst("^(\\S+) (\\d\\d:)", "$1T$2").replaceFirst(" (?=[+-]\\d\\d)", ""));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is not a time; times are written " + FORMS, e);
        }
    }

    private static TimeArgument dateAndTime(String text) {
        if (text.matches(".*(?i:Z|[+-]\\d{2}(:?\\d{2})?)") && text.indexOf('T') > 0) {
            String iso = text.replaceFirst("([+-]\\d{2})(\\d{2})?$", "$1:$2").replaceFirst(":$", ":00");
            Instant time = iso.toUpperCase(Locale.ROOT).endsWith("Z")
                    ? Instant.parse(withSeconds(iso))
                    : OffsetDateTime.parse(iso).toInstant();
            return absolute(zone -> time);
        }
        LocalDateTime time = LocalDateTime.parse(text);
        return absolute(zone -> time.atZone(zone).toInstant());
    }

    private static String withSeconds(String iso) {
        return iso.replaceFirst("(T\\d{2}:\\d{2})(?=[Zz])", "$1:00");
    }

    private static TimeArgument absolute(java.util.function.Function<ZoneId, Instant> moment) {
        return new TimeArgument() {
            @Override
            public boolean isRelative() {
                return false;
            }

            @Override
            public Instant in(Range range, ZoneId zone) {
                return moment.apply(zone);
            }
        };
    }

    private static TimeArgument relative(java.util.function.BiFunction<Range, ZoneId, Instant> moment) {
        return new TimeArgument() {
            @Override
            public boolean isRelative() {
                return true;
            }

            @Override
            public Instant in(Range range, ZoneId zone) {
                return moment.apply(range, zone);
            }
        };
    }

    /** Lengths of time such as {@code 5m}, {@code 1h30m} or {@code 250ms}. */
    final class Lengths {
        private static final Pattern RELATIVE = Pattern.compile("([+-])((?:\\d+(?:\\.\\d+)?(?:ms|us|ns|s|m|h|d|w))+)");
        private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|us|ns|s|m|h|d|w)");
        private static final Pattern WHOLE = Pattern.compile("(?:" + PART + ")+");

        private Lengths() {}

        static Duration parse(String text) {
            if (!WHOLE.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a length of time; lengths are written 5s, 1.5h, 1h30m or 250ms");
            }
            Duration sum = Duration.ZERO;
            Matcher part = PART.matcher(text);
            while (part.find()) {
                long unitNanos = switch (part.group(2)) {
                    case "ns" -> 1;
                    case "us" -> 1_000;
                    case "ms" -> 1_000_000;
                    case "s" -> 1_000_000_000;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    case "d" -> 86_400_000_000_000L;
                    default -> 604_800_000_000_000L;
                };
                sum = sum.plusNanos(new java.math.BigDecimal(part.group(1))
                        .multiply(java.math.BigDecimal.valueOf(unitNanos))
                        .toBigInteger()
                        .longValueExact());
            }
            return sum;
        }
    }

    /** A converter of times for picocli. */
    final class Converter implements ITypeConverter<TimeArgument> {
        @Override
        public TimeArgument convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** A converter of lengths of time for picocli. */
    final class LengthConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Lengths.parse(text);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}

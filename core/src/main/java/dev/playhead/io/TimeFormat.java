package dev.playhead.io;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A form of timestamps as text, given by a pattern of {@link DateTimeFormatter}. Names of months and days are English,
 * in upper or lower case.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class TimeFormat {
    private static final ZonedDateTime EXAMPLE = ZonedDateTime.of(2026, 3, 2, 9, 30, 0, 459_000_000, ZoneId.of("UTC"));

    private static final int MAX_LENGTH = 200;

    private final String pattern;
    private final DateTimeFormatter formatter;
    private final String example;

    private TimeFormat(String pattern, DateTimeFormatter formatter, String example) {
        this.pattern = pattern;
        this.formatter = formatter;
        this.example = example;
    }

    /**
     * Creates a form from a pattern.
     *
     * @throws IllegalArgumentException if this is not a pattern, or if a time cannot be read with the pattern
     */
    static TimeFormat of(String pattern) {
        try {
            DateTimeFormatter formatter = new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(pattern)
                    .toFormatter(Locale.ENGLISH);
            String example = formatter.format(EXAMPLE);
            requireWhole(formatter.parse(example));
            return new TimeFormat(pattern, formatter, example);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "timeFormat=" + pattern + " is not a pattern of times: " + e.getMessage()
                            + "; use one such as dd.MM.yyyy HH:mm:ss.SSS for 02.03.2026 09:30:00.459",
                    e);
        }
    }

    private static void requireWhole(TemporalAccessor parsed) {
        if (parsed.query(TemporalQueries.localDate()) == null) {
            throw new DateTimeException(
                    "it has no date, which needs a year (yyyy), a month (MM or MMM) and a day (dd)");
        }
        if (parsed.query(TemporalQueries.localTime()) != null) {
            return;
        }
        for (ChronoField field : ChronoField.values()) {
            if (field.isTimeBased() && parsed.isSupported(field)) {
                throw new DateTimeException("it has a time of day without its hour (HH, or hh and a)");
            }
        }
    }

    /** {@return the time that a text represents, or null if the text does not have this form} */
    TimeText.@Nullable Time parse(String text, ZoneId zone) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            TemporalAccessor parsed = formatter.parse(text.strip());
            LocalDate date = parsed.query(TemporalQueries.localDate());
            if (date == null) {
                return null;
            }
            if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
                return new TimeText.Time(Instant.from(parsed), Set.of());
            }
            LocalTime time = parsed.query(TemporalQueries.localTime());
            ZoneId given = parsed.query(TemporalQueries.zone());
            return TimeText.inZone(date.atTime(time == null ? LocalTime.MIDNIGHT : time), given == null ? zone : given);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** {@return a description for messages, with an example} */
    @Override
    public String toString() {
        return "timeFormat=" + pattern + ", which reads times such as " + example;
    }
}

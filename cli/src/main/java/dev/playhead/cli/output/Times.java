package dev.playhead.cli.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The formats of printed times. */
public final class Times {
    private static final DateTimeFormatter[] SECOND_FRACTIONS = {
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT),
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT),
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS", Locale.ROOT)
    };

    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("XXX", Locale.ROOT);

    private Times() {}

    /**
     * Returns the local date and time in the zone, without the zone. The text has milliseconds, and also microseconds
     * or nanoseconds if they are not zero. If the local time occurs twice because clocks are set back, the offset is
     * appended.
     */
    public static String local(Instant time, ZoneId zone) {
        try {
            ZonedDateTime zoned = time.atZone(zone);
            String local = fractions(time).format(zoned);
            return isRepeated(zoned) ? local + " " + OFFSET.format(zoned) : local;
        } catch (DateTimeException e) {
            return time.toString(); // the time is near the limits of Instant, where there are no local dates
        }
    }

    @SuppressWarnings("JavaInstantGetSecondsGetNano") // only the fraction is needed
    private static DateTimeFormatter fractions(Instant time) {
        int nanos = time.getNano();
        return SECOND_FRACTIONS[nanos % 1_000_000 == 0 ? 0 : nanos % 1_000 == 0 ? 1 : 2];
    }

    private static boolean isRepeated(ZonedDateTime time) {
        return time.getZone().getRules().getValidOffsets(time.toLocalDateTime()).size() > 1;
    }

    /** {@return the date, the time and the offset in the zone, in a form that every option for times accepts} */
    public static String complete(Instant time, ZoneId zone) {
        try {
            return fractions(time).format(time.atZone(zone)).replace(' ', 'T') + OFFSET.format(time.atZone(zone));
        } catch (DateTimeException e) {
            return time.toString();
        }
    }

    /** {@return a duration as text, in one or two units such as {@code 2 h 5 min} or {@code 1.25 s}} */
    public static String length(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds >= 86_400) {
            return Text.count(seconds / 86_400) + " d " + seconds % 86_400 / 3_600 + " h";
        }
        if (seconds >= 3_600) {
            return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
        }
        if (seconds >= 60) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return small(duration.toNanos());
    }

    /** {@return a duration of less than a minute as text, in one unit} */
    public static String small(long nanos) {
        if (nanos >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
        }
        if (nanos >= 1_000_000) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        }
        return String.format(Locale.ROOT, "%.0f \u00b5s", nanos / 1e3);
    }
}

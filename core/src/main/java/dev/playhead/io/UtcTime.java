package dev.playhead.io;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A parser of the most frequent form of a timestamp, {@code 2026-01-31T10:42:00.5Z}, without intermediate objects.
 * Other forms, and invalid times, are left to {@link TimeText}.
 *
 * <p><b>Threading.</b> Stateless.
 */
final class UtcTime {
    private static final int SECONDS_END = "2026-01-31T10:42:00".length();
    private static final int NANO_DIGITS = 9;
    private static final int FEBRUARY = 2;
    private static final int MARCH = 3;
    private static final int DAYS_OF_400_YEARS = 146_097;
    /** The days from 0000-03-01 to 1970-01-01. */
    private static final int DAYS_TO_1970 = 719_468;

    private UtcTime() {}

    /**
     * Parses a time in UTC.
     *
     * @param text a time as text
     * @return the time; null if the text has another form, or is not a time
     */
    static @Nullable Instant parse(String text) {
        int length = text.length();
        if (length <= SECONDS_END
                || length > SECONDS_END + NANO_DIGITS + 2
                || text.charAt(length - 1) != 'Z'
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, SECONDS_END);
        int nanos = nanos(text, length - 1);
        boolean valid = year >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= daysOf(month, year)
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 59
                && nanos >= 0;
        return valid
                ? Instant.ofEpochSecond(((epochDay(year, month, day) * 24 + hour) * 60 + minute) * 60 + second, nanos)
                : null;
    }

    /** {@return the number that characters represent; a negative number if one of them is not a digit} */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** {@return the nanoseconds of the fraction before an index; 0 if there is none, negative if it is malformed} */
    private static int nanos(String text, int end) {
        if (end == SECONDS_END) {
            return 0;
        }
        int digits = end - SECONDS_END - 1;
        if (text.charAt(SECONDS_END) != '.' || digits == 0) {
            return -1;
        }
        int nanos = digits(text, SECONDS_END + 1, end);
        for (int i = digits; i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static int daysOf(int month, int year) {
        return switch (month) {
            case FEBRUARY -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Returns the days since 1970. Counts in years that begin in March, so that a leap day is the last of its year. */
    private static long epochDay(int year, int month, int day) {
        int y = month < MARCH ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * Math.floorMod(month - MARCH, 12) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (long) era * DAYS_OF_400_YEARS + dayOfEra - DAYS_TO_1970;
    }
}

package dev.playhead.io;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRules;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A parser of timestamps as text: ISO-8601 with the variations of logging libraries, and RFC 1123.
 *
 * <p>In ISO-8601, a timestamp is a date, optionally followed by a T or blanks and a time of day, to the minute or
 * finer. The fraction of the second follows a dot or a comma. The offset is {@code Z}, {@code +01}, {@code +0100} or
 * {@code +01:00}, {@code UTC} or {@code GMT}, a zone in brackets, or is missing. Eight or fourteen digits are a date,
 * or a date and a time of day, if they are within the years 2000 to 2099. Other digits are epoch time, which this class
 * does not parse.
 *
 * <p><b>Threading.</b> Stateless.
 */
final class TimeText {
    private static final int NANO_DIGITS = 9;
    private static final int LEAP_SECOND = 60;
    private static final int HOURS_OF_DAY = 24;
    /**
     * The maximum number of digits of a year. Years with more digits are out of the range of {@code LocalDate},
     * although {@code Instant} supports some of them.
     */
    private static final int MAX_YEAR_DIGITS = 9;

    private static final int MAX_LENGTH = 200;

    private final String text;
    private final ZoneId zone;
    private final Set<Remarks.Kind> remarks = EnumSet.noneOf(Remarks.Kind.class);
    private int at;

    private TimeText(String text, ZoneId zone) {
        this.text = text;
        this.zone = zone;
    }

    /**
     * A parsed time.
     *
     * @param instant the instant
     * @param remarks the remarks on how it was parsed
     */
    record Time(Instant instant, Set<Remarks.Kind> remarks) {}

    /**
     * Parses a time.
     *
     * @param text a time as text
     * @param zone the zone of a time without a zone or offset
     * @return the time, or null if the text is not a time
     */
    static @Nullable Time parse(String text, ZoneId zone) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        if (isNumber(text)) {
            boolean date = text.matches("20\\d{2}[01]\\d[0-3]\\d([0-2]\\d[0-5]\\d[0-6]\\d)?");
            return date ? parse(spread(text), zone) : null;
        }
        TimeText reader = new TimeText(text.strip(), zone);
        try {
            Instant instant = reader.hasNameOfMonth() ? reader.rfc1123() : reader.iso();
            return new Time(instant, reader.remarks);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Inserts the usual separators into the digits of a date, or of a date and a time of day. */
    private static String spread(String digits) {
        String date = digits.substring(0, 4) + "-" + digits.substring(4, 6) + "-" + digits.substring(6, 8);
        return digits.length() == 8
                ? date
                : date + "T" + digits.substring(8, 10) + ":" + digits.substring(10, 12) + ":" + digits.substring(12);
    }

    /** {@return whether a text is a decimal number, possibly with a sign: epoch time, or a date in digits} */
    static boolean isNumber(String text) {
        int digits = 0;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.') {
                dots++;
            } else if (i > 0 || (c != '-' && c != '+')) {
                return false;
            }
        }
        return digits > 0 && dots <= 1 && !text.endsWith(".") && text.length() <= MAX_LENGTH;
    }

    /**
     * Returns whether the text has the name of a month, as in RFC 1123. Such a text begins with a weekday, or with a
     * day of one or two digits and a blank. ISO-8601 begins with a sign or at least four digits.
     */
    private boolean hasNameOfMonth() {
        return text.length() > 2
                && (Character.isLetter(text.charAt(0)) || text.charAt(1) == ' ' || text.charAt(2) == ' ');
    }

    private Instant rfc1123() {
        String usual = text.replaceFirst("(?<=\\d) (?:UTC|UT|Z)$", " GMT");
        boolean leap = usual.contains(":60 ");
        Instant instant =
                Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(leap ? usual.replace(":60 ", ":59 ") : usual));
        return leap ? leapSecond(instant) : instant;
    }

    private Instant iso() {
        boolean signed = is('-') || is('+');
        boolean negative = is('-');
        at += signed ? 1 : 0;
        int yearBegin = at;
        while (isDigit()) {
            at++;
        }
        int yearDigits = at - yearBegin;
        if (yearDigits > MAX_YEAR_DIGITS) {
            return Instant.parse(text);
        }
        require(yearDigits >= 4);
        int year = Integer.parseInt(text, yearBegin, at, 10) * (negative ? -1 : 1);
        expect('-');
        int month = twoDigits();
        expect('-');
        LocalDate date = LocalDate.of(year, month, twoDigits());
        if (at == text.length()) {
            return local(date.atStartOfDay(), zone);
        }
        if (is('T') || is('t')) {
            at++;
        } else {
            require(is(' '));
            passOverBlanks();
        }
        return timeOfDay(date);
    }

    private Instant timeOfDay(LocalDate date) {
        int hour = twoDigits();
        expect(':');
        int minute = twoDigits();
        int second = 0;
        int nanos = 0;
        if (is(':')) {
            at++;
            second = twoDigits();
            if (is('.') || is(',')) {
                at++;
                nanos = fraction();
            }
        }
        boolean leap = second == LEAP_SECOND;
        boolean endOfDay = hour == HOURS_OF_DAY && minute == 0 && second == 0 && nanos == 0;
        LocalDateTime time = (endOfDay ? date.plusDays(1) : date)
                .atTime(LocalTime.of(endOfDay ? 0 : hour, minute, leap ? LEAP_SECOND - 1 : second, nanos));
        Instant instant = withOffset(time);
        return leap ? leapSecond(instant) : instant;
    }

    private int fraction() {
        int begin = at;
        int nanos = 0;
        while (isDigit()) {
            int digit = text.charAt(at) - '0';
            if (at - begin < NANO_DIGITS) {
                nanos = nanos * 10 + digit;
            } else if (digit != 0) {
                remarks.add(Remarks.Kind.CUT_DIGITS);
            }
            at++;
        }
        require(at > begin);
        for (int digits = at - begin; digits < NANO_DIGITS; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    private boolean isZulu() {
        return is('Z') || is('z');
    }

    private Instant withOffset(LocalDateTime time) {
        passOverBlanks();
        ZoneOffset offset = offset();
        ZoneId named = region();
        require(at == text.length());
        if (offset != null) {
            return time.toInstant(offset);
        }
        return local(time, named == null ? zone : named);
    }

    private @Nullable ZoneOffset offset() {
        if (isZulu()) {
            at++;
            return ZoneOffset.UTC;
        }
        if (text.startsWith("UTC", at) || text.startsWith("GMT", at)) {
            at += "UTC".length();
            return ZoneOffset.UTC;
        }
        if (!is('+') && !is('-')) {
            return null;
        }
        int sign = is('-') ? -1 : 1;
        at++;
        int hours = twoDigits();
        int minutes = moreOfOffset();
        int seconds = moreOfOffset();
        return ZoneOffset.ofHoursMinutesSeconds(sign * hours, sign * minutes, sign * seconds);
    }

    private int moreOfOffset() {
        at += is(':') ? 1 : 0;
        return isDigit() ? twoDigits() : 0;
    }

    /**
     * Returns the zone in brackets after a time, or null. Brackets may also hold annotations, which do not affect the
     * instant.
     */
    private @Nullable ZoneId region() {
        ZoneId region = null;
        while (is('[')) {
            int end = text.indexOf(']', at);
            require(end > 0);
            String name = text.substring(at + 1, end);
            if (name.indexOf('=') < 0) {
                region = ZoneId.of(name.startsWith("!") ? name.substring(1) : name);
            }
            at = end + 1;
        }
        return region;
    }

    private Instant local(LocalDateTime time, ZoneId in) {
        Time read = inZone(time, in);
        remarks.addAll(read.remarks);
        return read.instant;
    }

    /** {@return the instant of a local time, with remarks; the earlier instant if the local time occurs twice} */
    static Time inZone(LocalDateTime time, ZoneId in) {
        ZoneRules rules = in.getRules();
        int offsets = rules.isFixedOffset() ? 1 : rules.getValidOffsets(time).size();
        Set<Remarks.Kind> remarks =
                offsets == 1 ? Set.of() : Set.of(offsets == 0 ? Remarks.Kind.SKIPPED_HOUR : Remarks.Kind.REPEATED_HOUR);
        return new Time(time.atZone(in).toInstant(), remarks);
    }

    /** Returns second 59 instead of a leap second. A leap second is always the last second of a day in UTC. */
    private Instant leapSecond(Instant second59) {
        require(Math.floorMod(second59.getEpochSecond(), 86_400) == 86_399);
        remarks.add(Remarks.Kind.LEAP_SECOND);
        return second59;
    }

    private boolean is(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean isDigit() {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private int twoDigits() {
        int value = 0;
        for (int i = 0; i < 2; i++) {
            require(isDigit());
            value = value * 10 + text.charAt(at) - '0';
            at++;
        }
        return value;
    }

    private void expect(char c) {
        require(is(c));
        at++;
    }

    private void passOverBlanks() {
        while (is(' ')) {
            at++;
        }
    }

    private void require(boolean holds) {
        if (!holds) {
            throw new DateTimeException(String.format(Locale.ROOT, "%s is not a time, from index=%d on", text, at));
        }
    }
}

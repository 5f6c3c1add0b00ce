package dev.playhead.io;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The options of an import.
 *
 * @param strict whether the first malformed event ends the import with an {@link ImportException}; otherwise it is
 *     reported and the rest is imported
 * @param maxLineBytes the maximum length in bytes, uncompressed, of a line or of an event of a document; a longer line
 *     or event is malformed, and is not read into memory as a whole
 * @param timeUnit the unit of timestamps that are numbers, since 1970; or null to detect it. The detected unit is the
 *     one in which the first such timestamp is within the years 2000 to 2100, or milliseconds if there is none. A note
 *     reports a detected unit other than milliseconds
 * @param zone the zone of timestamps without a zone or offset
 * @param skipDuplicates whether to leave out events that the history already holds. These are events with the same
 *     type, timestamp, source and payload, and with the same sequence in the file or the same {@code id} in the
 *     metadata. Breaks and gaps that the history already holds are left out, too, if they follow such an event or are
 *     at the beginning of the file
 * @param arrivals the clock that gives events without a timestamp the time at which they are read; or null if such
 *     events are malformed
 * @param mapping the fields from which the parts of events are read; or null for Playhead's own names
 * @param timeFormat the pattern of timestamps that are text, in the syntax of {@link
 *     java.time.format.DateTimeFormatter}; or null for the usual forms
 * @param sorted whether events are sorted by time before they are imported
 */
public record ImportOptions(
        boolean strict,
        int maxLineBytes,
        @Nullable TimeUnit timeUnit,
        ZoneId zone,
        boolean skipDuplicates,
        @Nullable Clock arrivals,
        @Nullable EventMapping mapping,
        @Nullable String timeFormat,
        boolean sorted) {
    /** The default maximum length of a line: 64 MiB. */
    public static final int DEFAULT_MAX_LINE_BYTES = 64 << 20;

    /** The maximum permitted value of {@code maxLineBytes}: 1 GiB. */
    public static final int GREATEST_MAX_LINE_BYTES = 1 << 30;

    /**
     * Creates options.
     *
     * @param strict whether the first malformed event ends the import
     * @param maxLineBytes the maximum length of a line, in bytes
     * @param timeUnit the unit of timestamps that are numbers, or null
     * @param zone the zone of timestamps without a zone or offset
     * @param skipDuplicates whether to leave out events that the history already holds
     * @param arrivals the clock for events without a timestamp, or null
     * @param mapping the fields from which the parts of events are read, or null
     * @param timeFormat the pattern of timestamps as text, or null
     * @param sorted whether events are sorted by time
     * @throws IllegalArgumentException if {@code maxLineBytes} is not positive or exceeds
     *     {@link #GREATEST_MAX_LINE_BYTES}, if the unit is longer than a second, or if {@code timeFormat} is not a
     *     pattern by which times can be read
     */
    public ImportOptions {
        if (maxLineBytes <= 0 || maxLineBytes > GREATEST_MAX_LINE_BYTES) {
            throw new IllegalArgumentException(
                    "maxLineBytes=" + maxLineBytes + " is not between 1 and " + GREATEST_MAX_LINE_BYTES);
        }
        if (timeUnit != null && timeUnit.compareTo(TimeUnit.SECONDS) > 0) {
            throw new IllegalArgumentException("timeUnit=" + timeUnit + " is longer than a second");
        }
        Objects.requireNonNull(zone, "zone");
        if (timeFormat != null) {
            TimeFormat unusedButChecked = TimeFormat.of(timeFormat);
        }
    }

    /**
     * Creates options with a maximum length of a line.
     *
     * @param strict whether the first malformed event ends the import
     * @param maxLineBytes the maximum length of a line, in bytes
     * @throws IllegalArgumentException if {@code maxLineBytes} is not positive or exceeds
     *     {@link #GREATEST_MAX_LINE_BYTES}
     */
    public ImportOptions(boolean strict, int maxLineBytes) {
        this(strict, maxLineBytes, null, ZoneOffset.UTC, false, null, null, null, false);
    }

    /**
     * Creates options with the maximum length {@link #DEFAULT_MAX_LINE_BYTES}.
     *
     * @param strict whether the first malformed event ends the import
     */
    public ImportOptions(boolean strict) {
        this(strict, DEFAULT_MAX_LINE_BYTES);
    }

    /**
     * Returns options that import all sound events and report the rest.
     *
     * @return the options
     */
    public static ImportOptions lenient() {
        return new ImportOptions(false);
    }

    /**
     * Returns options by which the first malformed event ends the import with an exception. The events before it stay
     * imported.
     *
     * @return the options
     */
    public static ImportOptions strictly() {
        return new ImportOptions(true);
    }

    /**
     * Returns these options with another maximum length of a line. A line and the data read from it take several times
     * the length of the line in memory.
     *
     * @param bytes the maximum length of a line, or of an event of a document
     * @return the options
     * @throws IllegalArgumentException if the length is not positive or exceeds {@link #GREATEST_MAX_LINE_BYTES}
     */
    public ImportOptions withMaxLineBytes(int bytes) {
        return new ImportOptions(strict, bytes, timeUnit, zone, skipDuplicates, arrivals, mapping, timeFormat, sorted);
    }

    /**
     * Returns these options with a unit for timestamps that are numbers. The unit is used even if implausible times
     * result from it. It is not used for files of other tools whose shape specifies a unit; a note then states this.
     *
     * @param unit the unit since 1970: seconds or shorter
     * @return the options
     * @throws IllegalArgumentException if the unit is longer than a second
     */
    public ImportOptions withTimeUnit(TimeUnit unit) {
        Objects.requireNonNull(unit, "unit");
        return new ImportOptions(
                strict, maxLineBytes, unit, zone, skipDuplicates, arrivals, mapping, timeFormat, sorted);
    }

    /**
     * Returns these options with a zone for timestamps without a zone or offset. The default is UTC. If a local time
     * occurs twice because clocks go back, the earlier instant is used.
     *
     * @param zoneOfLocalTimes the zone
     * @return the options
     */
    public ImportOptions withZone(ZoneId zoneOfLocalTimes) {
        return new ImportOptions(
                strict,
                maxLineBytes,
                timeUnit,
                zoneOfLocalTimes,
                skipDuplicates,
                arrivals,
                mapping,
                timeFormat,
                sorted);
    }

    /**
     * Returns a copy of these options that leaves out events that the history already holds, so that a file can be
     * imported again.
     *
     * <p><b>Cost.</b> One pass over the history, and about 60 bytes of memory for each of its events during the import.
     *
     * @return the options
     */
    public ImportOptions skippingDuplicates() {
        return new ImportOptions(strict, maxLineBytes, timeUnit, zone, true, arrivals, mapping, timeFormat, sorted);
    }

    /**
     * Returns a copy of these options that gives events without a timestamp the time at which they are read.
     *
     * @param clock the clock that gives the time
     * @return the options
     */
    public ImportOptions withTimeOfArrival(Clock clock) {
        Objects.requireNonNull(clock, "clock");
        return new ImportOptions(
                strict, maxLineBytes, timeUnit, zone, skipDuplicates, clock, mapping, timeFormat, sorted);
    }

    /**
     * Returns these options with a mapping of the fields of another program's records to the parts of events.
     *
     * @param fields the mapping, such as {@code EventMapping.parse("type=event,timestamp=ts")}
     * @return the options
     */
    public ImportOptions withMapping(EventMapping fields) {
        Objects.requireNonNull(fields, "fields");
        return new ImportOptions(
                strict, maxLineBytes, timeUnit, zone, skipDuplicates, arrivals, fields, timeFormat, sorted);
    }

    /**
     * Returns these options with a form of timestamps that are text. A text of another form is then a problem. Numbers
     * remain epoch times, except whole numbers that have this form, such as 20260302 with {@code yyyyMMdd}. A timestamp
     * without an offset is in the {@link #zone}. A timestamp without a time of day is the start of the day.
     *
     * @param pattern a pattern of {@link java.time.format.DateTimeFormatter} with at least year, month and day, such as
     *     {@code dd.MM.yyyy HH:mm:ss}; names of months and days are English
     * @return the options
     * @throws IllegalArgumentException if this is not a pattern by which times can be read
     */
    public ImportOptions withTimeFormat(String pattern) {
        Objects.requireNonNull(pattern, "pattern");
        return new ImportOptions(
                strict, maxLineBytes, timeUnit, zone, skipDuplicates, arrivals, mapping, pattern, sorted);
    }

    /**
     * Returns a copy of these options that sorts the events of a file by time before they are imported. This is useful
     * for a file that was merged from several files. Events of the same time keep their order. A note reports how many
     * events were moved. Breaks and gaps of the file precede its events, because it is unknown which events they
     * precede in the order of time. If a problem ends a strict import, no event is imported.
     *
     * <p><b>Limits.</b> All events of the file are in memory until its end.
     *
     * @return the options
     */
    public ImportOptions sortedByTime() {
        return new ImportOptions(
                strict, maxLineBytes, timeUnit, zone, skipDuplicates, arrivals, mapping, timeFormat, true);
    }
}

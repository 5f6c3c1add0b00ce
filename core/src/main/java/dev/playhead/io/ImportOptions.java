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
 *     or event is malformed, and takes no more memory than this maximum
 * @param timeUnit the unit of timestamps that are numbers, since 1970; or null for milliseconds. If it is null, and the
 *     first timestamps are within the years 2000 to 2100 only in another unit, that unit is used and reported as a note
 * @param zone the zone of timestamps without a zone or offset
 * @param skipDuplicates whether to leave out events that the history already holds. These are events with the same
 *     type, timestamp, source and payload, and with the same sequence in the file or the same {@code id} in the
 *     metadata. Breaks and gaps that the history already holds are left out, too, if they follow such an event or are
 *     at the beginning of the file
 * @param arrivals the clock that gives events without a timestamp the time at which they are read; or null if such
 *     events are malformed
 */
public record ImportOptions(
        boolean strict,
        int maxLineBytes,
        @Nullable TimeUnit timeUnit,
        ZoneId zone,
        boolean skipDuplicates,
        @Nullable Clock arrivals) {
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
     * @throws IllegalArgumentException if {@code maxLineBytes} is not positive or exceeds
     *     {@link #GREATEST_MAX_LINE_BYTES}, or if the unit is longer than a second
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
        this(strict, maxLineBytes, null, ZoneOffset.UTC, false, null);
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
     * that amount of memory.
     *
     * @param bytes the maximum length of a line, or of an event of a document
     * @return the options
     * @throws IllegalArgumentException if the length is not positive or exceeds {@link #GREATEST_MAX_LINE_BYTES}
     */
    public ImportOptions withMaxLineBytes(int bytes) {
        return new ImportOptions(strict, bytes, timeUnit, zone, skipDuplicates, arrivals);
    }

    /**
     * Returns these options with a unit of timestamps that are numbers. The unit is used whatever times result from it.
     *
     * @param unit the unit since 1970: seconds or shorter
     * @return the options
     * @throws IllegalArgumentException if the unit is longer than a second
     */
    public ImportOptions withTimeUnit(TimeUnit unit) {
        return new ImportOptions(
                strict, maxLineBytes, Objects.requireNonNull(unit, "unit"), zone, skipDuplicates, arrivals);
    }

    /**
     * Returns these options with a zone of timestamps without a zone or offset. The default is UTC. If a local time
     * occurs twice because clocks go back, the earlier instant is used.
     *
     * @param zoneOfLocalTimes the zone
     * @return the options
     */
    public ImportOptions withZone(ZoneId zoneOfLocalTimes) {
        return new ImportOptions(strict, maxLineBytes, timeUnit, zoneOfLocalTimes, skipDuplicates, arrivals);
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
        return new ImportOptions(strict, maxLineBytes, timeUnit, zone, true, arrivals);
    }

    /**
     * Returns a copy of these options that gives events without a timestamp the time at which they are read.
     *
     * @param clock the clock that gives the time
     * @return the options
     */
    public ImportOptions withTimeOfArrival(Clock clock) {
        return new ImportOptions(
                strict, maxLineBytes, timeUnit, zone, skipDuplicates, Objects.requireNonNull(clock, "clock"));
    }
}

package dev.playhead.io;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How to import.
 *
 * @param strict whether the first malformed event ends the import with an {@link ImportException}; otherwise it is
 *     reported and the rest imported
 * @param maxLineBytes how long a line may be, or an event of a document, in bytes when it is not compressed; a longer one is
 *     malformed, and takes no more memory than that
 * @param timeUnit what timestamps that are numbers count since 1970; or null for milliseconds, unless the first ones would
 *     then fall outside of 2000 to 2100, and inside in one other unit, which is taken then and reported as a note
 * @param zone the zone of timestamps that name none
 * @param skipDuplicates whether events are left out that the history holds already: those with the same sequence in the file,
 *     or the same {@code id} in the metadata, and with the same type, timestamp, source and payload; and breaks and gaps
 *     that it holds, behind such an event
 * @param arrivals gives events without a timestamp the time at which they are read; or null, and they are malformed
 */
public record ImportOptions(
        boolean strict,
        int maxLineBytes,
        @Nullable TimeUnit timeUnit,
        ZoneId zone,
        boolean skipDuplicates,
        @Nullable Clock arrivals) {
    /** How long a line may be unless another limit is given: 64 MiB. */
    public static final int DEFAULT_MAX_LINE_BYTES = 64 << 20;

    /** The greatest limit of the length of a line: 1 GiB. */
    public static final int GREATEST_MAX_LINE_BYTES = 1 << 30;

    /**
     * Makes options.
     *
     * @param strict whether the first malformed event ends the import
     * @param maxLineBytes how long a line may be, in bytes
     * @param timeUnit what timestamps that are numbers count, or null
     * @param zone the zone of timestamps that name none
     * @param skipDuplicates whether events are left out that the history holds already
     * @param arrivals the time of events without a timestamp, or null
     * @throws IllegalArgumentException if {@code maxLineBytes} is not positive, or above {@link #GREATEST_MAX_LINE_BYTES}, or if
     *     the unit is longer than a second
     */
    public ImportOptions {
        if (maxLineBytes <= 0 || maxLineBytes > GREATEST_MAX_LINE_BYTES) {
            throw new IllegalArgumentException(
                    "maxLineBytes=" + maxLineBytes + " is not within 1 and " + GREATEST_MAX_LINE_BYTES);
        }
        if (timeUnit != null && timeUnit.compareTo(TimeUnit.SECONDS) > 0) {
            throw new IllegalArgumentException("timeUnit=" + timeUnit + " is longer than a second");
        }
        Objects.requireNonNull(zone, "zone");
    }

    /**
     * Makes options with a limit of the length of a line.
     *
     * @param strict whether the first malformed event ends the import
     * @param maxLineBytes how long a line may be, in bytes
     * @throws IllegalArgumentException if {@code maxLineBytes} is not positive, or above {@link #GREATEST_MAX_LINE_BYTES}
     */
    public ImportOptions(boolean strict, int maxLineBytes) {
        this(strict, maxLineBytes, null, ZoneOffset.UTC, false, null);
    }

    /**
     * Makes options with the limit of {@link #DEFAULT_MAX_LINE_BYTES}.
     *
     * @param strict whether the first malformed event ends the import
     */
    public ImportOptions(boolean strict) {
        this(strict, DEFAULT_MAX_LINE_BYTES);
    }

    /**
     * Imports what is sound and reports the rest.
     *
     * @return the options
     */
    public static ImportOptions lenient() {
        return new ImportOptions(false);
    }

    /**
     * Ends with an exception at the first malformed event; those before it stay imported.
     *
     * @return the options
     */
    public static ImportOptions strictly() {
        return new ImportOptions(true);
    }

    /**
     * Returns the same options with another limit of the length of a line. A line, and what becomes of it, take several times
     * as much memory.
     *
     * @param bytes how long a line may be, or an event of a document
     * @return the options
     * @throws IllegalArgumentException if the limit is not positive, or above {@link #GREATEST_MAX_LINE_BYTES}
     */
    public ImportOptions withMaxLineBytes(int bytes) {
        return new ImportOptions(strict, bytes, timeUnit, zone, skipDuplicates, arrivals);
    }

    /**
     * Returns the same options with a unit of timestamps that are numbers, whatever moments come out of it.
     *
     * @param unit what they count since 1970: seconds or shorter
     * @return the options
     * @throws IllegalArgumentException if the unit is longer than a second
     */
    public ImportOptions withTimeUnit(TimeUnit unit) {
        return new ImportOptions(
                strict, maxLineBytes, Objects.requireNonNull(unit, "unit"), zone, skipDuplicates, arrivals);
    }

    /**
     * Returns the same options with the zone of timestamps that name none; it is UTC otherwise. Where a local time happens
     * twice, as clocks go back, the earlier moment is taken.
     *
     * @param zoneOfLocalTimes the zone
     * @return the options
     */
    public ImportOptions withZone(ZoneId zoneOfLocalTimes) {
        return new ImportOptions(strict, maxLineBytes, timeUnit, zoneOfLocalTimes, skipDuplicates, arrivals);
    }

    /**
     * Returns the same options that leave out what the history holds already, so that a file can be imported again. It takes one
     * pass over the history, and some 60 bytes of memory an event of it meanwhile.
     *
     * @return the options
     */
    public ImportOptions skippingDuplicates() {
        return new ImportOptions(strict, maxLineBytes, timeUnit, zone, true, arrivals);
    }

    /**
     * Returns the same options that give events without a timestamp the time at which they are read.
     *
     * @param clock the clock to read
     * @return the options
     */
    public ImportOptions withTimeOfArrival(Clock clock) {
        return new ImportOptions(
                strict, maxLineBytes, timeUnit, zone, skipDuplicates, Objects.requireNonNull(clock, "clock"));
    }
}

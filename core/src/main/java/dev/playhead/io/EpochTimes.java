package dev.playhead.io;

import dev.playhead.event.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The unit of the numeric timestamps of one file, and their conversion.
 *
 * <p>A unit that is set is always used. Otherwise, the first number determines the unit. It is the unit in which this
 * number is within the years 2000 to 2100. If there is no such unit, the unit is milliseconds. This is so, for
 * example, if the number is the milliseconds since a page was loaded.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class EpochTimes {
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);
    private static final TimeUnit[] UNITS = {
        TimeUnit.SECONDS, TimeUnit.MILLISECONDS, TimeUnit.MICROSECONDS, TimeUnit.NANOSECONDS
    };
    private static final long YEAR_2000_SECONDS = 946_684_800L;
    private static final long YEAR_2100_SECONDS = 4_102_444_800L;
    /** The maximum scale and precision of a number, which exceed those of any clock, and are fast to compute with. */
    private static final int MAX_SCALE = 1_000;

    private final boolean forced;
    private @Nullable TimeUnit unit;
    /** Whether a number in the unit was within the years 2000 to 2100. Not used if the unit is set. */
    private boolean confirmed;

    private double greatest;

    EpochTimes(@Nullable TimeUnit forced) {
        this.forced = forced != null;
        this.unit = forced;
    }

    /** {@return the name of a unit in lower case} */
    static String name(TimeUnit unit) {
        return unit.toString().toLowerCase(Locale.ROOT);
    }

    /**
     * Converts a number to an instant.
     *
     * @param unitTaken called if this number determines a unit other than milliseconds
     * @throws IllegalArgumentException if the number is out of range, or if it seems to have another unit than the
     *     preceding numbers
     */
    Instant read(Number value, Runnable unitTaken) {
        TimeUnit counted = unit == null ? TimeUnit.MILLISECONDS : unit;
        double size = value.doubleValue();
        if (forced || isPlausible(size, counted)) {
            unit = counted;
            confirmed = true;
            return instant(value, counted);
        }
        TimeUnit other = plausible(size);
        if (other == null) {
            Instant instant = instant(value, counted);
            unit = counted;
            greatest = Math.max(greatest, size);
            return instant;
        }
        if (unit == null) {
            unit = other;
            confirmed = true;
            unitTaken.run();
            return instant(value, other);
        }
        if (!confirmed && other == TimeUnit.SECONDS && size <= 2 * greatest) {
            greatest = Math.max(greatest, size);
            return instant(value, counted); // from a clock that began at 0 and has run for days
        }
        throw new IllegalArgumentException(
                "timestamp=" + value + " seems to have a different unit from the timestamps before it: those are in "
                        + name(counted) + ", and this one, read in " + name(other) + ", is " + instant(value, other)
                        + "; set one unit for all with ImportOptions.withTimeUnit or the option --time-unit");
    }

    TimeUnit unit() {
        return unit == null ? TimeUnit.MILLISECONDS : unit;
    }

    /** {@return whether a number is within the years 2000 to 2100 in at least one unit} */
    static boolean isPlausible(Number value) {
        return plausible(value.doubleValue()) != null;
    }

    private static @Nullable TimeUnit plausible(double value) {
        for (TimeUnit some : UNITS) {
            if (isPlausible(value, some)) {
                return some;
            }
        }
        return null;
    }

    /** Returns whether a number is within 2000 to 2100 in the given unit. This is true for at most one unit. */
    private static boolean isPlausible(double value, TimeUnit in) {
        double perSecond = in.convert(1, TimeUnit.SECONDS);
        return value >= YEAR_2000_SECONDS * perSecond && value < YEAR_2100_SECONDS * perSecond;
    }

    /**
     * Returns the instant of a number in the given unit, which a format specifies. A value that is not a number is
     * returned unchanged.
     */
    static @Nullable Object read(@Nullable Object value, TimeUnit unit) {
        return value instanceof Number number ? instant(number, unit) : value;
    }

    /** Returns the instant that is the given number of units after the beginning of 1970. */
    static Instant instant(Number value, TimeUnit unit) {
        if (value instanceof Long number && unit == TimeUnit.MILLISECONDS) {
            return Instant.ofEpochMilli(number);
        }
        if (value instanceof Double real && !Double.isFinite(real)) {
            throw outOfRange(value, null);
        }
        BigDecimal number = new BigDecimal(value instanceof Double real ? Numbers.text(real) : value.toString());
        // The length is checked before any arithmetic, because 1e999999999 is a short text and a long number.
        if (Math.abs((long) number.scale()) > MAX_SCALE || number.precision() > MAX_SCALE) {
            throw outOfRange(value, null);
        }
        BigInteger nanos = number.multiply(BigDecimal.valueOf(unit.toNanos(1))).toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(NANOS_PER_SECOND);
        try {
            return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValue());
        } catch (ArithmeticException | DateTimeException e) {
            throw outOfRange(value, e);
        }
    }

    private static IllegalArgumentException outOfRange(Number value, @Nullable Exception cause) {
        return new IllegalArgumentException("timestamp=" + value + " is out of range", cause);
    }
}

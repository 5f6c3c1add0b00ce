package dev.playhead.grid;

import dev.playhead.timetravel.StateReader;
import dev.playhead.timetravel.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes the new values of cells of one column. Numbers may be encoded as differences from old values.
 *
 * <pre>
 *   kind      of all cells; or MIXED, followed by the kind of each cell
 *   numbers   if there are any: the decimal places; whether the numbers are differences; their common divisor
 *   values    all but the nulls, in the order of the cells; a number is divided by the common divisor
 * </pre>
 */
final class CellColumn {
    private static final int NULL = 0;
    private static final int LONG = 1;
    /** The kind of a double that is a whole number divided by the column's power of ten. */
    private static final int DECIMAL = 2;

    private static final int TEXT = 3;
    /** The kind of any other plain data. */
    private static final int OTHER = 4;

    private static final int MIXED = 5;

    private static final int MAX_PLACES = 6;
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    /**
     * The limit of the absolute values of scaled numbers. A smaller scaled number and the power of ten are both exact
     * as doubles. So dividing them gives the double that is nearest to the decimal.
     */
    private static final double MAX_SCALED = 1e15;

    private CellColumn() {}

    /** Returns whether two values are the same object, or equal texts, booleans, longs or doubles. */
    @SuppressWarnings("ReferenceEquality")
    static boolean isSame(@Nullable Object a, @Nullable Object b) {
        return a == b
                || ((a instanceof String || a instanceof Long || a instanceof Double || a instanceof Boolean)
                        && a.equals(b));
    }

    private static boolean isWhole(double value, int places) {
        double product = value * POWERS[places];
        return Math.abs(product) < MAX_SCALED
                && Double.doubleToRawLongBits(Math.round(product) / POWERS[places])
                        == Double.doubleToRawLongBits(value);
    }

    /**
     * Returns the smallest number of decimal places that suffices for all doubles. Ignores doubles for which even
     * {@link #MAX_PLACES} places do not suffice.
     */
    private static int places(@Nullable Object[] values) {
        int places = 0;
        for (Object value : values) {
            int needed = places;
            while (value instanceof Double real && needed <= MAX_PLACES && !isWhole(real, needed)) {
                needed++;
            }
            places = needed > MAX_PLACES ? places : needed;
        }
        return places;
    }

    private static int kindOf(@Nullable Object value, int places) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof Long) {
            return LONG;
        }
        if (value instanceof String) {
            return TEXT;
        }
        return value instanceof Double real && isWhole(real, places) ? DECIMAL : OTHER;
    }

    /**
     * Returns the whole number that represents a value of the given kind. For an old value of another kind, the result
     * has no meaning, but it is the same when writing and when reading.
     */
    private static long digits(@Nullable Object value, int kind, int places) {
        if (kind == LONG) {
            return value instanceof Long whole ? whole : 0;
        }
        return value instanceof Double real ? Math.round(real * POWERS[places]) : 0;
    }

    static void write(StateWriter out, @Nullable Object[] old, @Nullable Object[] now) {
        int places = places(now);
        int[] kinds = new int[now.length];
        int all = now.length == 0 ? NULL : kindOf(now[0], places);
        boolean numeric = false;
        for (int i = 0; i < now.length; i++) {
            kinds[i] = kindOf(now[i], places);
            all = kinds[i] == all ? all : MIXED;
            numeric |= kinds[i] == LONG || kinds[i] == DECIMAL;
        }
        out.count(all);
        for (int i = 0; i < now.length && all == MIXED; i++) {
            out.count(kinds[i]);
        }
        Numbers numbers = numeric ? Numbers.of(old, now, kinds, places) : null;
        if (numbers != null) {
            out.count(places).flag(numbers.differences).number(numbers.unit);
        }
        for (int i = 0; i < now.length; i++) {
            if (kinds[i] == TEXT && now[i] instanceof String text) {
                out.text(text);
            } else if (kinds[i] == OTHER) {
                out.value(now[i]);
            } else if (kinds[i] != NULL && numbers != null) {
                out.number(numbers.steps[i] / numbers.unit);
            }
        }
    }

    /** The numbers of a column: plain or as differences from the old values, whichever is shorter. */
    private static final class Numbers {
        private final boolean differences;
        private final long[] steps;
        private final long unit;
        private final int bits;

        private Numbers(boolean differences, long[] steps) {
            this.differences = differences;
            this.steps = steps;
            long divisor = 0;
            for (int i = 0; i < steps.length && divisor != 1; i++) {
                divisor = gcd(divisor, steps[i]);
            }
            this.unit = Math.max(1, divisor);
            int sum = 0;
            for (long step : steps) {
                long units = unit == 1 ? step : step / unit;
                sum += Long.SIZE - Long.numberOfLeadingZeros(Math.abs(units));
            }
            this.bits = sum;
        }

        static Numbers of(@Nullable Object[] old, @Nullable Object[] now, int[] kinds, int places) {
            long[] plain = new long[now.length];
            long[] differences = new long[now.length];
            for (int i = 0; i < now.length; i++) {
                if (kinds[i] == LONG || kinds[i] == DECIMAL) {
                    plain[i] = digits(now[i], kinds[i], places);
                    differences[i] = plain[i] - digits(old[i], kinds[i], places);
                }
            }
            Numbers a = new Numbers(false, plain);
            Numbers b = new Numbers(true, differences);
            return a.bits <= b.bits ? a : b;
        }

        /**
         * Returns the greatest common divisor. It is never negative. If it is 2^63, which does not fit in a {@code
         * long}, the result is 1.
         */
        private static long gcd(long a, long b) {
            long x = a;
            long y = b;
            while (y != 0) {
                long rest = x % y;
                x = y;
                y = rest;
            }
            return x == Long.MIN_VALUE ? 1 : Math.abs(x);
        }
    }

    /** Reads the new values, which replace the old values in the array. */
    static void read(StateReader in, @Nullable Object[] values) {
        int all = in.count(MIXED);
        int[] kinds = new int[values.length];
        boolean numeric = false;
        for (int i = 0; i < values.length; i++) {
            kinds[i] = all == MIXED ? in.count(OTHER) : all;
            numeric |= kinds[i] == LONG || kinds[i] == DECIMAL;
        }
        int places = numeric ? in.count(MAX_PLACES) : 0;
        boolean differences = numeric && in.flag();
        long unit = numeric ? in.number() : 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (kinds[i]) {
                case NULL -> null;
                case TEXT -> in.text();
                case OTHER -> in.value();
                default ->
                    number(
                            in.number() * unit + (differences ? digits(values[i], kinds[i], places) : 0),
                            kinds[i],
                            places);
            };
        }
    }

    private static Object number(long digits, int kind, int places) {
        if (kind == LONG) {
            return digits;
        }
        return digits / POWERS[places];
    }
}

package dev.playhead.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * The canonical form of numbers. With this form, the bytes stored for a number do not depend on whether the number was
 * captured from an object or read from a file.
 *
 * <ul>
 *   <li>An integer, including a {@code BigDecimal} of scale 0, is a {@code Long} if it fits, otherwise a {@code
 *       BigInteger}.
 *   <li>A decimal is a {@code Double} if the shortest text of the nearest double is the same decimal with the same
 *       scale. Otherwise it is a {@code BigDecimal}. So {@code 1.5} is a double, and {@code 1.50} is not.
 * </ul>
 *
 * <p><b>Threading.</b> Stateless.
 */
public final class Numbers {
    private static final BigDecimal ZERO_POINT_ZERO = new BigDecimal("0.0");

    /**
     * Whether this Java version itself writes the shortest text of a double. Java 17 does not: for 2<sup>-44</sup>, it
     * writes 5.6843418860808015E-14.
     */
    private static final boolean JAVA_IS_SHORTEST =
            Double.toString(Math.scalb(1.0, -44)).equals("5.684341886080802E-14");

    private Numbers() {}

    /**
     * Returns the canonical form of an integer.
     *
     * @param value any integer
     * @return a {@code Long} if the value fits; otherwise the value itself
     */
    public static Number canonical(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    /**
     * Returns the canonical form of a decimal.
     *
     * @param value any decimal
     * @return a {@code Double} if a double preserves value and scale; an integer if the scale is 0; otherwise the value
     *     itself
     */
    public static Number canonical(BigDecimal value) {
        if (value.scale() == 0) {
            return canonical(value.unscaledValue()); // its text would be read back as an integer
        }
        double nearest = value.doubleValue();
        return isTextOf(nearest, value) ? (Number) nearest : value;
    }

    /**
     * Returns the canonical form of a decimal in the text form of JSON. The shortest text of a double results in that
     * double, even if the scale of the decimal is 0, as in {@code 4.294967296E9}.
     *
     * @param text a decimal with a fraction or an exponent
     * @return the number
     * @throws NumberFormatException if the text is not a decimal, or its exponent is not an {@code int}
     */
    public static Number parseDecimal(String text) {
        if (text.equals("-0.0")) {
            return -0.0;
        }
        BigDecimal value = new BigDecimal(text);
        double nearest = value.doubleValue();
        return isTextOf(nearest, value) ? (Number) nearest : canonical(value);
    }

    /** Returns whether a decimal is the shortest text of its nearest double, with the same scale. */
    @SuppressWarnings("BigDecimalEquals") // the scale must be equal
    private static boolean isTextOf(double nearest, BigDecimal value) {
        if (value.signum() == 0) {
            return value.equals(ZERO_POINT_ZERO);
        }
        return nearest != 0 && Double.isFinite(nearest) && new BigDecimal(text(nearest)).equals(value);
    }

    /**
     * Returns the canonical form of a float: the double that has the same shortest text. So the float 0.1 becomes 0.1
     * and not 0.10000000149011612.
     *
     * @param value any float
     * @return the double
     */
    public static double canonical(float value) {
        if (!Float.isFinite(value) || value == 0) {
            return value;
        }
        return JAVA_IS_SHORTEST
                ? Double.parseDouble(Float.toString(value))
                : shortest(value).doubleValue();
    }

    /** Returns the decimal that is the shortest text of a non-zero float. */
    static BigDecimal shortest(float value) {
        // Different decimals of up to 6 digits are different normal floats. Subnormal floats have fewer bits.
        int fewestDigits = Math.abs(value) >= Float.MIN_NORMAL ? 6 : 2;
        return shortest(new BigDecimal(value), fewestDigits, decimal -> decimal.floatValue() == value);
    }

    /**
     * Returns the shortest decimal text that reads back as the same double, in the form of {@link
     * Double#toString(double)}.
     *
     * <p>{@code Double.toString} returns the shortest text only since Java 19 (JDK-4511638). In earlier versions, its
     * text may be too long if it has 16 digits or more, or if the number is subnormal. This method checks these cases,
     * so that it returns the same text on every Java version.
     *
     * @param value any double
     * @return its text
     */
    public static String text(double value) {
        String text = Double.toString(value);
        double size = Math.abs(value);
        boolean right = text.length() < 16 && (size >= Double.MIN_NORMAL || size == 0);
        return JAVA_IS_SHORTEST || right || !Double.isFinite(value) ? text : javaText(shortest(value));
    }

    /** Returns the decimal that is the shortest text of a non-zero double. */
    static BigDecimal shortest(double value) {
        // Different decimals of up to 15 digits are different normal doubles. Subnormal doubles have fewer bits.
        int fewestDigits = Math.abs(value) >= Double.MIN_NORMAL ? 15 : 2;
        return shortest(new BigDecimal(value), fewestDigits, decimal -> decimal.doubleValue() == value);
    }

    private static BigDecimal shortest(BigDecimal exact, int fewestDigits, Predicate<BigDecimal> readsBack) {
        for (int digits = fewestDigits; ; digits++) { // ends, because the exact value reads back
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (!readsBack.test(rounded)) {
                // A power of two is at different distances from its two neighbors, so the decimal above the power may
                // read back even if the nearest decimal, which is below the power, does not.
                rounded = exact.round(new MathContext(digits, RoundingMode.UP));
            }
            if (readsBack.test(rounded)) {
                return rounded.stripTrailingZeros();
            }
        }
    }

    /** Formats a non-zero decimal in the form of {@code Double.toString}. */
    static String javaText(BigDecimal value) {
        String digits = value.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - value.scale();
        StringBuilder out = new StringBuilder(32);
        if (value.signum() < 0) {
            out.append('-');
        }
        if (exponent < -3 || exponent >= 7) {
            out.append(digits.charAt(0)).append('.');
            out.append(digits.length() == 1 ? "0" : digits.substring(1));
            return out.append('E').append(exponent).toString();
        }
        if (exponent < 0) {
            return out.append("0.")
                    .append("0".repeat(-exponent - 1))
                    .append(digits)
                    .toString();
        }
        int whole = exponent + 1;
        if (digits.length() <= whole) {
            return out.append(digits)
                    .append("0".repeat(whole - digits.length()))
                    .append(".0")
                    .toString();
        }
        return out.append(digits, 0, whole)
                .append('.')
                .append(digits, whole, digits.length())
                .toString();
    }

    /**
     * Compares two numbers of the data model by mathematical value. So {@code 1}, {@code 1.0} and {@code 1.00} are
     * equal, and {@code 0.0} and {@code -0.0} are equal. A double has the value of its shortest decimal text, so the
     * double 0.1 equals the decimal 0.10. NaN equals itself and is greater than all other numbers.
     *
     * @param a a {@code Long}, {@code Double}, {@code BigInteger} or {@code BigDecimal}
     * @param b another number of these classes
     * @return negative, zero or positive, as a is less than, equal to or greater than b
     */
    public static int compare(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x.doubleValue() == y.doubleValue() ? 0 : Double.compare(x, y);
        }
        if (isNonFinite(a) || isNonFinite(b)) {
            // The other number is not a double. It counts as finite, even if it exceeds all doubles.
            return Double.compare(isNonFinite(a) ? a.doubleValue() : 0, isNonFinite(b) ? b.doubleValue() : 0);
        }
        return decimal(a).compareTo(decimal(b));
    }

    private static boolean isNonFinite(Number value) {
        return value instanceof Double real && !Double.isFinite(real);
    }

    private static BigDecimal decimal(Number value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        return value instanceof Double real ? new BigDecimal(text(real)) : BigDecimal.valueOf(value.longValue());
    }
}

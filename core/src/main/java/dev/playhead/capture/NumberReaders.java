package dev.playhead.capture;

import dev.playhead.capture.DataReader.Mismatch;
import dev.playhead.event.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The readers of numbers. An integer type accepts any number whose value is an integer in its range, including {@code
 * 3.0}. The type {@code double} accepts any decimal in its range, and reads the decimal as the nearest double, as in
 * Java source code. The floating-point types refuse an integer that no double equals, and {@code float} refuses a
 * number that would lose digits.
 */
final class NumberReaders {
    /**
     * The maximum number of digits of an integer that is read from a decimal. A decimal with a huge exponent would
     * become an integer that is too long to handle.
     */
    private static final int MAX_DIGITS = 100_000;

    private NumberReaders() {}

    static void addTo(Map<Class<?>, DataReader> readers) {
        add(readers, byte.class, Byte.class, data -> (byte) integer(data, Byte.MIN_VALUE, Byte.MAX_VALUE, "a byte"));
        add(readers, short.class, Short.class, data ->
                (short) integer(data, Short.MIN_VALUE, Short.MAX_VALUE, "a short"));
        add(readers, int.class, Integer.class, data ->
                (int) integer(data, Integer.MIN_VALUE, Integer.MAX_VALUE, "an int"));
        add(readers, long.class, Long.class, data -> integer(data, Long.MIN_VALUE, Long.MAX_VALUE, "a long"));
        add(readers, float.class, Float.class, NumberReaders::single);
        add(readers, double.class, Double.class, data -> real(data, "a double"));
        readers.put(BigInteger.class, data -> data == null ? null : big(data));
        readers.put(BigDecimal.class, data -> data == null ? null : decimal(data));
        readers.put(Number.class, data -> {
            if (data == null || data instanceof Number) {
                return data;
            }
            throw new Mismatch(data, "a number");
        });
    }

    private static void add(
            Map<Class<?>, DataReader> readers, Class<?> primitive, Class<?> boxed, Function<Object, Object> reader) {
        readers.put(primitive, data -> {
            if (data == null) {
                throw new Mismatch(null, "a number of type " + primitive + ", which cannot be missing");
            }
            return reader.apply(data);
        });
        readers.put(boxed, data -> data == null ? null : reader.apply(data));
    }

    static long integer(Object data, long min, long max, String expected) {
        if (data instanceof Long value) {
            if (value >= min && value <= max) {
                return value;
            }
        } else if (data instanceof Number number) {
            BigInteger value = integral(number);
            if (value != null && value.bitLength() < Long.SIZE) {
                return integer(value.longValue(), min, max, expected);
            }
        }
        throw new Mismatch(data, expected);
    }

    static double real(Object data, String expected) {
        if (data instanceof Double value) {
            return value;
        }
        if (data instanceof Number number) {
            double value = number.doubleValue();
            if (Double.isFinite(value) && (number instanceof BigDecimal || equals(number, value))) {
                return value;
            }
        }
        throw new Mismatch(data, expected);
    }

    private static float single(Object data) {
        double value = real(data, "a float");
        float narrow = (float) value;
        // The double must equal the float, or be the double that a float becomes when it is captured: the one with the
        // same shortest text.
        boolean exact = Numbers.canonical(narrow) == value || narrow == value || Double.isNaN(value);
        if (exact) {
            return narrow;
        }
        throw new Mismatch(data, "a float");
    }

    /**
     * Returns whether an integer equals the exact value of a double. {@code Numbers}, by contrast, compares the integer
     * with the decimal text of the double.
     */
    private static boolean equals(Number integer, double value) {
        return new BigDecimal(value).compareTo(decimal(integer)) == 0;
    }

    private static BigInteger big(Object data) {
        BigInteger value = data instanceof Number number ? integral(number) : null;
        if (value == null) {
            throw new Mismatch(data, "an integer");
        }
        return value;
    }

    private static BigDecimal decimal(Object data) {
        if (data instanceof BigDecimal value) {
            return value;
        }
        if (data instanceof BigInteger value) {
            return new BigDecimal(value);
        }
        if (data instanceof Long value) {
            return BigDecimal.valueOf(value);
        }
        if (data instanceof Double value && Double.isFinite(value)) {
            return new BigDecimal(Numbers.text(value));
        }
        throw new Mismatch(data, "a decimal");
    }

    /**
     * {@return the same number as an integer; null if its value is not an integer, or if it is a decimal of too many
     * digits}
     */
    private static @Nullable BigInteger integral(Number number) {
        if (number instanceof BigInteger value) {
            return value;
        }
        if (number instanceof Long value) {
            return BigInteger.valueOf(value);
        }
        if (number instanceof Double value && !Double.isFinite(value)) {
            return null;
        }
        BigDecimal value = decimal(number);
        if (value.signum() != 0 && Math.abs((long) value.precision() - value.scale()) > MAX_DIGITS) {
            return null;
        }
        BigDecimal whole = value.stripTrailingZeros();
        return whole.scale() <= 0 ? whole.toBigIntegerExact() : null;
    }
}

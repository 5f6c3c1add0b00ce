package dev.playhead.block;

import dev.playhead.event.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The columns for the numeric kinds of a {@link ValueColumn}. */
final class NumberColumn {
    /**
     * The exclusive upper bound of the absolute value of a scaled double, that is, of the product of a double and a
     * power of ten. Any decimal number of at most 15 digits survives conversion to a double and back.
     */
    static final long SCALED_BOUND = 1_000_000_000_000_000L;

    static final int MAX_SCALE = 15;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    private NumberColumn() {}

    /**
     * Divides a whole number by a power of ten. If the magnitude of the number is less than {@link #SCALED_BOUND}, both
     * operands are exact doubles, so the result is the double nearest to the quotient.
     */
    static double unscale(long digits, int scale) {
        return digits / POWERS[scale];
    }

    /**
     * Returns the whole number that, divided by {@code 10^scale}, yields exactly the given double; {@link
     * Long#MIN_VALUE} if there is no such number of magnitude less than {@link #SCALED_BOUND}.
     */
    static long scale(double value, int scale) {
        double product = value * POWERS[scale];
        if (!(Math.abs(product) < SCALED_BOUND)) {
            return Long.MIN_VALUE;
        }
        long digits = Math.round(product);
        boolean exact = Double.doubleToRawLongBits(unscale(digits, scale)) == Double.doubleToRawLongBits(value);
        return exact ? digits : Long.MIN_VALUE;
    }

    /**
     * Returns {@code unscaled / 10^scale} in canonical form. Writers write only canonical decimals, but damaged bytes
     * may contain any decimal.
     */
    static Number canonical(BigInteger unscaled, int scale) {
        if (scale == 0) {
            return Numbers.canonical(unscaled);
        }
        BigDecimal decimal = new BigDecimal(unscaled, scale);
        // A decimal becomes a double only if it is the shortest text of that double. Such a text has at most 17 digits.
        // An unscaled value of more than 64 bits has more digits, so the decimal cannot become a double.
        return unscaled.bitLength() <= Long.SIZE ? Numbers.canonical(decimal) : decimal;
    }

    private static BigDecimal decimal(Number value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        return value instanceof Double real
                ? new BigDecimal(Numbers.text(real))
                : BigDecimal.valueOf(value.longValue());
    }

    /** Returns {@code value * 10^scale} if that is a whole number that fits a long; otherwise null. */
    static @Nullable Long digits(Object value, int scale) {
        if (value instanceof Long whole && scale == 0) {
            return whole;
        }
        if (!(value instanceof Number number) || (value instanceof Double real && !Double.isFinite(real))) {
            return null;
        }
        BigDecimal decimal = decimal(number);
        // Exclude large exponents first, because expanding 1E1000000000 to all its digits would take far too long.
        if (decimal.signum() == 0) {
            return 0L;
        }
        if ((long) decimal.precision() - decimal.scale() + scale > 19) {
            return null;
        }
        BigDecimal stripped = decimal.stripTrailingZeros();
        if (stripped.scale() > scale) {
            return null;
        }
        BigDecimal scaled = stripped.movePointRight(scale);
        boolean fits = scaled.compareTo(MIN_LONG) >= 0 && scaled.compareTo(MAX_LONG) <= 0;
        return fits ? scaled.longValueExact() : null;
    }

    static final class Longs extends KindColumn {
        private final LongColumn values;

        Longs(ByteSource source, int rows) {
            super(rows);
            this.values = LongColumn.read(source, rows);
        }

        @Override
        Object get(int row, HeapReader heap) {
            return values.get(row);
        }

        @Override
        void check() {
            values.check();
        }

        @Override
        void equalTo(@Nullable Object value, long[] set, HeapReader heap) {
            Long digits = value == null ? null : digits(value, 0);
            if (digits != null) {
                values.equalTo(digits, set);
            }
        }
    }

    static final class Scaled extends KindColumn {
        private final int scale;
        private final LongColumn values;

        Scaled(ByteSource source, int rows) {
            super(rows);
            this.scale = source.upTo(MAX_SCALE, "scale");
            this.values = LongColumn.read(source, rows);
        }

        @Override
        Object get(int row, HeapReader heap) {
            return unscale(values.get(row), scale);
        }

        @Override
        void check() {
            values.check();
        }

        @Override
        void equalTo(@Nullable Object value, long[] set, HeapReader heap) {
            Long digits = value == null ? null : digits(value, scale);
            if (digits != null) {
                values.equalTo(digits, set);
            }
        }
    }

    static final class Doubles extends KindColumn {
        private final LongColumn bits;

        Doubles(ByteSource source, int rows) {
            super(rows);
            this.bits = LongColumn.read(source, rows);
        }

        @Override
        Object get(int row, HeapReader heap) {
            return Double.longBitsToDouble(bits.get(row));
        }

        @Override
        void check() {
            bits.check();
        }

        @Override
        void equalTo(@Nullable Object value, long[] set, HeapReader heap) {
            if (value instanceof Number) {
                compareEach(value, set, heap);
            }
        }
    }

    static final class Decimals extends KindColumn {
        private final LongColumn scales;
        private final LongColumn digits;

        Decimals(ByteSource source, int rows) {
            super(rows);
            this.scales = LongColumn.read(source, rows);
            this.digits = LongColumn.read(source, rows);
        }

        @Override
        Object get(int row, HeapReader heap) {
            return canonical(BigInteger.valueOf(digits.get(row)), Math.toIntExact(scales.get(row)));
        }

        @Override
        void check() {
            digits.check();
            for (int row = 0; row < rows; row++) {
                int unused = Math.toIntExact(scales.get(row));
            }
        }

        @Override
        void equalTo(@Nullable Object value, long[] set, HeapReader heap) {
            if (value instanceof Number) {
                compareEach(value, set, heap);
            }
        }
    }
}

package dev.playhead.timetravel;

import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A writer that encodes the parts of a state as bytes. {@link StateReader} reads the parts in the same order.
 *
 * <pre>
 *   whole number   zigzag, then seven bits per byte, the lowest first
 *   text           0, then length * 2 + (1 if some char is above 255), then one or two bytes per char; or, if it
 *                  was written before, its number among the distinct texts, from 1
 *   value          a tag (see the constants), then its contents
 * </pre>
 *
 * <p><b>Threading.</b> Confined to one thread. <b>Limits.</b> 2 GiB.
 */
public final class StateWriter {
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int LONG = 3;
    /**
     * The tag of a double that is a whole number divided by a power of ten. The contents are the exponent of the power,
     * then the whole number.
     */
    static final int SCALED = 4;
    /** The tag of any other double. The contents are its bits, the lowest byte first. */
    static final int DOUBLE = 5;

    static final int BIG_INTEGER = 6;
    static final int BIG_DECIMAL = 7;
    static final int TEXT = 8;
    static final int LIST = 9;
    static final int MAP = 10;

    static final int MAX_SCALE = 6;
    static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    /**
     * The limit of the absolute values of scaled numbers. Dividing a smaller number by a power of ten yields the
     * nearest double, because both operands are exact.
     */
    private static final double MAX_SCALED = 1e15;

    private byte[] bytes = new byte[64];
    private int length;
    private final Map<String, Integer> texts = new HashMap<>();

    /** Creates a writer that has no bytes yet. */
    public StateWriter() {}

    private void reserve(int more) {
        if (bytes.length - length < more) {
            int doubled = bytes.length > Integer.MAX_VALUE / 2 - 16 ? Integer.MAX_VALUE - 16 : bytes.length * 2;
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), doubled));
        }
    }

    private void u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    private void unsigned(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /**
     * Writes a number that is a count or an index.
     *
     * @param count the number
     * @return this writer
     * @throws IllegalArgumentException if the number is negative
     */
    public StateWriter count(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count=" + count + " is negative");
        }
        unsigned(count);
        return this;
    }

    /**
     * Writes a whole number. Small numbers take fewer bytes.
     *
     * @param number the number
     * @return this writer
     */
    public StateWriter number(long number) {
        unsigned((number << 1) ^ (number >> 63));
        return this;
    }

    /** Writes a byte array, preceded by its length. */
    StateWriter bytes(byte[] some) {
        count(some.length);
        reserve(some.length);
        System.arraycopy(some, 0, bytes, length, some.length);
        length += some.length;
        return this;
    }

    /**
     * Writes a boolean.
     *
     * @param flag the value
     * @return this writer
     */
    public StateWriter flag(boolean flag) {
        u8(flag ? 1 : 0);
        return this;
    }

    /**
     * Writes a string. Each repetition of a string usually takes one or two bytes.
     *
     * @param text any string
     * @return this writer
     */
    public StateWriter text(String text) {
        Integer known = texts.get(text);
        if (known != null) {
            unsigned(known);
            return this;
        }
        texts.put(text, texts.size() + 1);
        u8(0);
        int size = text.length();
        boolean wide = false;
        for (int i = 0; i < size && !wide; i++) {
            wide = text.charAt(i) > 0xFF;
        }
        unsigned((long) size << 1 | (wide ? 1 : 0));
        reserve(Math.multiplyExact(size, 2));
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            bytes[length++] = (byte) c;
            if (wide) {
                bytes[length++] = (byte) (c >>> 8);
            }
        }
        return this;
    }

    /**
     * Writes a value of plain data.
     *
     * @param value the value
     * @return this writer
     * @throws IllegalArgumentException if the value is not plain data; use {@link PlainData#of} to convert it
     */
    public StateWriter value(@Nullable Object value) {
        write(value, 0);
        return this;
    }

    private void write(@Nullable Object value, int depth) {
        if (value == null) {
            u8(NULL);
        } else if (value instanceof Boolean truth) {
            u8(truth ? TRUE : FALSE);
        } else if (value instanceof String text) {
            u8(TEXT);
            text(text);
        } else if (value instanceof Long whole) {
            u8(LONG);
            number(whole);
        } else if (value instanceof Double real) {
            real(real);
        } else if (!PlainData.isPlain(value) || depth >= PlainData.MAX_DEPTH) {
            throw new IllegalArgumentException("class=" + value.getClass().getName()
                    + " is not plain data, or is nested too deeply; convert it with PlainData.of");
        } else if (value instanceof BigInteger integer) {
            u8(BIG_INTEGER);
            integer(integer);
        } else if (value instanceof BigDecimal decimal) {
            u8(BIG_DECIMAL);
            integer(decimal.unscaledValue());
            number(decimal.scale());
        } else if (value instanceof List<?> list) {
            u8(LIST);
            count(list.size());
            for (Object element : list) {
                write(element, depth + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            u8(MAP);
            count(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text((String) entry.getKey());
                write(entry.getValue(), depth + 1);
            }
        }
    }

    /**
     * Returns the smallest exponent of ten such that a double equals a whole number divided by this power of ten; -1 if
     * no exponent up to {@link #MAX_SCALE} meets this condition, or if the whole number is too large.
     */
    static int scaleOf(double value) {
        for (int scale = 0; scale <= MAX_SCALE; scale++) {
            double product = value * POWERS[scale];
            if (!(Math.abs(product) < MAX_SCALED)) {
                return -1;
            }
            double back = Math.round(product) / POWERS[scale];
            if (Double.doubleToRawLongBits(back) == Double.doubleToRawLongBits(value)) {
                return scale;
            }
        }
        return -1;
    }

    private void real(double value) {
        int scale = scaleOf(value);
        if (scale >= 0) {
            u8(SCALED);
            u8(scale);
            number(Math.round(value * POWERS[scale]));
            return;
        }
        u8(DOUBLE);
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            u8((int) (bits >>> shift));
        }
    }

    private void integer(BigInteger integer) {
        byte[] magnitude = integer.toByteArray();
        count(magnitude.length);
        reserve(magnitude.length);
        System.arraycopy(magnitude, 0, bytes, length, magnitude.length);
        length += magnitude.length;
    }

    /**
     * Returns the bytes written so far.
     *
     * @return a copy, which the caller owns
     */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}

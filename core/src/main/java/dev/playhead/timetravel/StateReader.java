package dev.playhead.timetravel;

import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the bytes that {@link StateWriter} wrote. The parts are read in the order in which they were written.
 * Whatever the bytes are, each method returns a value or throws an exception, in time and memory proportional to the
 * number of bytes.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
public final class StateReader {
    private final byte[] bytes;
    private int position;
    private final List<String> texts = new ArrayList<>();
    /**
     * The number of parts of lists and maps that remain to be read. Each part takes at least one byte. Therefore a list
     * or map is rejected if more parts than bytes would then remain to be read.
     */
    private int partsToCome;

    /**
     * Creates a reader that starts at the first byte.
     *
     * @param bytes the bytes that {@link StateWriter#toBytes} returned; not copied
     */
    public StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns an exception to throw if the bytes cannot be a state.
     *
     * @param what the name of the invalid value
     * @param value the invalid value
     * @return the exception
     */
    public CorruptStateException corrupt(String what, long value) {
        return new CorruptStateException(
                what + "=" + value + " is impossible near byte=" + position + " of " + bytes.length);
    }

    private int u8() {
        if (position >= bytes.length) {
            throw corrupt("needed", 1);
        }
        return bytes[position++] & 0xFF;
    }

    private long unsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw corrupt("bytesOfNumber", 11);
    }

    /**
     * Returns the number of remaining bytes. It is an upper bound for the number of elements that remain to be read.
     *
     * @return the number of bytes
     */
    public int remaining() {
        return bytes.length - position;
    }

    /**
     * Reads a count or an index.
     *
     * @param max the greatest allowed value; pass {@link #remaining} if the number counts elements that take at least
     *     one byte each
     * @return the number
     * @throws CorruptStateException if there is no number, or if it is greater than {@code max}
     */
    public int count(int max) {
        long value = unsigned();
        if (value < 0 || value > max) {
            throw corrupt("count", value);
        }
        return (int) value;
    }

    /**
     * Reads a whole number.
     *
     * @return the number
     * @throws CorruptStateException if there is no whole number
     */
    public long number() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    /**
     * Reads a boolean.
     *
     * @return the value
     * @throws CorruptStateException if there is no boolean
     */
    public boolean flag() {
        int value = u8();
        if (value > 1) {
            throw corrupt("flag", value);
        }
        return value == 1;
    }

    /** Reads a byte array that is preceded by its length. */
    byte[] bytes() {
        int size = count(bytes.length);
        if (size > remaining()) {
            throw corrupt("bytes", size);
        }
        byte[] some = Arrays.copyOfRange(bytes, position, position + size);
        position += size;
        return some;
    }

    /**
     * Reads a string.
     *
     * @return the string
     * @throws CorruptStateException if there is no string
     */
    public String text() {
        int number = count(texts.size());
        if (number > 0) {
            return texts.get(number - 1);
        }
        long token = unsigned();
        boolean wide = (token & 1) == 1;
        long size = (token >>> 1) * (wide ? 2 : 1);
        if (token < 0 || size > remaining()) {
            throw corrupt("text", token);
        }
        String text =
                wide ? wide((int) size / 2) : new String(bytes, position, (int) size, StandardCharsets.ISO_8859_1);
        position += (int) size;
        texts.add(text);
        return text;
    }

    /** Reads each char separately, so that unpaired surrogates are preserved. */
    private String wide(int size) {
        char[] chars = new char[size];
        for (int i = 0; i < size; i++) {
            int at = position + 2 * i;
            chars[i] = (char) ((bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8);
        }
        return new String(chars);
    }

    /**
     * Reads a value of plain data.
     *
     * @return the value
     * @throws CorruptStateException if there is no value
     */
    public @Nullable Object value() {
        partsToCome = 1;
        return value(0);
    }

    private @Nullable Object value(int depth) {
        partsToCome--;
        int tag = u8();
        return switch (tag) {
            case StateWriter.NULL -> null;
            case StateWriter.FALSE -> false;
            case StateWriter.TRUE -> true;
            case StateWriter.LONG -> number();
            case StateWriter.SCALED -> scaled(count(StateWriter.MAX_SCALE));
            case StateWriter.DOUBLE -> real();
            case StateWriter.BIG_INTEGER -> integer();
            case StateWriter.BIG_DECIMAL -> decimal();
            case StateWriter.TEXT -> text();
            case StateWriter.LIST -> list(begin(depth), depth);
            case StateWriter.MAP -> map(begin(depth), depth);
            default -> throw corrupt("tag", tag);
        };
    }

    private double scaled(int scale) {
        return number() / StateWriter.POWERS[scale];
    }

    private double real() {
        long bits = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bits |= (long) u8() << shift;
        }
        return Double.longBitsToDouble(bits);
    }

    private BigInteger integer() {
        int size = count(remaining());
        if (size == 0 || size > remaining()) {
            throw corrupt("integerBytes", size);
        }
        BigInteger integer = new BigInteger(bytes, position, size);
        position += size;
        return integer;
    }

    private BigDecimal decimal() {
        BigInteger digits = integer();
        long scale = number();
        if (scale != (int) scale) {
            throw corrupt("scale", scale);
        }
        return new BigDecimal(digits, (int) scale);
    }

    private int begin(int depth) {
        int parts = count(remaining());
        if (depth >= PlainData.MAX_DEPTH || parts > remaining() - partsToCome) {
            throw corrupt("parts", parts);
        }
        partsToCome += parts;
        return parts;
    }

    private Object list(int size, int depth) {
        @Nullable Object[] elements = new Object[size];
        for (int i = 0; i < size; i++) {
            elements[i] = value(depth + 1);
        }
        return PlainData.ofPlain(Arrays.asList(elements));
    }

    private Object map(int size, int depth) {
        String[] keys = new String[size];
        @Nullable Object[] values = new Object[size];
        for (int i = 0; i < size; i++) {
            keys[i] = text();
            values[i] = value(depth + 1);
        }
        if (size > 1 && new HashSet<>(Arrays.asList(keys)).size() < size) {
            throw corrupt("keys", size);
        }
        return PlainData.ofPlain(keys, values);
    }

    /**
     * Checks that no bytes remain.
     *
     * @throws CorruptStateException if bytes remain
     */
    public void end() {
        if (remaining() > 0) {
            throw corrupt("left", remaining());
        }
    }
}

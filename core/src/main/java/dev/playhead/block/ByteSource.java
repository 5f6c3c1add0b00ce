package dev.playhead.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;

/** A reader of bytes from a position up to a limit. Every read is bounds-checked; no length in the bytes is trusted. */
final class ByteSource {
    private final byte[] bytes;
    private final ByteBuffer view;
    private final int limit;
    private int position;

    ByteSource(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.view = ByteBuffer.wrap(bytes, 0, to).order(ByteOrder.LITTLE_ENDIAN);
        this.position = from;
        this.limit = to;
    }

    byte[] array() {
        return bytes;
    }

    /** Returns a buffer of the bytes up to the limit, for absolute gets. */
    ByteBuffer view() {
        return view;
    }

    int position() {
        return position;
    }

    void position(int to) {
        if (to < 0 || to > limit) {
            throw corrupt("position", to);
        }
        position = to;
    }

    int remaining() {
        return limit - position;
    }

    CorruptBlockException corrupt(String what, long value) {
        return new CorruptBlockException(what + "=" + value + " is impossible near byte=" + position + " of limit="
                + limit + "; the block is damaged");
    }

    int u8() {
        if (position >= limit) {
            throw corrupt("needed", 1);
        }
        return bytes[position++] & 0xFF;
    }

    int u32() {
        return view.getInt(skip(4));
    }

    long u64() {
        return view.getLong(skip(8));
    }

    long[] u64s(int count) {
        int start = skip((long) count * Long.BYTES);
        long[] values = new long[count];
        view.duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(start)
                .asLongBuffer()
                .get(values);
        return values;
    }

    /** Skips bytes, and returns the offset at which they begin. */
    int skip(long count) {
        if (count < 0 || count > limit - position) {
            throw corrupt("needed", count);
        }
        int start = position;
        position += (int) count;
        return start;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw corrupt("varintBytes", 11);
    }

    long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    Instant instant() {
        long seconds = zigzag();
        int nanos = upTo(999_999_999, "nanos");
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new CorruptBlockException("seconds=" + seconds + " is not a time; the block is damaged", e);
        }
    }

    /** Reads a varint that is at most {@code max}. */
    int upTo(long max, String what) {
        long value = varint();
        if (value < 0 || value > max) {
            throw corrupt(what, value);
        }
        return (int) value;
    }

    /** Reads a count of bytes, or of items of at least one byte each. The count is at most {@link #remaining()}. */
    int count(String what) {
        return upTo(remaining(), what);
    }
}

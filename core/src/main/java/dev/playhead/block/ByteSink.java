package dev.playhead.block;

import java.time.Instant;
import java.util.Arrays;

/** A growing array of bytes, with methods that append numbers in the encodings of the block format. */
final class ByteSink {
    private static final int MAX_KEPT_BYTES = 1 << 20;

    private byte[] bytes;
    private int length;

    ByteSink(int capacityBytes) {
        bytes = new byte[capacityBytes];
    }

    int length() {
        return length;
    }

    /** Returns the backing array. Its contents are valid up to {@link #length()} and until the next write. */
    byte[] array() {
        return bytes;
    }

    /** Discards all bytes from the given offset on. */
    void truncate(int toLength) {
        length = toLength;
    }

    /** Discards all bytes. If the backing array is larger than 1 MiB, it is replaced by an array of 1 MiB. */
    void clear() {
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[MAX_KEPT_BYTES];
        }
        length = 0;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            grow(more);
        }
    }

    private void grow(int more) {
        int needed = Math.addExact(length, more);
        int doubled = bytes.length > Integer.MAX_VALUE / 2 - 16 ? Integer.MAX_VALUE - 16 : bytes.length * 2;
        bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }

    void u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    /** Appends four bytes, least significant first. */
    void u32(int value) {
        reserve(4);
        setU32(length, value);
        length += 4;
    }

    void setU32(int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) (value >>> 16);
        bytes[at + 3] = (byte) (value >>> 24);
    }

    /** Appends eight bytes, least significant first. */
    void u64(long value) {
        u32((int) value);
        u32((int) (value >>> 32));
    }

    /** Appends a varint: seven bits per byte, least significant first. The value is treated as unsigned. */
    void varint(long value) {
        if ((value & ~0x7FL) == 0) {
            u8((int) value);
        } else {
            longVarint(value);
        }
    }

    private void longVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** Appends a varint whose lowest bit is the sign, so that negative numbers of small magnitude are short too. */
    void zigzag(long value) {
        varint(zigzagOf(value));
    }

    private static long zigzagOf(long value) {
        return (value << 1) ^ (value >> 63);
    }

    static int varintBytes(long value) {
        return (Math.max(1, 64 - Long.numberOfLeadingZeros(value)) + 6) / 7;
    }

    static int zigzagBytes(long value) {
        return varintBytes(zigzagOf(value));
    }

    void instant(Instant time) {
        zigzag(time.getEpochSecond());
        varint(time.getNano());
    }

    void bytes(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /**
     * Appends {@code (values[i] - base) / unit} in {@code width} bits each, lowest bit first, and pads the last byte.
     * Differences wrap around. Therefore any base is valid if the unit is 1 and the width is 64.
     */
    void packed(long[] values, int from, int to, long base, long unit, int width) {
        if (width == 0) {
            return;
        }
        reserve((int) (((long) (to - from) * width + 7) >>> 3) + 8);
        long pending = 0;
        int pendingBits = 0;
        for (int i = from; i < to; i++) {
            long value = values[i] - base;
            if (unit != 1) {
                value /= unit;
            }
            pending |= value << pendingBits;
            pendingBits += width;
            if (pendingBits >= 64) {
                for (int b = 0; b < 64; b += 8) {
                    bytes[length++] = (byte) (pending >>> b);
                }
                pendingBits -= 64;
                // Keep the bits of the value that did not fit. A shift by 64 would be a shift by 0.
                pending = pendingBits == 0 ? 0 : value >>> (width - pendingBits);
            }
        }
        for (; pendingBits > 0; pendingBits -= 8) {
            bytes[length++] = (byte) pending;
            pending >>>= 8;
        }
    }
}

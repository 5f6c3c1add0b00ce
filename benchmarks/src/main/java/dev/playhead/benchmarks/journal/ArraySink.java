package dev.playhead.benchmarks.journal;

import dev.playhead.event.GridEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A sink that encodes an event as a byte array, for peers that store byte arrays as values. */
final class ArraySink extends BinarySink {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[512];
    private int size;

    byte[] bytes(GridEvent event) {
        size = 0;
        event(event);
        return Arrays.copyOf(bytes, size);
    }

    /** {@return the key for a number that is not negative; keys have the same order as their numbers} */
    static byte[] key(long number) {
        byte[] key = new byte[Long.BYTES];
        LONG.set(key, 0, number);
        return key;
    }

    static long number(byte[] key) {
        return (long) LONG.get(key, 0);
    }

    @Override
    void putByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    @Override
    void putLong(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    @Override
    void putDouble(double value) {
        putLong(Double.doubleToRawLongBits(value));
    }

    @Override
    void putCount(long value) {
        long rest = value;
        while ((rest & ~0x7f) != 0) {
            putByte((int) rest | 0x80);
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    @Override
    void putText(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.ISO_8859_1);
        putCount(encoded.length);
        ensure(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}

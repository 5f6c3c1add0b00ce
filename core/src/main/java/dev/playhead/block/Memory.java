package dev.playhead.block;

/** The memory usage of objects on a 64-bit JVM with compressed references, as used for heaps smaller than 32 GiB. */
final class Memory {
    /** The size of a {@link ByteSource} and its {@code ByteBuffer}, without the bytes. */
    static final int BYTE_SOURCE = 32 + 56;

    /** The size of a packed column with its view. Most columns of few rows are packed. */
    static final int PACKED_COLUMN = 40 + 56;

    static final int CONSTANT_COLUMN = 24;

    static final int INSTANT = 24;
    static final int REFERENCE = 4;

    private Memory() {}

    static long aligned(long bytes) {
        return bytes + 7 & -8;
    }

    static long array(int length, int elementBytes) {
        return aligned(16L + (long) length * elementBytes);
    }

    static long string(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return 24 + array(text.length(), 2);
            }
        }
        return 24 + array(text.length(), 1);
    }
}

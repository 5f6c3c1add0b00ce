package dev.playhead.block;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Raw Deflate (RFC 1951) with bounds that prevent damaged or hostile bytes from exhausting memory. */
final class Compression {
    /** The maximum size of data to compress; larger data is stored uncompressed. */
    static final int MAX_BYTES = 64 << 20;

    /** The maximum ratio of uncompressed to compressed size that Deflate can reach. */
    private static final int BEST_RATIO = 1032;

    private static final int LEVEL = 6;

    private Compression() {}

    /**
     * Compresses bytes with a preset dictionary. The window of Deflate is 32 KiB, so only the end of a longer
     * dictionary has an effect.
     */
    static byte[] deflate(byte[] bytes, int from, int count, byte[] preset) {
        Deflater deflater = new Deflater(LEVEL, true);
        try {
            if (preset.length > 0) {
                deflater.setDictionary(preset);
            }
            deflater.setInput(bytes, from, count);
            deflater.finish();
            byte[] out = new byte[count / 2 + 64];
            int length = 0;
            while (!deflater.finished()) {
                if (length == out.length) {
                    out = Arrays.copyOf(out, length * 2);
                }
                length += deflater.deflate(out, length, out.length - length);
            }
            return Arrays.copyOf(out, length);
        } finally {
            deflater.end();
        }
    }

    /**
     * Decompresses {@code rawCount} bytes.
     *
     * @throws CorruptBlockException if the bytes are damaged, decompress to fewer than {@code rawCount} bytes, or are
     *     too few to decompress to that many, or if {@code rawCount} exceeds {@link #MAX_BYTES}
     */
    static byte[] inflate(byte[] bytes, int from, int count, int rawCount, byte[] preset) {
        if (rawCount > MAX_BYTES || rawCount > (long) count * BEST_RATIO + 64) {
            throw new CorruptBlockException(
                    "rawBytes=" + rawCount + " cannot result from compressedBytes=" + count + "; the block is damaged");
        }
        Inflater inflater = new Inflater(true);
        try {
            if (preset.length > 0) {
                inflater.setDictionary(preset);
            }
            inflater.setInput(bytes, from, count);
            byte[] raw = new byte[rawCount];
            int length = 0;
            while (length < rawCount) {
                int more = inflater.inflate(raw, length, rawCount - length);
                if (more == 0) {
                    throw new CorruptBlockException("rawBytes=" + rawCount
                            + " were expected, but the compressed data ends at " + length + "; the block is damaged");
                }
                length += more;
            }
            return raw;
        } catch (DataFormatException e) {
            throw new CorruptBlockException("the compressed data is damaged: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}

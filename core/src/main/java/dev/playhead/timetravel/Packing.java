package dev.playhead.timetravel;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compression of encoded states by Deflate (RFC 1951). Another state can serve as the preset dictionary. The bytes that
 * the two states share then take almost no space.
 *
 * <p>A packed state begins with a header: twice its raw length, plus one if it is deflated, encoded with seven bits per
 * byte. The bytes of the state follow.
 */
final class Packing {
    /** The size of the window of the algorithm. Only the end of a longer preset is used. */
    static final int WINDOW_BYTES = 32 << 10;

    private static final int LEVEL = 6;
    /** The minimum size for compression. Compressing fewer bytes is not worthwhile. */
    private static final int DEFLATE_FROM_BYTES = 24;
    /** The maximum size for compression. Larger states are stored uncompressed. */
    private static final int DEFLATE_UP_TO_BYTES = 1 << 28;
    /** The maximum compression ratio of Deflate, in raw bytes per compressed byte. */
    private static final int BEST_RATIO = 1032;

    static final byte[] NO_PRESET = {};

    private Packing() {}

    static byte[] pack(byte[] raw, byte[] preset) {
        int maxHeader = 5;
        byte[] out = new byte[raw.length + maxHeader];
        boolean worthIt = raw.length >= DEFLATE_FROM_BYTES && raw.length <= DEFLATE_UP_TO_BYTES;
        int length = worthIt ? deflated(raw, preset, out, maxHeader) : -1;
        boolean deflated = length >= 0;
        if (!deflated) {
            length = raw.length;
            System.arraycopy(raw, 0, out, maxHeader, length);
        }
        // The header ends directly before the bytes, regardless of its length.
        byte[] header = new byte[maxHeader];
        int headerBytes = 0;
        long token = (long) raw.length << 1 | (deflated ? 1 : 0);
        for (; token > 0x7F; token >>>= 7) {
            header[headerBytes++] = (byte) (token | 0x80);
        }
        header[headerBytes++] = (byte) token;
        System.arraycopy(header, 0, out, maxHeader - headerBytes, headerBytes);
        return Arrays.copyOfRange(out, maxHeader - headerBytes, maxHeader + length);
    }

    /** Returns the number of compressed bytes, or -1 if compression would not reduce the number of bytes. */
    private static int deflated(byte[] raw, byte[] preset, byte[] out, int from) {
        Deflater deflater = new Deflater(LEVEL, true);
        try {
            if (preset.length > 0) {
                deflater.setDictionary(preset);
            }
            deflater.setInput(raw);
            deflater.finish();
            int length = deflater.deflate(out, from, raw.length);
            return deflater.finished() ? length : -1;
        } finally {
            deflater.end();
        }
    }

    static byte[] unpack(byte[] packed, byte[] preset) {
        long token = 0;
        int position = 0;
        int shift = 0;
        int next;
        do {
            if (position == packed.length || shift > 28) {
                throw corrupt(packed, "header", position);
            }
            next = packed[position++];
            token |= (long) (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        long rawBytes = token >>> 1;
        int given = packed.length - position;
        if ((token & 1) == 0) {
            if (rawBytes != given) {
                throw corrupt(packed, "rawBytes", rawBytes);
            }
            return Arrays.copyOfRange(packed, position, packed.length);
        }
        if (rawBytes > Math.min((long) given * BEST_RATIO + 64, DEFLATE_UP_TO_BYTES)) {
            throw corrupt(packed, "rawBytes", rawBytes);
        }
        return inflated(packed, position, (int) rawBytes, preset);
    }

    private static byte[] inflated(byte[] packed, int from, int rawBytes, byte[] preset) {
        Inflater inflater = new Inflater(true);
        try {
            if (preset.length > 0) {
                inflater.setDictionary(preset);
            }
            inflater.setInput(packed, from, packed.length - from);
            byte[] raw = new byte[rawBytes];
            int length = 0;
            while (length < rawBytes) {
                int more = inflater.inflate(raw, length, rawBytes - length);
                if (more == 0) {
                    throw corrupt(packed, "rawBytes", rawBytes);
                }
                length += more;
            }
            return raw;
        } catch (DataFormatException e) {
            throw new CorruptStateException(
                    "an encoded state of packedBytes=" + packed.length + " cannot be inflated: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    private static CorruptStateException corrupt(byte[] packed, String what, long value) {
        return new CorruptStateException(
                what + "=" + value + " is impossible in an encoded state of packedBytes=" + packed.length);
    }
}

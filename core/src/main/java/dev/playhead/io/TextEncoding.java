package dev.playhead.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The encoding of an event file. It is detected from the first bytes: from a byte order mark, or from the zeros that an
 * ASCII character has in UTF-16 and UTF-32, because JSON begins with such a character. Without a byte order mark and
 * zeros, the encoding is UTF-8.
 */
final class TextEncoding {
    /** The number of bytes for the detection of an encoding, with some reserve. */
    private static final int HEAD_BYTES = 8;

    private TextEncoding() {}

    /**
     * Returns the text in UTF-8, without a byte order mark. If the text is already UTF-8, reads no more bytes than are
     * needed to detect this.
     */
    static InputStream asUtf8(BufferedInputStream in, int bufferBytes) throws IOException {
        in.mark(HEAD_BYTES);
        int first = in.read();
        int second = in.read();
        if (first == 0xef && second == 0xbb && in.read() == 0xbf) {
            return in;
        }
        boolean wide =
                first == 0 || second == 0 || (first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff);
        int third = wide ? in.read() : 1;
        int fourth = wide ? in.read() : 1;
        in.reset();
        if (!wide || second < 0) {
            return in;
        }
        boolean bigEndian = first == 0 || first == 0xfe;
        boolean mark32 = bigEndian
                ? first == 0 && second == 0 && third == 0xfe && fourth == 0xff
                : first == 0xff && third == 0 && fourth == 0;
        boolean mark16 = !mark32 && (first == 0xfe || first == 0xff);
        boolean zeros32 =
                bigEndian ? second == 0 && third == 0 && fourth > 0 : second == 0 && third == 0 && fourth == 0;
        boolean zeros16 = bigEndian ? second > 0 : second == 0 && third != 0;
        if (!mark32 && !mark16 && !zeros32 && !zeros16) {
            return in;
        }
        int unitBytes = mark32 || (!mark16 && zeros32) ? Integer.BYTES : Character.BYTES;
        in.skipNBytes(mark32 || mark16 ? unitBytes : 0);
        return new BufferedInputStream(new WideInput(in, unitBytes, bigEndian), bufferBytes);
    }

    /**
     * Returns a reader of JSON in UTF-8. It fails at the first bytes that are not UTF-8, after it has returned all
     * characters before them.
     */
    static Reader jsonReader(InputStream in) {
        return new SurrogateReader(new Utf8Reader(in));
    }

    /**
     * A stream of UTF-8 from UTF-16 or UTF-32. An unpaired surrogate becomes an escape, because UTF-8 cannot represent
     * it. A unit that is not a character becomes a byte that never occurs in UTF-8, so that a parser refuses its line.
     */
    private static final class WideInput extends InputStream {
        private static final int NO_CHARACTER = 0xff;
        /** The maximum number of bytes that are encoded for one unit, with some reserve. */
        private static final int MAX_ENCODED = 16;

        private final InputStream in;
        private final int unitBytes;
        private final boolean bigEndian;
        private final byte[] encoded = new byte[4 * 1_024];
        private int at;
        private int end;
        /** A high surrogate whose low surrogate has not been read yet, or 0. */
        private int high;

        private int last;

        WideInput(InputStream in, int unitBytes, boolean bigEndian) {
            this.in = in;
            this.unitBytes = unitBytes;
            this.bigEndian = bigEndian;
        }

        @Override
        public int read() throws IOException {
            return at < end || fill() ? encoded[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (at == end && !fill()) {
                return -1;
            }
            int read = Math.min(length, end - at);
            System.arraycopy(encoded, at, into, from, read);
            at += read;
            return read;
        }

        /**
         * Encodes at most to the end of a line, because the next line may not have arrived. Returns whether there are
         * bytes.
         */
        private boolean fill() throws IOException {
            at = 0;
            end = 0;
            while (end < encoded.length - MAX_ENCODED) {
                int unit = unit();
                if (unit == -1) {
                    endPair();
                    break;
                }
                take(unit);
                if (unit == '\n' || unit == '\r') {
                    break;
                }
            }
            return end > 0;
        }

        /** {@return the next unit, -1 at the end, or -2 if the unit is truncated or is not a character} */
        private int unit() throws IOException {
            int unit = 0;
            for (int i = 0; i < unitBytes; i++) {
                int octet = in.read();
                if (octet < 0) {
                    return i == 0 ? -1 : -2;
                }
                unit = bigEndian ? unit << 8 | octet : unit | octet << (8 * i);
            }
            return unit < 0 || unit > Character.MAX_CODE_POINT ? -2 : unit;
        }

        private void take(int unit) {
            if (high != 0 && unit >= Character.MIN_LOW_SURROGATE && unit <= Character.MAX_LOW_SURROGATE) {
                int pair = Character.toCodePoint((char) high, (char) unit);
                high = 0;
                put(pair);
                return;
            }
            endPair();
            if (unit >= Character.MIN_HIGH_SURROGATE && unit <= Character.MAX_HIGH_SURROGATE) {
                high = unit;
            } else {
                put(unit);
            }
        }

        private void endPair() {
            if (high != 0) {
                int half = high;
                high = 0;
                put(half);
            }
        }

        private void put(int character) {
            if (character < 0) {
                encoded[end++] = (byte) NO_CHARACTER;
            } else if (character < 0x80) {
                encoded[end++] = (byte) character;
            } else if (character < 0x800) {
                encoded[end++] = (byte) (0xc0 | character >> 6);
                encoded[end++] = (byte) (0x80 | (character & 0x3f));
            } else if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                putEscape(character);
            } else if (character < 0x1_0000) {
                encoded[end++] = (byte) (0xe0 | character >> 12);
                encoded[end++] = (byte) (0x80 | ((character >> 6) & 0x3f));
                encoded[end++] = (byte) (0x80 | (character & 0x3f));
            } else {
                encoded[end++] = (byte) (0xf0 | character >> 18);
                encoded[end++] = (byte) (0x80 | ((character >> 12) & 0x3f));
                encoded[end++] = (byte) (0x80 | ((character >> 6) & 0x3f));
                encoded[end++] = (byte) (0x80 | (character & 0x3f));
            }
            last = character;
        }

        private void putEscape(int half) {
            if (last == '\\') {
                encoded[end++] = (byte) NO_CHARACTER; // after a backslash an escape would have another meaning
                return;
            }
            for (byte octet : ("\\u" + Integer.toHexString(half)).getBytes(StandardCharsets.US_ASCII)) {
                encoded[end++] = octet;
            }
        }
    }

    /** A reader of UTF-8. Unlike {@code InputStreamReader}, it returns the characters before a failure. */
    private static final class Utf8Reader extends Reader {
        private final InputStream in;
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        private final ByteBuffer bytes = ByteBuffer.allocate(8 * 1_024).flip();
        private boolean ended;

        Utf8Reader(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(char[] into, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, into.length);
            CharBuffer chars = CharBuffer.wrap(into, from, length);
            int begin = chars.position();
            while (chars.hasRemaining()) {
                CoderResult result = decoder.decode(bytes, chars, ended);
                if (chars.position() > begin) {
                    break;
                }
                if (result.isError()) {
                    result.throwException();
                }
                if (result.isOverflow() || !fill()) {
                    break;
                }
            }
            int read = chars.position() - begin;
            return read == 0 && length > 0 ? -1 : read;
        }

        private boolean fill() throws IOException {
            if (ended) {
                return false;
            }
            bytes.compact();
            int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            ended = read < 0;
            bytes.position(bytes.position() + Math.max(0, read)).flip();
            return true;
        }

        /** Does nothing; the underlying stream stays open. */
        @Override
        public void close() {}
    }
}

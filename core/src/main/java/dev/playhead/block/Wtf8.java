package dev.playhead.block;

import java.nio.charset.StandardCharsets;

/**
 * A codec that encodes strings as UTF-8. A surrogate without its partner is encoded as three bytes. Therefore every
 * Java string is preserved. This encoding is known as WTF-8 (https://simonsapin.github.io/wtf-8/).
 */
final class Wtf8 {
    private Wtf8() {}

    static byte[] encode(String text) {
        int length = text.length();
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return encodeWide(text);
            }
            bytes[i] = (byte) c;
        }
        return bytes;
    }

    private static byte[] encodeWide(String text) {
        ByteSink sink = new ByteSink(text.length() + 32);
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0x80) {
                sink.u8(c);
            } else if (c < 0x800) {
                sink.u8(0xC0 | (c >> 6));
                sink.u8(0x80 | (c & 0x3F));
            } else if (c < 0x10000) {
                sink.u8(0xE0 | (c >> 12));
                sink.u8(0x80 | ((c >> 6) & 0x3F));
                sink.u8(0x80 | (c & 0x3F));
            } else {
                sink.u8(0xF0 | (c >> 18));
                sink.u8(0x80 | ((c >> 12) & 0x3F));
                sink.u8(0x80 | ((c >> 6) & 0x3F));
                sink.u8(0x80 | (c & 0x3F));
            }
        }
        return sink.toBytes();
    }

    static String decode(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (bytes[i] < 0) {
                return decodeWide(bytes, from, count);
            }
        }
        return new String(bytes, from, count, StandardCharsets.ISO_8859_1);
    }

    private static String decodeWide(byte[] bytes, int from, int count) {
        StringBuilder text = new StringBuilder(count);
        int end = from + count;
        int i = from;
        while (i < end) {
            int first = bytes[i] & 0xFF;
            int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
            if ((first >= 0x80 && first < 0xC0) || first > 0xF4 || end - i <= more) {
                throw malformed(i);
            }
            int c = more == 0 ? first : first & (0x3F >> more);
            for (int j = 1; j <= more; j++) {
                if ((bytes[i + j] & 0xC0) != 0x80) {
                    throw malformed(i + j);
                }
                c = (c << 6) | (bytes[i + j] & 0x3F);
            }
            if (c > Character.MAX_CODE_POINT) {
                throw malformed(i);
            }
            text.appendCodePoint(c);
            i += more + 1;
        }
        return text.toString();
    }

    private static CorruptBlockException malformed(int at) {
        return new CorruptBlockException("byte=" + at + " is not text; the block is damaged");
    }
}

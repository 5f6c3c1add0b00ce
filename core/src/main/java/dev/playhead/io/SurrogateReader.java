package dev.playhead.io;

import java.io.IOException;
import java.io.Reader;
import java.util.Objects;

/**
 * A JSON text in which escaped surrogates are replaced by the characters themselves. A parser refuses the escape of an
 * unpaired surrogate in a name, although the escape is valid JSON, but accepts the character itself.
 */
final class SurrogateReader extends Reader {
    private static final int ESCAPE_LENGTH = "\\ud83d".length();
    private static final int HEX = 16;

    private final Reader in;
    /** The characters that were read and not yet returned, between the indices {@code at} and {@code end}. */
    private final char[] held = new char[4 * 1_024];

    private int at;
    private int end;
    private boolean ended;

    SurrogateReader(Reader in) {
        this.in = in;
    }

    @Override
    public int read(char[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        int to = from;
        while (to < from + length) {
            if (at == end || (held[at] == '\\' && end - at < ESCAPE_LENGTH && !ended)) {
                if (to > from || !fill()) {
                    break;
                }
                continue;
            }
            char c = held[at];
            if (c != '\\') {
                into[to++] = c;
                at++;
                continue;
            }
            int surrogate = surrogate();
            if (surrogate >= 0) {
                into[to++] = (char) surrogate;
                at += ESCAPE_LENGTH;
            } else if (end - at < 2) {
                into[to++] = c;
                at++;
            } else if (to + 2 <= from + length) {
                into[to++] = c;
                into[to++] = held[at + 1]; // with the escaped character, which may be a backslash
                at += 2;
            } else if (to > from) {
                break;
            } else {
                throw new IllegalArgumentException("length=" + length + " is too short for an escape");
            }
        }
        return to == from && length > 0 ? -1 : to - from;
    }

    /** {@return the surrogate that is escaped at the current index, or -1} */
    private int surrogate() {
        if (end - at < ESCAPE_LENGTH || held[at + 1] != 'u') {
            return -1;
        }
        int value = 0;
        for (int i = at + 2; i < at + ESCAPE_LENGTH; i++) {
            int digit = held[i] < 0x80 ? Character.digit(held[i], HEX) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * HEX + digit;
        }
        return Character.isSurrogate((char) value) ? value : -1;
    }

    /** Reads more characters after those that are held. Returns whether any characters are then held. */
    private boolean fill() throws IOException {
        System.arraycopy(held, at, held, 0, end - at);
        end -= at;
        at = 0;
        int read = in.read(held, end, held.length - end);
        ended = read < 0;
        end += Math.max(0, read);
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

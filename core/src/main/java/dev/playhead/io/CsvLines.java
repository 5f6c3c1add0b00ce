package dev.playhead.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the lines of a stream. Each line ends with CR, LF or both. Lines can be put back, to be read again.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class CsvLines {
    private static final int BUFFER_BYTES = 64 * 1_024;
    private static final int FIRST_LINE_BYTES = 256;

    private final InputStream in;
    private final int maxLineBytes;
    private final Deque<Line> returned = new ArrayDeque<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private byte[] line = new byte[FIRST_LINE_BYTES];
    /** The number of the next line, from 1. */
    private long number = 1;
    /** The line end before the next line; empty before the first line. */
    private String before = "";

    CsvLines(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
    }

    /** A line. */
    static final class Line {
        private final byte[] bytes;
        private final long number;
        private final String before;
        private final boolean tooLong;
        private final boolean ended;

        Line(byte[] bytes, long number, String before, boolean tooLong, boolean ended) {
            this.bytes = bytes;
            this.number = number;
            this.before = before;
            this.tooLong = tooLong;
            this.ended = ended;
        }

        /** {@return the bytes of the line without its line end; empty if the line is too long} */
        byte[] bytes() {
            return bytes;
        }

        /** {@return the number of the line, from 1} */
        long number() {
            return number;
        }

        /** {@return the line end before this line; empty for the first line} */
        String before() {
            return before;
        }

        /** {@return whether the line is longer than the limit} */
        boolean tooLong() {
            return tooLong;
        }

        /** {@return whether the line has a line end; if not, it is the last line} */
        boolean ended() {
            return ended;
        }
    }

    /** {@return the next line, or null at the end of the stream} */
    @Nullable
    Line next() throws IOException {
        if (!returned.isEmpty()) {
            return returned.removeFirst();
        }
        if (before.equals("\r") && peek() == '\n') {
            at++;
            before = "\r\n";
        }
        if (peek() < 0) {
            return null;
        }
        int length = 0;
        int octet = peek();
        while (octet >= 0 && octet != '\n' && octet != '\r') {
            at++;
            if (length >= 0 && length == line.length && length < maxLineBytes) {
                line = Arrays.copyOf(line, (int) Math.min(maxLineBytes, 2L * length));
            }
            if (length == maxLineBytes) {
                length = -1; // the rest of the line is skipped
            }
            if (length >= 0) {
                line[length++] = (byte) octet;
            }
            octet = peek();
        }
        Line next = new Line(Arrays.copyOf(line, Math.max(0, length)), number++, before, length < 0, octet >= 0);
        before = octet < 0 ? "" : octet == '\n' ? "\n" : "\r";
        at += octet < 0 ? 0 : 1;
        return next;
    }

    /** Puts back lines, so that they are the next lines again, in the given order. */
    void putBack(List<Line> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            returned.addFirst(lines.get(i));
        }
    }

    /** {@return the number of the line after the last line that was read from the stream} */
    long number() {
        return number;
    }

    private int peek() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return at < end ? buffer[at] & 0xff : -1;
    }
}

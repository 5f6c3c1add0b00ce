package dev.playhead.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;

/**
 * A counter of the bytes of the current event. It detects an overlong event early, before the event fills the memory.
 *
 * <p>The parser reads ahead by a buffer. So an event may exceed the limit by the size of that buffer before the excess
 * is detected. If the input is a line, its length is already known and there is nothing to limit.
 */
final class EventExtent extends FilterInputStream {
    /** The extent of a line, whose length is already known. */
    static final EventExtent OF_A_LINE = new EventExtent(InputStream.nullInputStream(), Integer.MAX_VALUE);

    /** A size that exceeds the sum of all buffers by which Jackson's parser and the character decoder read ahead. */
    private static final int READ_AHEAD_BYTES = 32 * 1_024;

    private final int maxBytes;
    private long taken;
    private long begin;

    EventExtent(InputStream in, int maxBytes) {
        super(in);
        this.maxBytes = maxBytes;
    }

    /** Thrown if an event that is being read is too long. */
    static final class TooLongException extends IllegalArgumentException {
        @Serial
        private static final long serialVersionUID = 1L;

        TooLongException(String message) {
            super(message);
        }
    }

    /** {@return a message that names what is too long, the limit, and how to raise the limit} */
    static String tooLong(String what, int maxBytes) {
        return what + " is longer than maxLineBytes=" + maxBytes
                + "; raise it with ImportOptions.withMaxLineBytes or the option --max-line";
    }

    void beginEvent() {
        begin = taken;
    }

    /** Throws an exception if the event has become too long. */
    void check() {
        if (taken - begin - READ_AHEAD_BYTES > maxBytes) {
            throw new TooLongException(tooLong("the event", maxBytes));
        }
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        taken += octet < 0 ? 0 : 1;
        return octet;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        taken += Math.max(0, read);
        return read;
    }
}

package dev.playhead.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;

/**
 * How much of a stream the event takes that is being read, so that one which is too long ends before it fills the memory.
 *
 * <p>The parser reads ahead by a buffer, so an event may be longer than the limit by as much before it is noticed. Where a line
 * is parsed that is not too long, there is nothing to limit.
 */
final class EventExtent extends FilterInputStream {
    /** Of a line, whose length is known. */
    static final EventExtent OF_A_LINE = new EventExtent(InputStream.nullInputStream(), Integer.MAX_VALUE);

    /** More than the buffers of Jackson's parsers and of the decoder in front of them. */
    private static final int READ_AHEAD_BYTES = 32 * 1_024;

    private final int maxBytes;
    private long taken;
    private long begin;

    EventExtent(InputStream in, int maxBytes) {
        super(in);
        this.maxBytes = maxBytes;
    }

    /** Thrown within an event that is too long. */
    static final class TooLongException extends IllegalArgumentException {
        @Serial
        private static final long serialVersionUID = 1L;

        TooLongException(String message) {
            super(message);
        }
    }

    /** Says what is too long, what the limit is, and how it is raised. */
    static String tooLong(String what, int maxBytes) {
        return what + " is longer than maxLineBytes=" + maxBytes
                + "; ImportOptions.withMaxLineBytes raises it, and --max-line of the command";
    }

    void beginEvent() {
        begin = taken;
    }

    /** Throws if the event has become too long. */
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

package dev.playhead.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The decompressed data of a gzip stream, of all its members in sequence (RFC 1952).
 *
 * <p>If the data after a member is not another member, {@code GZIPInputStream} treats this as the end of the stream. So
 * it silently loses all data after a damaged header. It also calls {@code available()} to determine whether more data
 * follows. This does not work for a pipe. {@code GzipInput}, by contrast, reads to the end of the source. Zeros after a
 * member are padding, and any other data that is not a member is a failure.
 */
final class GzipInput extends InputStream {
    private static final int FIRST_MAGIC = 0x1f;
    private static final int SECOND_MAGIC = 0x8b;
    private static final int DEFLATE = 8;
    private static final int CHECKSUM_FLAG = 2;
    private static final int EXTRA_FLAG = 4;
    private static final int NAME_FLAG = 8;
    private static final int COMMENT_FLAG = 16;
    /** The size of the modification time, the extra flags and the operating system. */
    private static final int UNUSED_HEADER_BYTES = 6;

    private static final int BUFFER_BYTES = 64 * 1_024;
    /**
     * If more compressed bytes than this are available, a read will hardly block. The number is larger than the usual
     * header of a gzip member and the Huffman tables of a deflate block together.
     */
    private static final int DATA_BYTES = 8 * 1_024;

    private final InputStream source;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private boolean ended;

    /** Creates the stream and reads the header of the first member. {@link #close} leaves the source open. */
    GzipInput(InputStream source) throws IOException {
        this.source = source;
        readHeader(required());
    }

    /** {@return whether two bytes are the first bytes of a gzip stream} */
    static boolean isMagic(int first, int second) {
        return first == FIRST_MAGIC && second == SECOND_MAGIC;
    }

    /** Releases the memory of the inflater, which is not on the heap. */
    @Override
    public void close() {
        ended = true;
        inflater.end();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        while (length > 0 && !ended) {
            int read = inflate(into, from, length);
            if (read > 0) {
                checksum.update(into, from, read);
                return read;
            }
            if (inflater.finished()) {
                readTrailer();
                ended = !beginsNext();
            } else if (!fill()) {
                throw new EOFException("the compressed data ends within a member");
            }
        }
        return length == 0 ? 0 : -1;
    }

    /** {@return 1 if the source has enough bytes available that a read will hardly block; otherwise 0} */
    @Override
    public int available() throws IOException {
        return !ended && source.available() > DATA_BYTES ? 1 : 0;
    }

    private int inflate(byte[] into, int from, int length) throws ZipException {
        try {
            inflater.setInput(buffer, at, end - at);
            int read = inflater.inflate(into, from, length);
            at = end - inflater.getRemaining();
            return read;
        } catch (DataFormatException e) {
            ZipException damaged = new ZipException("the compressed data is damaged: " + e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    /** Fills the buffer. Called when all of its bytes are used. Returns whether there are more bytes. */
    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, source.read(buffer, 0, buffer.length));
        return end > 0;
    }

    private int next() throws IOException {
        return at < end || fill() ? buffer[at++] & 0xff : -1;
    }

    private int required() throws IOException {
        int octet = next();
        if (octet < 0) {
            throw new EOFException("the compressed data ends within the header or trailer of a member");
        }
        return octet;
    }

    private long number(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) required() << (8 * i);
        }
        return value;
    }

    private void passOver(long bytes) throws IOException {
        for (long left = bytes; left > 0; left--) {
            int unused = required();
        }
    }

    private void readHeader(int first) throws IOException {
        if (first != FIRST_MAGIC || required() != SECOND_MAGIC) {
            throw new ZipException("the compressed data is followed by data that is not compressed");
        }
        int method = required();
        if (method != DEFLATE) {
            throw new ZipException("Unsupported compression method=" + method);
        }
        int flags = required();
        passOver(UNUSED_HEADER_BYTES);
        if ((flags & EXTRA_FLAG) != 0) {
            passOver(number(2));
        }
        for (int flag : new int[] {NAME_FLAG, COMMENT_FLAG}) {
            while ((flags & flag) != 0 && required() != 0) {
                // Skipped.
            }
        }
        if ((flags & CHECKSUM_FLAG) != 0) {
            passOver(2);
        }
        inflater.reset();
        checksum.reset();
    }

    private void readTrailer() throws IOException {
        long written = inflater.getBytesWritten();
        if (number(4) != checksum.getValue() || number(4) != (written & 0xffff_ffffL)) {
            throw new ZipException("Corrupt GZIP trailer: the data read may be damaged");
        }
    }

    /** Skips zeros and begins the next member. Returns whether there is a next member. */
    private boolean beginsNext() throws IOException {
        int first = next();
        while (first == 0) {
            first = next();
        }
        if (first >= 0) {
            readHeader(first);
        }
        return first >= 0;
    }
}

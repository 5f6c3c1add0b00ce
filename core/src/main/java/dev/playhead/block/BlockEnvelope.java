package dev.playhead.block;

import java.util.zip.CRC32;

/** The parts of a block that are at the same offsets in all versions, and the checksums of a block. */
final class BlockEnvelope {
    /**
     * The magic number: the bytes {@code PHB} and a line feed. A transfer as text usually changes the line feed, so
     * that the damage is detected.
     */
    static final int MAGIC = 0x0A424850;

    /** The offset of the version. This and the following offsets are the same in all versions. */
    static final int VERSION_AT = 4;

    static final int FLAGS_AT = 5;
    static final int HEADER_LENGTH_AT = 6;
    static final int BODY_LENGTH_AT = 10;
    static final int FIELDS_AT = 14;
    /**
     * The size of the two checksums at the end of a header. The first is the checksum of the body; the second is the
     * checksum of the preceding bytes of the header.
     */
    static final int CHECKSUMS_BYTES = 8;

    private BlockEnvelope() {}

    /** Verifies the magic number and the header's checksum, and returns the offset at which the header ends. */
    static int check(byte[] bytes) {
        if (bytes.length < FIELDS_AT + CHECKSUMS_BYTES) {
            throw new CorruptBlockException("bytes=" + bytes.length + " are too few for a block");
        }
        ByteSource source = new ByteSource(bytes, 0, bytes.length);
        int magic = source.u32();
        if (magic != MAGIC) {
            throw new CorruptBlockException("magic=" + Integer.toHexString(magic) + " is not that of a block");
        }
        source.position(HEADER_LENGTH_AT);
        int headerBytes = source.u32();
        if (headerBytes < FIELDS_AT + CHECKSUMS_BYTES || headerBytes > bytes.length) {
            throw source.corrupt("headerBytes", headerBytes);
        }
        source.position(headerBytes - Integer.BYTES);
        if (source.u32() != checksum(bytes, 0, headerBytes - Integer.BYTES)) {
            throw new CorruptBlockException("the checksum of a block's header is wrong: the block is damaged");
        }
        return headerBytes;
    }

    static int checksum(byte[] bytes, int from, int to) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, from, to - from);
        return (int) checksum.getValue();
    }
}

package dev.playhead.block;

import dev.playhead.event.RecordingBreak;
import org.jspecify.annotations.Nullable;

/**
 * The extensions at the end of a header: data that not every block has, and data of later releases that is unknown to
 * this release.
 */
final class HeaderExtensions {
    /**
     * The tag of the break before the block. Even tags mark optional extensions. The break is optional, because the
     * events can be read without it.
     */
    private static final int BREAK = 2;

    private HeaderExtensions() {}

    /** Writes the extensions of a block. */
    static void write(ByteSink header, @Nullable RecordingBreak recordingBreak) {
        if (recordingBreak == null) {
            header.varint(0);
            return;
        }
        byte[] bytes = BreakCodec.encode(recordingBreak);
        header.varint(1);
        header.varint(BREAK);
        header.varint(bytes.length);
        header.bytes(bytes, 0, bytes.length);
    }

    /**
     * Reads the extensions of a block, and returns the break before the block, or null if there is none. Skips unknown
     * optional extensions, and rejects unknown required extensions.
     *
     * @param firstSequence the sequence of the first event of the block
     * @throws BlockTooNewException if there is an unknown required extension
     */
    static @Nullable RecordingBreak read(ByteSource source, long firstSequence) {
        int end = source.position() + source.remaining() - Integer.BYTES; // the body's checksum follows
        ByteSource extensions = new ByteSource(source.array(), source.position(), end);
        int number = extensions.count("extensions");
        RecordingBreak found = null;
        long before = -1;
        for (int i = 0; i < number; i++) {
            long tag = extensions.varint();
            if (tag <= before) {
                throw extensions.corrupt("extensionTag", tag);
            }
            int start = extensions.skip(extensions.varint());
            if ((tag & 1) != 0) {
                throw BlockTooNewException.ofExtension(tag);
            }
            if (tag == BREAK) {
                found = BreakCodec.read(firstSequence, new ByteSource(source.array(), start, extensions.position()));
            }
            before = tag;
        }
        source.position(extensions.position());
        return found;
    }
}

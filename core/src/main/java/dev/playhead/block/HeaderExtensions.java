package dev.playhead.block;

/** The end of a header, where later releases add what this one does not know. None is defined yet. */
final class HeaderExtensions {
    private HeaderExtensions() {}

    /** Skips what need not be known to read the block, and refuses what has to be. */
    static void skip(ByteSource source) {
        int end = source.position() + source.remaining() - Integer.BYTES; // the checksum of the body comes last
        ByteSource extensions = new ByteSource(source.array(), source.position(), end);
        int number = extensions.count("extensions");
        long before = -1;
        for (int i = 0; i < number; i++) {
            long tag = extensions.varint();
            if (tag <= before) {
                throw extensions.corrupt("extensionTag", tag);
            }
            int unusedStart = extensions.skip(extensions.varint());
            if ((tag & 1) != 0) {
                throw BlockTooNewException.ofExtension(tag);
            }
            before = tag;
        }
        source.position(extensions.position());
    }
}

package dev.playhead.block;

import dev.playhead.event.PlayheadException;

/**
 * Exception thrown if a block is sound, but has a format version or a required extension that this release does not
 * support yet.
 */
public final class BlockTooNewException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    private BlockTooNewException(String message) {
        super(message);
    }

    BlockTooNewException(int version, int newestVersion) {
        this("version=" + version + " of the block is too new: this release reads up to version=" + newestVersion
                + "; update the library");
    }

    static BlockTooNewException ofExtension(long tag) {
        return new BlockTooNewException("extension=" + tag
                + " of the block is required to read it, and this release does not know it; update the library");
    }
}

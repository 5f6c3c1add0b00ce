package dev.playhead.block;

import dev.playhead.event.PlayheadException;

/**
 * Exception thrown if the header of a block is undamaged, but the block has a format version or a required extension
 * that this release does not support yet.
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
                + " is required to read the block, but this release does not know this extension; update the library");
    }
}

package dev.playhead.block;

import dev.playhead.event.PlayheadException;

/** A block is sound, but of a format version that this release does not know yet. */
public final class BlockTooNewException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    BlockTooNewException(int version, int newestVersion) {
        super("version=" + version + " of the block is too new: this release reads up to version=" + newestVersion
                + "; update the library");
    }
}

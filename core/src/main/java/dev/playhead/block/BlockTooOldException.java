package dev.playhead.block;

import dev.playhead.event.PlayheadException;

/**
 * Exception thrown if the header of a block is undamaged, but the block has a format version that this release no
 * longer reads.
 */
public final class BlockTooOldException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    BlockTooOldException(int version, int oldestVersion) {
        super("version=" + version + " of the block is too old: the oldest version that this release reads is version="
                + oldestVersion + "; convert the history with the release that wrote it");
    }
}

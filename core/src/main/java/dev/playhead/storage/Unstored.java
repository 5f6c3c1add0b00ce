package dev.playhead.storage;

import dev.playhead.block.Block;
import dev.playhead.block.SequenceRange;
import dev.playhead.storage.StoreContents.Standing;
import java.util.List;
import java.util.Map;

/**
 * What a buffer has and its store has not, at one moment.
 *
 * @param sealed the blocks to store, oldest first
 * @param tails the blocks that are not sealed, of which the events from a position on are to be stored
 * @param dropBefore blocks that end before this sequence have left the buffer
 * @param quarantined damaged blocks by their first sequence, with what is wrong with them
 * @param lost sequences of events that the store will never get
 * @param leaving blocks that leave the store while somebody may still read them
 * @param standing where the history stands
 */
record Unstored(
        List<Slot> sealed,
        List<Tail> tails,
        long dropBefore,
        Map<Long, String> quarantined,
        List<SequenceRange> lost,
        List<PagedBlock> leaving,
        Standing standing) {
    /**
     * A part of a block that is not sealed.
     *
     * @param block the block
     * @param from the first position
     */
    record Tail(Block block, int from) {}

    boolean isEmpty() {
        return sealed.isEmpty() && tails.isEmpty() && quarantined.isEmpty() && lost.isEmpty();
    }
}

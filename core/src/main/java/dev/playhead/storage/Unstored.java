package dev.playhead.storage;

import dev.playhead.block.Block;
import dev.playhead.block.SequenceRange;
import dev.playhead.storage.StoreContents.Standing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a buffer has and its store has not, at one moment; or the oldest part of that, if it is much.
 *
 * @param isPart whether more blocks follow, and the tails, which are to be stored after these
 * @param retired the blocks to store that are evicted and not yet folded, oldest first
 * @param sealed the blocks to store behind these, oldest first
 * @param tails the blocks that are not sealed, of which the events from a position on are to be stored
 * @param dropBefore blocks that end before this sequence are needed no more
 * @param folded the states before that sequence; null if nothing has to be known there
 * @param missedUpTo up to where blocks are needed no more that the store has never got; -1 for none
 * @param clears how often the history was cleared
 * @param isFoldedWhole whether none of the events is lost from which these states follow
 * @param quarantined damaged blocks by their first sequence, with what is wrong with them
 * @param lost sequences of events that the store will never get
 * @param leaving blocks that leave the store while somebody may still read them
 * @param standing where the history stands once the blocks that are needed no more are dropped
 */
record Unstored(
        boolean isPart,
        List<Retired> retired,
        List<Slot> sealed,
        List<Tail> tails,
        long dropBefore,
        @Nullable Folded folded,
        long missedUpTo,
        long clears,
        boolean isFoldedWhole,
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

    /**
     * A block that is evicted and not yet folded.
     *
     * @param slot where it was
     * @param block the block
     */
    record Retired(Slot slot, Block block) {}

    boolean isEmpty() {
        return retired.isEmpty() && sealed.isEmpty() && tails.isEmpty() && quarantined.isEmpty() && lost.isEmpty();
    }
}

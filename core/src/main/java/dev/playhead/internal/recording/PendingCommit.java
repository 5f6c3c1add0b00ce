package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.internal.recording.DropPlanner.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the unstored contents of a buffer, or of their oldest part if they exceed the limit of a commit.
 *
 * @param isPart whether later commits must store further blocks and the tails
 * @param blocks the closed blocks to store whole, oldest first: up to the first block that is neither sealed nor
 *     evicted, or up to the limit of the commit
 * @param tails the parts of blocks to store as tails: of blocks that are not sealed, and of the blocks after them
 * @param upTo the sequence up to which everything is stored after this commit, including trailing sequences without an
 *     event; -1 if this commit leaves events unstored
 * @param bounds the bounds on which blocks and tails the commit may drop from the store, in addition to the retention
 *     policy
 * @param clears the number of times that the history was cleared
 * @param knownLost the sequences of all lost events, whether or not the store has recorded them
 * @param breaks all breaks, including those in the store
 * @param quarantined the reasons for quarantining blocks, by the first sequence of each block
 * @param lost the sequences of events that the store will never receive and that it has not recorded as lost yet
 * @param leaving the evicted or cleared blocks that readers may still hold and read from the store
 */
record PendingCommit(
        boolean isPart,
        List<Pending> blocks,
        List<Tail> tails,
        long upTo,
        DropPlanner.Bounds bounds,
        long clears,
        List<SequenceRange> knownLost,
        List<RecordingBreak> breaks,
        Map<Long, String> quarantined,
        List<SequenceRange> lost,
        List<PagedBlock> leaving) {
    /**
     * A request for the contents of a commit.
     *
     * @param committed the sequence up to which everything is stored
     * @param before the limit for unsealed blocks: blocks that begin at or after this sequence are left out
     * @param withTail whether events that cannot be stored in sealed blocks yet are to be stored as tails
     * @param maxBytes the approximate maximum number of bytes of blocks
     */
    record Request(long committed, long before, boolean withTail, long maxBytes) {}

    /**
     * A part of a block to be stored as a tail, because this block or an earlier block is not sealed.
     *
     * @param block the block
     * @param from the position of the first event of the part
     * @param recordedAtMillis the time of recording of the last event
     * @param breakBefore the break before the first event; null if there is none
     */
    record Tail(
            Block block,
            int from,
            long recordedAtMillis,
            @Nullable RecordingBreak breakBefore) {}

    /**
     * A closed block, captured when the commit was prepared.
     *
     * @param slot its slot
     * @param sealed the encoded block; null if the block is not encoded yet
     * @param references the references to the events of the block if it is not encoded; otherwise null
     * @param firstSequence the sequence of its first event
     * @param lastSequence the sequence of its last event
     * @param events the number of its events
     * @param recordedAtMillis the time of recording of its last event
     */
    record Pending(
            Slot slot,
            @Nullable SealedBlock sealed,
            @Nullable RecordingBlock references,
            long firstSequence,
            long lastSequence,
            int events,
            long recordedAtMillis) {
        static Pending of(Slot slot) {
            return new Pending(
                    slot,
                    slot.sealed(),
                    slot.references,
                    slot.sequence(0),
                    slot.lastSequence(),
                    slot.size(),
                    slot.lastRecordedAtMillis());
        }

        /**
         * Describes this block for the {@link DropPlanner}, which plans what the commit drops. The number of bytes of
         * the part is 0 if the block is not encoded yet.
         */
        Part part() {
            long bytes = sealed == null ? 0 : sealed.bytes().length;
            return new Part(firstSequence, lastSequence, events, bytes, recordedAtMillis);
        }
    }

    /** Returns the break whose sequence is the given sequence, if there is such a break. */
    Optional<RecordingBreak> breakAt(long sequence) {
        return breaks.stream().filter(one -> one.sequence() == sequence).findFirst();
    }

    boolean isEmpty() {
        return blocks.isEmpty() && tails.isEmpty() && quarantined.isEmpty() && lost.isEmpty();
    }
}

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
 * The contents of a buffer that its store does not have, at one moment; or the oldest part of them, if there is much.
 *
 * @param isPart whether more blocks and the tails follow, to be stored after these blocks
 * @param blocks the closed blocks, including evicted ones, oldest first
 * @param tails the blocks that are not sealed, each with the position from which its events are to be stored
 * @param upTo the sequence up to which nothing else remains to be stored, whether or not there are events; -1 if more remains
 * @param bounds the bounds on the drops of the commit
 * @param clears the number of times that the history was cleared
 * @param knownLost the sequences of all lost events, whether or not the store has recorded them
 * @param breaks all breaks, including those in the store
 * @param quarantined the reasons for quarantining blocks, by the first sequence of the block
 * @param lost the sequences of events that the store will never receive and that it has not recorded as lost yet
 * @param leaving the blocks that memory has evicted and readers may still hold
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
     * @param before the sequence; unsealed blocks that begin at or after it are left out
     * @param withTail whether the events of blocks that are not sealed are to be stored as well
     * @param maxBytes the approximate maximum number of bytes of blocks
     */
    record Request(long committed, long before, boolean withTail, long maxBytes) {}

    /**
     * A part of a block that is not sealed.
     *
     * @param block the block
     * @param from the first position
     * @param recordedAtMillis the time of recording of its last event
     * @param breakBefore the break in front of the first position; null if there is none
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
     * @param sealed the encoded block; null if it was evicted before it was encoded
     * @param references the block if it is not encoded
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

        /** Returns the part that the store would hold. Its bytes are 0 if they are not known yet. */
        Part part() {
            long bytes = sealed == null ? 0 : sealed.bytes().length;
            return new Part(firstSequence, lastSequence, events, bytes, recordedAtMillis);
        }
    }

    /** Returns the break in front of a sequence, if there is one. */
    Optional<RecordingBreak> breakAt(long sequence) {
        return breaks.stream().filter(one -> one.sequence() == sequence).findFirst();
    }

    boolean isEmpty() {
        return blocks.isEmpty() && tails.isEmpty() && quarantined.isEmpty() && lost.isEmpty();
    }
}

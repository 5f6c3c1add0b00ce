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
 * What a buffer has and its store has not, at one moment; or the oldest part of that, if it is much.
 *
 * @param isPart whether more blocks follow, and the tails, which are to be stored after these
 * @param blocks the closed blocks, evicted ones included, oldest first
 * @param tails the blocks that are not sealed, of which the events from a position on are to be stored
 * @param upTo the sequence up to which nothing but these is left to be stored, be there events or not; -1 if more is left
 * @param bounds what bounds the drops of the commit
 * @param clears how often the history was cleared
 * @param knownLost sequences of lost events, be they noted in the store or not
 * @param breaks all breaks, those that are in the store included
 * @param quarantined damaged blocks by their first sequence, with what is wrong with them
 * @param lost sequences of events that the store will never get
 * @param leaving blocks that readers may hold, and that memory has evicted
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
     * What a commit asks for.
     *
     * @param committed the sequence up to which everything is stored
     * @param before unsealed blocks that begin at this sequence or later are left out
     * @param withTail whether the events of blocks that are not sealed are to be stored as well
     * @param maxBytes about how many bytes of blocks to return
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
     * A closed block as it was at that moment.
     *
     * @param slot its slot
     * @param sealed the encoded block; null if it was evicted before it was encoded
     * @param references the block if it is not encoded
     * @param firstSequence the sequence of its first event
     * @param lastSequence the sequence of its last event
     * @param events how many events it has
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

        /** What the store would hold of it. Bytes that are not known yet do not count. */
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

package dev.playhead.internal.recording;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reconciliation of a ring with the contents of its store after a salvage. It removes the blocks that were only in
 * the store and are no longer there. It restores lost events that are in the store. It records as lost those events
 * that are neither in memory nor in the store. Guarded by the buffer's lock.
 */
final class Reconciliation {
    private final BlockRing ring;
    private final CommitQueue commits;
    private final SequenceRanges lost;
    private final StoreContents contents;
    /** The sequence before which all events are evicted. Earlier events are not restored. */
    private final long keptFrom;

    /** The sequences that are lost now and were not lost before. */
    private final SequenceRanges newlyLost;

    private Reconciliation(
            BlockRing ring,
            CommitQueue commits,
            SequenceRanges lost,
            StoreContents contents,
            long keptFrom,
            SequenceRanges newlyLost) {
        this.ring = ring;
        this.commits = commits;
        this.lost = lost;
        this.contents = contents;
        this.keptFrom = keptFrom;
        this.newlyLost = newlyLost;
    }

    /**
     * Reconciles a ring with its store.
     *
     * @param ring the ring
     * @param commits the queue of changes for the next commits
     * @param lost the lost events of the ring
     * @param contents the current contents of the store
     * @param keptFrom the sequence before which all events are evicted
     * @param blockEvents the maximum number of events in a block that is created from tails, which are the small blocks
     *     in which a store keeps events that are not yet sealed
     * @return the sequences that are lost now and were not lost before
     */
    static List<SequenceRange> reconcile(
            BlockRing ring,
            CommitQueue commits,
            SequenceRanges lost,
            StoreContents contents,
            long keptFrom,
            int blockEvents) {
        SequenceRanges gone = new SequenceRanges(removeGone(ring, commits, contents));
        gone.list().forEach(lost::add);
        Reconciliation reconciliation = new Reconciliation(ring, commits, lost, contents, keptFrom, gone);
        reconciliation.takeBackBlocks();
        reconciliation.takeBackTails(blockEvents);
        reconciliation.addMissing();
        return reconciliation.newlyLost.list();
    }

    /**
     * Removes the blocks that are neither in the store nor in memory. Blocks that are no longer in the store, but still
     * in memory, are queued to be stored again. Returns the ranges of the removed blocks.
     */
    private static List<SequenceRange> removeGone(BlockRing ring, CommitQueue commits, StoreContents contents) {
        Map<Long, StoredBlock> stored = new HashMap<>();
        contents.blocks().forEach(block -> stored.put(block.firstSequence(), block));
        List<Slot> unstored = new ArrayList<>();
        List<SequenceRange> gone = new ArrayList<>();
        for (int i = ring.size() - 1; i >= 0; i--) {
            Slot slot = ring.get(i);
            if (!slot.isStored() || isSame(slot, stored.get(slot.sequence(0)))) {
                continue;
            }
            if (!slot.isPaged()) {
                slot.unstore();
                unstored.add(slot);
            } else {
                gone.add(0, range(slot));
                ring.remove(slot);
            }
        }
        commits.addInOrder(unstored);
        return gone;
    }

    private static boolean isSame(Slot slot, @Nullable StoredBlock block) {
        return block != null && slot.lastSequence() == block.lastSequence() && slot.size() == block.size();
    }

    private static SequenceRange range(Slot slot) {
        return new SequenceRange(slot.sequence(0), slot.lastSequence());
    }

    private void takeBackBlocks() {
        int at = 0;
        for (StoredBlock block : contents.blocks()) {
            while (at < ring.pagedSlots() && ring.get(at).lastSequence() < block.firstSequence()) {
                at++;
            }
            Slot next = at == ring.size() ? null : ring.get(at);
            boolean isFree = next == null || next.isOpen() || next.sequence(0) > block.lastSequence();
            if (block.firstSequence() >= keptFrom
                    && isFree
                    && lost.overlaps(block.firstSequence(), block.lastSequence())) {
                ring.insert(at, new Slot(block));
                found(block.firstSequence(), block.lastSequence());
            }
        }
    }

    /**
     * Restores the lost events that are in tails, by creating blocks of them in memory. The next commit stores these
     * blocks.
     */
    private void takeBackTails(int blockEvents) {
        List<Slot> found = new ArrayList<>();
        for (SealedBlock tail : lostOfTails(blockEvents)) {
            Slot slot = new Slot(tail);
            ring.insert(slot);
            found.add(slot);
            found(slot.sequence(0), slot.lastSequence());
        }
        commits.addInOrder(found);
    }

    private void found(long first, long last) {
        commits.unquarantine(first);
        lost.remove(first, last);
        newlyLost.remove(first, last);
    }

    /**
     * Returns the lost events that are in tails, as blocks. A new block begins where a block in memory or a gap of the
     * store lies between two of these events, so that the returned blocks do not overlap with either. A tail is not
     * split if all of its events are lost.
     */
    private List<SealedBlock> lostOfTails(int blockEvents) {
        SequenceRanges gaps = new SequenceRanges(contents.gaps());
        List<SequenceRange> inMemory = new ArrayList<>();
        for (int i = ring.pagedSlots(); i < ring.size() && !ring.get(i).isOpen(); i++) {
            inMemory.add(range(ring.get(i)));
        }
        SequenceRanges held = new SequenceRanges(inMemory);
        List<SealedBlock> blocks = new ArrayList<>();
        BlockWriter writer = new BlockWriter(true);
        int events = 0;
        long last = -1;
        for (SealedBlock tail : contents.tail()) {
            boolean full = events + tail.size() > blockEvents;
            for (int i = 0; i < tail.size(); i++) {
                long sequence = tail.sequence(i);
                if (sequence < keptFrom || !lost.overlaps(sequence, sequence)) {
                    continue;
                }
                RecordingBreak before =
                        i > 0 ? null : tail.header().recordingBreak().orElse(null);
                boolean isApart = before != null
                        || gaps.overlaps(last + 1, sequence - 1)
                        || held.overlaps(last + 1, sequence - 1);
                if (events > 0 && (full || isApart)) {
                    blocks.add(SealedBlock.ofSealed(writer.seal()));
                    events = 0;
                }
                full = false;
                if (before != null) {
                    writer.breakBefore(before);
                }
                writer.add(sequence, tail.event(i).event(), tail.header().maxRecordedAtMillis());
                events++;
                last = sequence;
            }
        }
        if (events > 0) {
            blocks.add(SealedBlock.ofSealed(writer.seal()));
        }
        return blocks;
    }

    /** Records the gaps of the store as lost, except events that are evicted or in a closed block of the ring. */
    private void addMissing() {
        SequenceRanges missing = new SequenceRanges(contents.gaps());
        missing.remove(0, keptFrom - 1);
        for (int i = 0; i < ring.size() && !ring.get(i).isOpen(); i++) {
            missing.remove(ring.get(i).sequence(0), ring.get(i).lastSequence());
        }
        for (SequenceRange range : missing.list()) {
            if (!lost.overlaps(range.first(), range.last())) {
                newlyLost.add(range);
            }
            lost.add(range);
        }
    }
}

package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The queue of changes for the next commits: closed blocks, oldest first, and the lost events and damaged blocks that
 * the store has not recorded yet. Guarded by the buffer's lock.
 */
final class CommitQueue {
    private final boolean storing;
    /**
     * The closed blocks that are not in the store. Evicted blocks come first. Empty if the buffer writes no store.
     */
    private final Deque<Slot> slots = new ArrayDeque<>();

    private long bytes;
    /** The reasons for quarantining blocks, by the first sequence of each block. */
    private final Map<Long, String> quarantined = new LinkedHashMap<>();

    private final SequenceRanges lost = new SequenceRanges();
    /** The paged blocks that have left the ring and that readers may still hold. */
    private final List<PagedBlock> leaving = new ArrayList<>();

    /** Creates an empty queue. Blocks wait in it only if {@code storing} is true. */
    CommitQueue(boolean storing) {
        this.storing = storing;
    }

    boolean isStoring() {
        return storing;
    }

    /** Returns the approximate number of bytes of the waiting blocks. */
    long bytes() {
        return bytes;
    }

    /** Returns a copy of the list of waiting blocks, oldest first. */
    List<Slot> slots() {
        return List.copyOf(slots);
    }

    void add(Slot slot) {
        if (storing) {
            slots.addLast(slot);
            bytes += slot.bytes();
        }
    }

    /**
     * Adds blocks that must be stored after a salvage: blocks that are still in memory but no longer in the store, and
     * new blocks made of events that were considered lost until they were found in the tails of the store. Inserts them
     * in the order of sequences.
     */
    void addInOrder(List<Slot> back) {
        List<Slot> inOrder = new ArrayList<>(slots);
        inOrder.addAll(back);
        inOrder.sort(Comparator.comparingLong(slot -> slot.sequence(0)));
        slots.clear();
        slots.addAll(inOrder);
        back.forEach(slot -> bytes += slot.bytes());
    }

    /** Updates the number of bytes after sealing has changed the size of a block. */
    void resized(Slot slot, long difference) {
        bytes += storing && !slot.isStored() ? difference : 0;
    }

    /** Discards a block. The block will not be stored. */
    void discard(Slot slot) {
        slot.gone = true;
        if (storing && !slot.isStored()) {
            remove(slot);
        }
    }

    /** Discards all blocks. */
    void clear() {
        slots.forEach(slot -> slot.gone = true);
        slots.clear();
        bytes = 0;
    }

    private void remove(Slot slot) {
        slots.remove(slot);
        bytes -= slot.bytes();
    }

    /** Adds events that the store will never receive. */
    void addLost(SequenceRange range) {
        lost.add(range);
    }

    /** Adds a damaged block of the store. */
    void quarantine(long firstSequence, String why) {
        quarantined.put(firstSequence, why);
    }

    /** Cancels the quarantine of a block that proved to be undamaged. */
    void unquarantine(long firstSequence) {
        quarantined.remove(firstSequence);
    }

    /**
     * Adds a block that has left the ring. Readers may still hold the block, so the commit that drops it from the store
     * first reads it into memory, within a budget.
     */
    void leave(PagedBlock lent) {
        if (storing) {
            leaving.add(lent);
        }
    }

    /** Returns whether any block that begins before the given sequence is being sealed or waits to be sealed. */
    boolean isSealing(long before) {
        for (Slot slot : slots) {
            if (slot.sequence(0) >= before) {
                return false;
            }
            if (slot.waiting) {
                return true;
            }
        }
        return false;
    }

    /** Returns the evicted blocks, oldest first. */
    List<Block> evicted() {
        List<Block> blocks = new ArrayList<>();
        for (Slot slot : slots) {
            if (!slot.evicted) {
                break;
            }
            blocks.add(slot.inMemory(slot.size()));
        }
        return blocks;
    }

    /**
     * Returns the contents of the next commit: closed blocks, oldest first, up to the limit of the request. If
     * requested, the contents include the events of unsealed blocks.
     *
     * @param request the request of the commit
     * @param open the open block; null if it has no events
     * @param inOpen the number of events in the open block
     * @param bounds the bounds of what the commit may drop from the store, in addition to the retention policy
     * @param clears the number of times that the history was cleared
     * @param knownLost all lost events, including those that the store has recorded
     * @param breaks all breaks, including those that the store has recorded
     * @param next the sequence of the next event
     */
    PendingCommit pendingCommit(
            PendingCommit.Request request,
            @Nullable Slot open,
            int inOpen,
            DropPlanner.Bounds bounds,
            long clears,
            List<SequenceRange> knownLost,
            List<RecordingBreak> breaks,
            long next) {
        List<PendingCommit.Pending> blocks = new ArrayList<>();
        List<PendingCommit.Tail> tails = new ArrayList<>();
        long taken = 0;
        // The first sequence that is left to the next commit, if this commit reaches its limit of bytes.
        long leftFrom = Long.MAX_VALUE;
        // Blocks are stored in order. So if a block is neither sealed nor evicted, this block and all later blocks are
        // stored as tails, provided that the request includes tails. An evicted block may be unsealed: it is encoded
        // only when it is stored, because most evicted blocks are dropped without being stored.
        boolean inOrder = true;
        boolean all = true;
        for (Slot slot : slots) {
            inOrder &= slot.sealed() != null || slot.evicted;
            if (inOrder && taken >= request.maxBytes()) {
                leftFrom = slot.sequence(0);
                break;
            } else if (inOrder) {
                taken += slot.bytes();
                blocks.add(PendingCommit.Pending.of(slot));
            } else {
                all &= addTail(slot, slot.size(), request, tails);
            }
        }
        if (open != null && leftFrom == Long.MAX_VALUE) {
            all &= addTail(open, inOpen, request, tails);
        }
        long end = leftFrom;
        return new PendingCommit(
                leftFrom < request.before(),
                blocks,
                tails,
                all && leftFrom == Long.MAX_VALUE ? next - 1 : -1,
                bounds,
                clears,
                knownLost,
                breaks,
                new LinkedHashMap<>(quarantined),
                lost.list().stream().filter(range -> range.first() < end).toList(),
                List.copyOf(leaving));
    }

    /** Adds the uncommitted events of a block as a tail. Returns false if the block is left to a later commit. */
    private static boolean addTail(Slot slot, int size, PendingCommit.Request request, List<PendingCommit.Tail> tails) {
        if (!request.withTail() || slot.sequence(0) >= request.before()) {
            return false;
        }
        Block block = slot.inMemory(size);
        int from = 0;
        if (slot.sequence(0) <= request.committed()) {
            int found = block.indexOf(request.committed());
            from = found < 0 ? -found - 1 : found + 1;
        }
        if (from < size) {
            RecordingBreak before = from == 0 ? slot.breakBefore() : null;
            tails.add(new PendingCommit.Tail(block, from, slot.lastRecordedAtMillis(), before));
        }
        return true;
    }

    /**
     * Updates the queue after a commit.
     *
     * @param what the contents of the commit
     * @param written the blocks that the commit stored, by their first sequence. If a block of {@code what} is not
     *     among them, either the same commit dropped it, or the store was salvaged during the commit; only in the
     *     second case must the block still be stored
     * @param dropBefore the sequence before which the commit dropped blocks; blocks that end before this sequence are
     *     no longer in the store
     */
    void stored(PendingCommit what, Map<Long, SealedBlock> written, long dropBefore) {
        for (PendingCommit.Pending pending : what.blocks()) {
            Slot slot = pending.slot();
            SealedBlock block = written.get(pending.firstSequence());
            if (block == null && pending.lastSequence() >= dropBefore) {
                continue; // still pending: the store was salvaged during the commit
            }
            if (!slot.gone) {
                remove(slot);
            }
            if (block != null) {
                slot.store(block);
            }
        }
        what.quarantined().keySet().forEach(quarantined::remove);
        lost.removeUnchanged(what.lost());
        leaving.removeIf(block -> block.stored().lastSequence() < dropBefore);
    }
}

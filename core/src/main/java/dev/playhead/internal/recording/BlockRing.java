package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BlockList;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a {@link CircularBuffer}, oldest first, and the account of what they hold. A block that is closed also waits
 * in the {@link SealingQueue}, and where there is a store, in the {@link CommitQueue}. Guarded by the buffer's lock.
 *
 * <pre>
 *   [ paged | paged | stored | stored | sealed | closed | open ]
 *     only the store has them   not yet stored
 * </pre>
 */
final class BlockRing {
    private final @Nullable BlockCache cache;
    private final Ring slots = new Ring();
    private final SharedBlocks shared;
    private final SealingQueue unsealed = new SealingQueue();
    private final CommitQueue commits;
    private final SequenceRanges lost = new SequenceRanges();
    final Breaks breaks = new Breaks();

    private long closedEvents;
    private long closedBytes;
    private long pagedBytes;
    private int pagedSlots;
    private long recordedInClosed;
    private long sequenceAfterClosed;

    /**
     * A ring without blocks.
     *
     * @param storing whether closed blocks wait for being stored
     * @param cache reads the blocks that only the store has; null if there is no store
     */
    BlockRing(boolean storing, @Nullable BlockCache cache) {
        this.commits = new CommitQueue(storing);
        this.cache = cache;
        this.shared = new SharedBlocks(slots, cache);
    }

    /** A block as it is now, of the given size. */
    Block block(Slot slot, int visible) {
        return slot.block(visible, cache);
    }

    /** The blocks as they are now, those that are closed shared among all who ask. */
    BlockList blocks(int inOpen) {
        RecordingBlock open = open();
        Block last = open == null || inOpen == 0 ? null : block(slots.last(), inOpen);
        return shared.list(open == null ? slots.size() : slots.size() - 1, last);
    }

    int size() {
        return slots.size();
    }

    /** How much memory this takes, without what the slots hold. */
    long heldBytes() {
        return isEmpty() ? 0 : slots.heldBytes() + shared.heldBytes();
    }

    /** The index of the last block that begins at or before a sequence, or of the first one. */
    int floor(long sequence, int inOpen) {
        return slots.floor(sequence, open() != null && inOpen == 0 ? size() - 2 : size() - 1);
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    Slot get(int index) {
        return slots.get(index);
    }

    /** The block that is being recorded into, if there is one. */
    @Nullable
    RecordingBlock open() {
        return !slots.isEmpty() && slots.last().isOpen() ? slots.last().references : null;
    }

    long closedEvents() {
        return closedEvents;
    }

    /** The bytes of all closed blocks, those that only the store has included. */
    long closedBytes() {
        return closedBytes;
    }

    /** The bytes of the closed blocks in memory. */
    long memoryBytes() {
        return closedBytes - pagedBytes;
    }

    /** The bytes of the closed blocks that wait for being sealed. */
    long backlogBytes() {
        return unsealed.waitingBytes();
    }

    long unstoredBytes() {
        return commits.bytes();
    }

    long recordedInClosed() {
        return recordedInClosed;
    }

    long sequenceAfterClosed() {
        return sequenceAfterClosed;
    }

    /** From now on at least that. */
    void sequenceAfterClosed(long atLeast) {
        sequenceAfterClosed = Math.max(sequenceAfterClosed, atLeast);
    }

    void add(RecordingBlock open) {
        slots.addLast(new Slot(open));
    }

    /** Adds a closed block that the store gave. */
    void add(Slot slot) {
        slots.addLast(slot);
        recordedInClosed += slot.size();
        sequenceAfterClosed = Math.max(sequenceAfterClosed, slot.lastSequence() + 1);
        count(slot);
    }

    /** Puts a block back that only the store has, and that was lost, in front of the one at an index. */
    void insert(int index, Slot paged) {
        shared.clear();
        slots.add(index, paged);
        count(paged);
    }

    /** Puts a block back that only the memory has, and that was lost, where it belongs. */
    void insert(Slot closed) {
        int at = pagedSlots;
        while (at < slots.size() && !slots.get(at).isOpen() && slots.get(at).lastSequence() < closed.sequence(0)) {
            at++;
        }
        shared.clear();
        slots.add(at, closed);
        count(closed);
    }

    /** Takes a closed block into the accounts of the ring. */
    private void count(Slot slot) {
        closedEvents += slot.size();
        closedBytes += slot.bytes();
        if (slot.isPaged()) {
            pagedSlots++;
            pagedBytes += slot.bytes();
        }
    }

    /** Closes the last block if it is open. */
    void closeLast() {
        if (open() == null) {
            return;
        }
        Slot last = slots.last();
        int size = last.close();
        if (size == 0) {
            slots.removeLast();
            return;
        }
        count(last);
        recordedInClosed += size;
        sequenceAfterClosed = last.lastSequence() + 1;
        unsealed.add(last);
        commits.add(last);
    }

    boolean hasUnsealed() {
        return !unsealed.isEmpty();
    }

    /** Whether a block that begins before a sequence waits for somebody to seal it. */
    boolean hasUnsealed(long before) {
        return unsealed.hasBefore(before);
    }

    /** Lets blocks that could not be sealed wait for it again, since what is not sealed is not stored for good. */
    void retrySealing() {
        for (Slot slot : commits.slots()) {
            if (slot.sealed() == null && !slot.waiting && !slot.evicted) {
                unsealed.add(slot);
            }
        }
    }

    /** The oldest block that waits for being sealed, which it now does no longer; null if there is none. */
    @Nullable
    Slot takeUnsealed() {
        return unsealed.take();
    }

    /** A block was sealed. */
    void sealed(Slot slot, SealedBlock block) {
        if (slot.gone) {
            return;
        }
        settle(slot);
        long difference = slot.seal(block);
        closedBytes += slot.evicted ? 0 : difference;
        commits.resized(slot, difference);
    }

    /** A block no longer waits for being sealed. */
    void settle(Slot slot) {
        unsealed.settle(slot);
    }

    /** Whether any block that begins before a sequence is being sealed. */
    boolean isSealing(long before) {
        return commits.isSealing(before);
    }

    /**
     * Returns what the next commit is to store.
     *
     * @param request what the commit asks for
     * @param inOpen the number of events of the open block
     * @param bounds what bounds the drops of the commit
     * @param clears how often the history was cleared
     */
    PendingCommit pendingCommit(PendingCommit.Request request, int inOpen, DropPlanner.Bounds bounds, long clears) {
        RecordingBlock open = open();
        long next = open == null || inOpen == 0 ? sequenceAfterClosed : open.sequence(inOpen - 1) + 1;
        return commits.pendingCommit(
                request, inOpen > 0 ? slots.last() : null, inOpen, bounds, clears, lost(), breaks.list(next), next);
    }

    /** Notes that a commit is done; see {@link CommitQueue#stored}. */
    void stored(PendingCommit what, Map<Long, SealedBlock> written, long dropBefore) {
        commits.stored(what, written, dropBefore);
    }

    /**
     * Lets go of the oldest blocks that are not in the store, until the others have no more than so many bytes. The one of
     * which a part is committed, as a tail, stays.
     */
    List<SequenceRange> loseUnstored(long maxBytes, long committed) {
        SequenceRanges newlyLost = new SequenceRanges();
        for (Slot slot : commits.slots()) {
            if (commits.bytes() <= maxBytes) {
                break;
            }
            if (slot.sequence(0) > committed) {
                SequenceRange range = new SequenceRange(slot.sequence(0), slot.lastSequence());
                commits.addLost(range);
                if (slot.evicted) { // nobody misses it here; only the store has a gap, until it drops what is before
                    commits.discard(slot);
                } else {
                    remove(slot);
                    addLost(range);
                    newlyLost.add(range); // neighbours as one
                }
            }
        }
        return newlyLost.list();
    }

    /** Sets a damaged block of the store aside; returns whether it was there. */
    boolean quarantine(StoredBlock block, String why) {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (isOf(slot, block)) {
                remove(slot);
                commits.quarantine(block.firstSequence(), why);
                breaks.remove(block.firstSequence()); // a part of the gap from now on
                addLost(new SequenceRange(block.firstSequence(), block.lastSequence()));
                return true;
            }
        }
        return false;
    }

    /** Reconciles this with a store that was salvaged; see {@link Reconciliation#reconcile}. */
    List<SequenceRange> reconcile(StoreContents contents, long keptFrom, int blockEvents) {
        return Reconciliation.reconcile(this, commits, lost, contents, keptFrom, blockEvents);
    }

    /** Removes a block that the store no longer has. */
    void removeGone(StoredBlock block) {
        for (int i = 0; i < pagedSlots; i++) {
            Slot slot = slots.get(i);
            if (isOf(slot, block)) {
                remove(slot);
                return;
            }
        }
    }

    private static boolean isOf(Slot slot, StoredBlock block) {
        StoredBlock stored = slot.stored();
        return stored != null && stored.firstSequence() == block.firstSequence();
    }

    /** What was recorded, not evicted, and is lost: in order, nothing twice. */
    List<SequenceRange> lost() {
        return lost.list();
    }

    void addLost(SequenceRange range) {
        lost.add(range);
    }

    /** Adds events that another history has lost. */
    void addForeignLoss(SequenceRange range) {
        addLost(range);
        if (commits.isStoring()) {
            commits.addLost(range);
        }
    }

    /** Leaves the oldest blocks to the store, until no more than so many bytes are in memory or all others are not stored. */
    void page(long maxBytes) {
        while (memoryBytes() > maxBytes
                && pagedSlots < slots.size()
                && slots.get(pagedSlots).isStored()) {
            Slot slot = slots.get(pagedSlots++);
            slot.page();
            pagedBytes += slot.bytes();
        }
    }

    /** Evicts the oldest block. Where it is not stored yet, it stays among those that are to be. */
    Slot evictFirst() {
        Slot first = slots.removeFirst();
        first.forgetShared();
        leave(first);
        first.evicted = true;
        if (!commits.isStoring()) {
            first.gone = true;
        }
        return first;
    }

    /** The last sequence that only the store has, or -1. */
    long lastPagedSequence() {
        return pagedSlots == 0 ? -1 : slots.get(pagedSlots - 1).lastSequence();
    }

    /** How many blocks only the store has. They come first. */
    int pagedSlots() {
        return pagedSlots;
    }

    /** Removes the blocks from the end that only the memory has. */
    void removeUnpaged() {
        shared.clear();
        while (!slots.isEmpty() && !slots.last().isPaged()) {
            Slot last = slots.last();
            slots.removeLast();
            recordedInClosed -= last.size();
            forget(last);
        }
        sequenceAfterClosed = lastPagedSequence() + 1;
    }

    /** Forgets everything, to be filled again. */
    void reset() {
        clear();
        lost.clear();
        recordedInClosed = 0;
        sequenceAfterClosed = 0;
    }

    void clear() {
        shared.clear();
        while (!slots.isEmpty()) {
            Slot first = slots.removeFirst();
            leave(first);
            first.gone = true;
        }
        commits.clear();
        breaks.clear();
    }

    /** Takes a closed block that readers may still hold out of the accounts of the ring. */
    private void leave(Slot slot) {
        PagedBlock lent = slot.isPaged() ? slot.lent() : null;
        if (lent != null) {
            commits.leave(lent);
        }
        account(slot);
    }

    /** Removes a closed block that is lost or damaged, or that the store no longer has. */
    void remove(Slot slot) {
        shared.clear();
        slots.remove(slot);
        forget(slot);
    }

    /** Takes a closed block that is lost or damaged out of all accounts. */
    private void forget(Slot slot) {
        account(slot);
        commits.discard(slot);
    }

    private void account(Slot slot) {
        closedEvents -= slot.size();
        closedBytes -= slot.bytes();
        settle(slot);
        if (slot.isPaged()) {
            pagedSlots--;
            pagedBytes -= slot.bytes();
        }
    }

    /** The evicted blocks that are not stored yet, oldest first. */
    List<Block> evictedUnstored() {
        return commits.evicted();
    }
}

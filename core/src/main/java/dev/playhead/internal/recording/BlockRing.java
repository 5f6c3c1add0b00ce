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
 * The blocks of a {@link CircularBuffer}, oldest first, with counts of events and bytes. A closed block also waits in
 * the {@link SealingQueue} and, if the buffer writes a store, in the {@link CommitQueue}. Guarded by the buffer's lock.
 *
 * <pre>
 *   [ paged | paged | stored | stored | sealed | closed | open ]
 *     store only      memory and store  not yet stored
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
     * Creates a ring without blocks.
     *
     * @param storing whether closed blocks wait to be stored
     * @param cache reads the blocks that only the store has; null if there is no store
     */
    BlockRing(boolean storing, @Nullable BlockCache cache) {
        this.commits = new CommitQueue(storing);
        this.cache = cache;
        this.shared = new SharedBlocks(slots, cache);
    }

    /** Returns the current block of a slot. The block contains the given number of events. */
    Block block(Slot slot, int visible) {
        return slot.block(visible, cache);
    }

    /** Returns the current blocks. Closed blocks are shared among all callers. */
    BlockList blocks(int inOpen) {
        RecordingBlock open = open();
        Block last = open == null || inOpen == 0 ? null : block(slots.last(), inOpen);
        return shared.list(open == null ? slots.size() : slots.size() - 1, last);
    }

    int size() {
        return slots.size();
    }

    /** Returns the bytes of the slots and shared lists, without the blocks in the slots; 0 if there are no slots. */
    long heldBytes() {
        return isEmpty() ? 0 : slots.heldBytes() + shared.heldBytes();
    }

    /** Returns the index of the last block that begins at or before the given sequence; 0 if there is no such block. */
    int floor(long sequence, int inOpen) {
        return slots.floor(sequence, open() != null && inOpen == 0 ? size() - 2 : size() - 1);
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    Slot get(int index) {
        return slots.get(index);
    }

    /** Returns the open block; null if there is none. */
    @Nullable
    RecordingBlock open() {
        return !slots.isEmpty() && slots.last().isOpen() ? slots.last().references : null;
    }

    long closedEvents() {
        return closedEvents;
    }

    /** Returns the bytes of all closed blocks, including those that only the store has. */
    long closedBytes() {
        return closedBytes;
    }

    /** Returns the bytes of the closed blocks in memory. */
    long memoryBytes() {
        return closedBytes - pagedBytes;
    }

    /** Returns the bytes of the closed blocks that wait to be sealed or are being sealed. */
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

    /** Raises the sequence after the closed blocks to the given sequence, unless it is already higher. */
    void sequenceAfterClosed(long atLeast) {
        sequenceAfterClosed = Math.max(sequenceAfterClosed, atLeast);
    }

    /** Sets the number of the first block of an empty ring. Groups begin at the multiples of the group size. */
    void firstNumber(long number) {
        shared.clear();
        slots.firstNumber(number);
    }

    /** Returns the blocks of the oldest group to be indexed; see {@link SharedBlocks#unindexed}. */
    List<StoredIndexes.Member> unindexed(StoredIndexes indexes) {
        return shared.unindexed(indexes);
    }

    void add(RecordingBlock open) {
        slots.addLast(new Slot(open));
    }

    /** Adds a closed block or a tail of the store. */
    void add(Slot slot) {
        slots.addLast(slot);
        recordedInClosed += slot.size();
        sequenceAfterClosed = Math.max(sequenceAfterClosed, slot.lastSequence() + 1);
        count(slot);
    }

    /** Restores a lost block that only the store has. Inserts it before the block at the given index. */
    void insert(int index, Slot paged) {
        shared.clear();
        slots.add(index, paged);
        count(paged);
    }

    /** Inserts a new block with lost events that were found in tails, in the order of sequences. */
    void insert(Slot closed) {
        int at = pagedSlots;
        while (at < slots.size() && !slots.get(at).isOpen() && slots.get(at).lastSequence() < closed.sequence(0)) {
            at++;
        }
        shared.clear();
        slots.add(at, closed);
        count(closed);
    }

    /** Adds a closed block to the counts of the ring. */
    private void count(Slot slot) {
        closedEvents += slot.size();
        closedBytes += slot.bytes();
        if (slot.isPaged()) {
            pagedSlots++;
            pagedBytes += slot.bytes();
        }
    }

    /** Closes the last block if it is open, and removes it if it has no events. */
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

    /** Returns whether a block that begins before the given sequence waits for a thread to seal it. */
    boolean hasUnsealed(long before) {
        return unsealed.hasBefore(before);
    }

    /** Requeues unstored blocks that could not be sealed. Until they are sealed, they are stored only as tails. */
    void retrySealing() {
        for (Slot slot : commits.slots()) {
            if (slot.sealed() == null && !slot.waiting && !slot.evicted) {
                unsealed.add(slot);
            }
        }
    }

    /** Removes and returns the oldest block that waits to be sealed; null if there is none. */
    @Nullable
    Slot takeUnsealed() {
        return unsealed.take();
    }

    /** Replaces the references of a block with its sealed form. Does nothing if the block is {@link Slot#gone}. */
    void sealed(Slot slot, SealedBlock block) {
        if (slot.gone) {
            return;
        }
        settle(slot);
        long difference = slot.seal(block);
        closedBytes += slot.evicted ? 0 : difference;
        commits.resized(slot, difference);
    }

    /** Marks a block as no longer waiting to be sealed. */
    void settle(Slot slot) {
        unsealed.settle(slot);
    }

    /** Returns whether any block that begins before the given sequence is being sealed or waits to be sealed. */
    boolean isSealing(long before) {
        return commits.isSealing(before);
    }

    /**
     * Returns the contents of the next commit.
     *
     * @param request the request of the commit
     * @param inOpen the number of events in the open block
     * @param bounds the bounds on the drops of the commit
     * @param clears the number of times that the history was cleared
     */
    PendingCommit pendingCommit(PendingCommit.Request request, int inOpen, DropPlanner.Bounds bounds, long clears) {
        RecordingBlock open = open();
        long next = open == null || inOpen == 0 ? sequenceAfterClosed : open.sequence(inOpen - 1) + 1;
        return commits.pendingCommit(
                request, inOpen > 0 ? slots.last() : null, inOpen, bounds, clears, lost(), breaks.list(next), next);
    }

    /** Updates the queue after a commit; see {@link CommitQueue#stored}. */
    void stored(PendingCommit what, Map<Long, SealedBlock> written, long dropBefore) {
        commits.stored(what, written, dropBefore);
    }

    /**
     * Discards the oldest unstored blocks, until the remaining unstored blocks have at most {@code maxBytes} bytes.
     * Keeps a block if a part of it is committed as a tail. Returns the ranges of the discarded events that were not
     * evicted before.
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
                if (slot.evicted) { // already evicted, so only the store will have a gap
                    commits.discard(slot);
                } else {
                    remove(slot);
                    addLost(range);
                    newlyLost.add(range); // joins adjacent ranges
                }
            }
        }
        return newlyLost.list();
    }

    /** Quarantines a damaged block of the store if this ring contains the block. Returns whether it did. */
    boolean quarantine(StoredBlock block, String why) {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (isOf(slot, block)) {
                remove(slot);
                commits.quarantine(block.firstSequence(), why);
                breaks.remove(block.firstSequence()); // the break is now part of the gap
                addLost(new SequenceRange(block.firstSequence(), block.lastSequence()));
                return true;
            }
        }
        return false;
    }

    /** Reconciles this ring with a store that was salvaged; see {@link Reconciliation#reconcile}. */
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

    /**
     * Returns the sequences of the lost events, in order and without duplicates. Events that were evicted before they
     * were lost are not included.
     */
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

    /**
     * Releases the oldest blocks from memory until the remaining blocks take at most {@code maxBytes}, or the next
     * block is not stored yet.
     */
    void page(long maxBytes) {
        while (memoryBytes() > maxBytes
                && pagedSlots < slots.size()
                && slots.get(pagedSlots).isStored()) {
            Slot slot = slots.get(pagedSlots++);
            slot.page();
            pagedBytes += slot.bytes();
        }
    }

    /** Evicts the oldest block. If it is not stored yet, it remains in the queue of blocks to store. */
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

    /** Returns the last sequence of the blocks that only the store has; -1 if there are none. */
    long lastPagedSequence() {
        return pagedSlots == 0 ? -1 : slots.get(pagedSlots - 1).lastSequence();
    }

    /** Returns the number of blocks that only the store has. They are the first blocks of the ring. */
    int pagedSlots() {
        return pagedSlots;
    }

    /** Removes all blocks that are in memory. The blocks that only the store has remain. */
    void removeUnpaged() {
        while (!slots.isEmpty() && !slots.last().isPaged()) {
            Slot last = slots.last();
            slots.removeLast();
            recordedInClosed -= last.size();
            forget(last);
        }
        shared.clearFrom(slots.firstNumber() + slots.size());
        sequenceAfterClosed = lastPagedSequence() + 1;
    }

    /** Removes everything, so that the ring can be filled again. */
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

    /**
     * Subtracts a removed block from the counts. If readers may still read the block from the store, the commit queue
     * keeps track of it.
     */
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

    /** Subtracts a removed block from the counts, and removes it from the commit queue. */
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

    /** Returns the evicted blocks that are not stored yet, oldest first. */
    List<Block> evictedUnstored() {
        return commits.evicted();
    }
}

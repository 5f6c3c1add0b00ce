package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a {@link CircularBuffer}, oldest first, and the accounts of them: what is kept, what waits for being
 * sealed, what waits for being stored, what only the store has. Guarded by the buffer's lock.
 *
 * <pre>
 *   [ paged | paged | stored | stored | sealed | closed | open ]
 *     only the store has them   not yet stored
 * </pre>
 */
public final class BlockRing {
    private final boolean storing;
    private final @Nullable BlockCache cache;
    private final Ring slots = new Ring();
    private final Deque<Slot> unsealed = new ArrayDeque<>();
    /** Closed, and not in the store; evicted ones included. Empty where there is no store. */
    private final Deque<Slot> unstored = new ArrayDeque<>();
    /** Paged blocks that left the ring and that readers may still hold. */
    private final List<PagedBlock> leaving = new ArrayList<>();
    /** Damaged blocks by first sequence, until the store knows. */
    private final Map<Long, String> quarantined = new LinkedHashMap<>();

    private final List<SequenceRange> lost = new ArrayList<>();
    /** The lost ones of which the store does not know. */
    private final List<SequenceRange> untold = new ArrayList<>();

    private long closedEvents;
    private long closedBytes;
    private long backlogBytes;
    private long unstoredBytes;
    private long pagedBytes;
    private int pagedSlots;
    private long recordedInClosed;
    private long sequenceAfterClosed;

    /** A ring without blocks; storing says whether closed blocks wait for being stored. */
    BlockRing(boolean storing, @Nullable BlockCache cache) {
        this.storing = storing;
        this.cache = cache;
    }

    /** A block as it is now, of the given size. */
    Block block(Slot slot, int visible) {
        return slot.block(visible, cache);
    }

    int size() {
        return slots.size();
    }

    /** How much memory this takes, without what the slots hold. */
    long heldBytes() {
        return slots.heldBytes();
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

    long backlogBytes() {
        return backlogBytes;
    }

    long unstoredBytes() {
        return unstoredBytes;
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
        closedEvents += slot.size();
        closedBytes += slot.bytes();
        recordedInClosed += slot.size();
        sequenceAfterClosed = Math.max(sequenceAfterClosed, slot.lastSequence() + 1);
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
        closedEvents += size;
        closedBytes += last.bytes();
        backlogBytes += last.bytes();
        recordedInClosed += size;
        sequenceAfterClosed = last.lastSequence() + 1;
        last.waiting = true;
        unsealed.addLast(last);
        if (storing) {
            unstored.addLast(last);
            unstoredBytes += last.bytes();
        }
    }

    boolean hasUnsealed() {
        return !unsealed.isEmpty();
    }

    /** Whether a block that begins before a sequence waits for somebody to seal it. */
    boolean hasUnsealed(long before) {
        for (Slot slot : unsealed) {
            if (!slot.gone && !slot.evicted) {
                return slot.sequence(0) < before;
            }
        }
        return false;
    }

    /** Lets blocks that could not be sealed wait for it again, since what is not sealed is not stored for good. */
    void retrySealing() {
        for (Slot slot : unstored) {
            if (slot.sealed() == null && !slot.waiting && !slot.evicted) {
                slot.waiting = true;
                backlogBytes += slot.bytes();
                unsealed.addLast(slot);
            }
        }
    }

    /** The oldest block that waits for being sealed, which it now does no longer; null if there is none. */
    @Nullable
    Slot takeUnsealed() {
        Slot slot;
        do {
            slot = unsealed.pollFirst();
        } while (slot != null && (slot.gone || slot.evicted));
        return slot;
    }

    /** A block was sealed. */
    void sealed(Slot slot, SealedBlock block) {
        if (slot.gone) {
            return;
        }
        settle(slot);
        long difference = slot.seal(block);
        closedBytes += slot.evicted ? 0 : difference;
        unstoredBytes += storing && !slot.isStored() ? difference : 0;
    }

    /** A block no longer waits for being sealed. */
    void settle(Slot slot) {
        backlogBytes -= slot.waiting ? slot.bytes() : 0;
        slot.waiting = false;
    }

    /** Whether any block that begins before a sequence is being sealed. */
    boolean isSealing(long before) {
        for (Slot slot : unstored) {
            if (slot.sequence(0) >= before) {
                return false;
            }
            if (slot.waiting) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns what is not stored: closed blocks, oldest first, until they reach {@code maxBytes}; with {@code withTail}, also
     * the events of unsealed blocks.
     *
     * @param committed the sequence up to which everything is stored
     * @param before unsealed blocks that begin at this sequence or later are left out
     * @param inOpen the number of events of the open block
     * @param withTail whether events of unsealed blocks are returned
     * @param maxBytes about how many bytes of blocks to return
     * @param bounds what bounds the drops of the commit
     * @param clears how often the history was cleared
     */
    PendingCommit pendingCommit(
            long committed,
            long before,
            int inOpen,
            boolean withTail,
            long maxBytes,
            DropPlanner.Bounds bounds,
            long clears) {
        List<PendingCommit.Pending> blocks = new ArrayList<>();
        List<PendingCommit.Tail> tails = new ArrayList<>();
        long bytes = 0;
        long leftFrom = Long.MAX_VALUE; // the next part begins there, since this one has enough
        // Blocks are stored in order: what follows one that is not sealed yet goes as tail. Evicted blocks are encoded
        // only
        // when they are stored, since most are dropped without ever being stored.
        boolean inOrder = true;
        for (Slot slot : unstored) {
            inOrder &= slot.sealed() != null || slot.evicted;
            if (inOrder && bytes >= maxBytes) {
                leftFrom = slot.sequence(0);
                break;
            } else if (inOrder) {
                bytes += slot.bytes();
                blocks.add(PendingCommit.Pending.of(slot));
            } else if (withTail && slot.sequence(0) < before) {
                addTail(slot, slot.size(), committed, tails);
            }
        }
        if (withTail && inOpen > 0 && leftFrom == Long.MAX_VALUE) {
            Slot last = slots.last();
            if (last.sequence(0) < before) {
                addTail(last, inOpen, committed, tails);
            }
        }
        long end = leftFrom;
        return new PendingCommit(
                leftFrom < before,
                blocks,
                tails,
                bounds,
                clears,
                lost(),
                new LinkedHashMap<>(quarantined),
                untold.stream().filter(range -> range.first() < end).toList(),
                List.copyOf(leaving));
    }

    private void addTail(Slot slot, int size, long committed, List<PendingCommit.Tail> tails) {
        int from = 0;
        if (slot.sequence(0) <= committed) {
            int found = block(slot, size).indexOf(committed);
            from = found < 0 ? -found - 1 : found + 1;
        }
        if (from < size) {
            tails.add(new PendingCommit.Tail(block(slot, size), from, slot.lastRecordedAtMillis()));
        }
    }

    /**
     * Notes that a commit is done.
     *
     * @param what what was to be stored
     * @param written the stored blocks, by their first sequence; one that is absent was dropped by the same commit or, after a
     *     salvage, is still to be stored
     * @param dropBefore blocks that end before this sequence left the store
     */
    void stored(PendingCommit what, Map<Long, SealedBlock> written, long dropBefore) {
        for (PendingCommit.Pending pending : what.blocks()) {
            Slot slot = pending.slot();
            SealedBlock block = written.get(pending.firstSequence());
            if (block == null && pending.lastSequence() >= dropBefore) {
                continue; // still pending: the store was salvaged during the commit
            }
            if (!slot.gone) {
                unstored.remove(slot);
                unstoredBytes -= slot.bytes();
            }
            if (block != null) {
                slot.store(block);
            }
        }
        what.quarantined().keySet().forEach(quarantined::remove);
        untold.removeAll(what.lost());
        leaving.removeIf(block -> block.stored().lastSequence() < dropBefore);
    }

    /**
     * Lets go of the oldest blocks that are not in the store, until the others have no more than so many bytes. The one of
     * which a part is committed, as a tail, stays.
     */
    List<SequenceRange> loseUnstored(long maxBytes, long committed) {
        List<SequenceRange> ranges = new ArrayList<>();
        for (Slot slot : List.copyOf(unstored)) {
            if (unstoredBytes <= maxBytes) {
                break;
            }
            if (slot.sequence(0) > committed) {
                SequenceRange range = new SequenceRange(slot.sequence(0), slot.lastSequence());
                add(range, untold);
                if (slot.evicted) { // nobody misses it here; only the store has a gap, until it drops what is before
                    discard(slot);
                } else {
                    slots.remove(slot);
                    forget(slot);
                    addLost(range);
                    add(range, ranges); // neighbours as one
                }
            }
        }
        return ranges;
    }

    /** Sets a damaged block of the store aside; returns whether it was there. */
    boolean quarantine(StoredBlock block, String why) {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (isOf(slot, block)) {
                slots.remove(slot);
                forget(slot);
                quarantined.put(block.firstSequence(), why);
                addLost(new SequenceRange(block.firstSequence(), block.lastSequence()));
                return true;
            }
        }
        return false;
    }

    /**
     * Takes over what the store has made of itself: removes the blocks that only it had and has no more, and takes back what
     * was lost and is there. What it misses is lost, unless it is here.
     *
     * @param contents what the store has now
     * @param keptFrom the sequence before which everything is evicted, so that nothing of it is taken back
     * @param blockEvents how many events a block gets at most that is made of tails
     * @return what is lost now and was not before
     */
    List<SequenceRange> reconcile(StoreContents contents, long keptFrom, int blockEvents) {
        List<StoredBlock> stored = contents.blocks();
        Map<Long, StoredBlock> there = new HashMap<>();
        stored.forEach(block -> there.put(block.firstSequence(), block));
        List<SequenceRange> gone = new ArrayList<>();
        for (int i = slots.size() - 1; i >= 0; i--) {
            Slot slot = slots.get(i);
            if (!slot.isStored() || isSame(slot, there.get(slot.sequence(0)))) {
                continue;
            }
            if (!slot.isPaged()) {
                slot.unstore();
                unstored.addFirst(slot);
                unstoredBytes += slot.bytes();
            } else {
                gone.add(0, new SequenceRange(slot.sequence(0), slot.lastSequence()));
                slots.remove(slot);
                forget(slot);
            }
        }
        gone.forEach(this::addLost);
        int at = 0;
        for (StoredBlock block : stored) {
            while (at < pagedSlots && slots.get(at).lastSequence() < block.firstSequence()) {
                at++;
            }
            Slot next = at == slots.size() ? null : slots.get(at);
            boolean isFree = next == null || next.isOpen() || next.sequence(0) > block.lastSequence();
            if (block.firstSequence() >= keptFrom
                    && isFree
                    && isIn(lost, block.firstSequence(), block.lastSequence())) {
                takeBack(block, at);
                remove(block.firstSequence(), block.lastSequence(), lost);
                remove(block.firstSequence(), block.lastSequence(), gone);
            }
        }
        for (SealedBlock tail : lostOfTails(contents, keptFrom, blockEvents)) {
            takeBack(tail);
            remove(tail.header().firstSequence(), tail.header().lastSequence(), lost);
            remove(tail.header().firstSequence(), tail.header().lastSequence(), gone);
        }
        List<Slot> inOrder = new ArrayList<>(unstored);
        inOrder.sort(Comparator.comparingLong(slot -> slot.sequence(0)));
        unstored.clear();
        unstored.addAll(inOrder);
        List<SequenceRange> missing = new ArrayList<>(contents.gaps());
        remove(0, keptFrom - 1, missing);
        for (int i = 0; i < slots.size() && !slots.get(i).isOpen(); i++) {
            remove(slots.get(i).sequence(0), slots.get(i).lastSequence(), missing);
        }
        for (SequenceRange range : missing) {
            if (!isIn(lost, range.first(), range.last())) {
                add(range, gone);
            }
            addLost(range);
        }
        return gone;
    }

    /** Returns the lost events that are in tails, as blocks with nothing else in between. A tail is not split, if all is lost. */
    private List<SealedBlock> lostOfTails(StoreContents contents, long keptFrom, int blockEvents) {
        List<SequenceRange> between = new ArrayList<>(contents.gaps());
        for (int i = pagedSlots; i < slots.size() && !slots.get(i).isOpen(); i++) {
            between.add(new SequenceRange(slots.get(i).sequence(0), slots.get(i).lastSequence()));
        }
        List<SealedBlock> blocks = new ArrayList<>();
        BlockWriter writer = new BlockWriter(true);
        int events = 0;
        long last = -1;
        for (SealedBlock tail : contents.tail()) {
            boolean full = events + tail.size() > blockEvents;
            for (int i = 0; i < tail.size(); i++) {
                long sequence = tail.sequence(i);
                if (sequence < keptFrom || !isIn(lost, sequence, sequence)) {
                    continue;
                }
                if (events > 0 && (full || isIn(between, last + 1, sequence - 1))) {
                    blocks.add(SealedBlock.open(writer.seal()));
                    events = 0;
                }
                full = false;
                writer.add(sequence, tail.event(i).event(), tail.header().maxRecordedAtMillis());
                events++;
                last = sequence;
            }
        }
        if (events > 0) {
            blocks.add(SealedBlock.open(writer.seal()));
        }
        return blocks;
    }

    private static boolean isSame(Slot slot, @Nullable StoredBlock block) {
        return block != null && slot.lastSequence() == block.lastSequence() && slot.size() == block.size();
    }

    private static boolean isIn(List<SequenceRange> ranges, long first, long last) {
        return ranges.stream().anyMatch(range -> range.first() <= last && range.last() >= first);
    }

    private void takeBack(StoredBlock block, int at) {
        Slot slot = new Slot(block);
        slots.add(at, slot);
        pagedSlots++;
        pagedBytes += slot.bytes();
        closedEvents += slot.size();
        closedBytes += slot.bytes();
        quarantined.remove(block.firstSequence());
    }

    /** Takes back what was lost as a block in memory, which the next commit stores. */
    private void takeBack(SealedBlock block) {
        Slot slot = new Slot(block);
        int at = pagedSlots;
        while (at < slots.size()
                && !slots.get(at).isOpen()
                && slots.get(at).lastSequence() < block.header().firstSequence()) {
            at++;
        }
        slots.add(at, slot);
        closedEvents += slot.size();
        closedBytes += slot.bytes();
        unstored.addLast(slot);
        unstoredBytes += slot.bytes();
        quarantined.remove(block.header().firstSequence());
    }

    /** Cuts sequences out of ranges. */
    private static void remove(long first, long last, List<SequenceRange> ranges) {
        for (int i = ranges.size() - 1; i >= 0; i--) {
            SequenceRange range = ranges.get(i);
            if (range.first() > last || range.last() < first) {
                continue;
            }
            ranges.remove(i);
            if (range.last() > last) {
                ranges.add(i, new SequenceRange(last + 1, range.last()));
            }
            if (range.first() < first) {
                ranges.add(i, new SequenceRange(range.first(), first - 1));
            }
        }
    }

    /** Removes a block that the store no longer has. */
    void removeGone(StoredBlock block) {
        for (int i = 0; i < pagedSlots; i++) {
            Slot slot = slots.get(i);
            if (isOf(slot, block)) {
                slots.remove(slot);
                forget(slot);
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
        return List.copyOf(lost);
    }

    void addLost(SequenceRange range) {
        add(range, lost);
    }

    private static void add(SequenceRange range, List<SequenceRange> ranges) {
        ranges.add(range);
        ranges.sort(Comparator.comparingLong(SequenceRange::first));
        for (int i = ranges.size() - 1; i > 0; i--) {
            SequenceRange before = ranges.get(i - 1);
            SequenceRange after = ranges.get(i);
            if (after.first() <= before.last() + 1) {
                ranges.set(i - 1, new SequenceRange(before.first(), Math.max(before.last(), after.last())));
                ranges.remove(i);
            }
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
        leave(first);
        first.evicted = true;
        if (!storing) {
            first.gone = true;
        }
        return first;
    }

    /** The last sequence that only the store has, or -1. */
    long lastPagedSequence() {
        return pagedSlots == 0 ? -1 : slots.get(pagedSlots - 1).lastSequence();
    }

    /** Removes the blocks from the end that only the memory has. */
    void removeUnpaged() {
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
        while (!slots.isEmpty()) {
            Slot first = slots.removeFirst();
            leave(first);
            first.gone = true;
        }
        unstored.forEach(slot -> slot.gone = true);
        unstored.clear();
        unstoredBytes = 0;
    }

    /** Takes a closed block that readers may still hold out of the accounts of the ring. */
    private void leave(Slot slot) {
        PagedBlock lent = slot.isPaged() ? slot.lent() : null;
        if (lent != null && storing) {
            leaving.add(lent);
        }
        account(slot);
    }

    /** Takes a closed block that is lost or damaged out of all accounts. */
    private void forget(Slot slot) {
        account(slot);
        discard(slot);
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

    private void discard(Slot slot) {
        slot.gone = true;
        if (storing && !slot.isStored()) {
            unstored.remove(slot);
            unstoredBytes -= slot.bytes();
        }
    }

    /** The evicted blocks that are not stored yet, oldest first. */
    List<Block> evictedUnstored() {
        List<Block> blocks = new ArrayList<>();
        for (Slot slot : unstored) {
            if (!slot.evicted) {
                break; // evicted ones come first
            }
            blocks.add(block(slot, slot.size()));
        }
        return blocks;
    }
}

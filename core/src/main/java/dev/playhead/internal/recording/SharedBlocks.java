package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BlockGroup;
import dev.playhead.block.BlockList;
import dev.playhead.block.EventIndex;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.SharedIndex;
import dev.playhead.storage.spi.StoredBlock;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of the closed blocks of a ring, divided into parts that all readers share. A part's list of blocks is kept
 * until blocks are added to the part, removed from it or replaced by other objects, or until the blocks are renumbered.
 * It is also rebuilt if it was garbage-collected, which is possible if only readers hold it (see below). A part begins
 * with a block whose number is a multiple of {@link EventIndex#BLOCKS}, or with the first block of the ring. A full
 * part also keeps its {@link EventIndex}. If a ring is filled from a store, its blocks are numbered so that parts begin
 * where the stored indexes begin.
 *
 * <p>If a part contains blocks that only the store has, only readers hold a strong reference to the list of its blocks.
 * The ring can therefore detect whether readers still hold such a block (see {@link Slot#lent()}). The index of the
 * part is kept. Guarded by the buffer's lock.
 */
final class SharedBlocks {
    /** The size of this object and its list, without the parts. */
    private static final int OWN_BYTES = 32 + 24;

    /** The size of a part with its group and the holder of its index, without the blocks and the index. */
    private static final int PART_BYTES = 160;

    private final Ring slots;
    private final @Nullable BlockCache cache;
    private final List<Part> parts = new ArrayList<>();
    /** The number of the first part: the number of its first block, divided by the size of parts. */
    private long firstPart;

    SharedBlocks(Ring slots, @Nullable BlockCache cache) {
        this.slots = slots;
        this.cache = cache;
    }

    /** A part of the list, and the index of its blocks. */
    static final class Part {
        private @Nullable BlockGroup group;
        private @Nullable Reference<BlockGroup> lent;
        private SharedIndex index;
        private final @Nullable BlockCache cache;
        private long from;
        private long to;

        Part(@Nullable BlockCache cache) {
            this.cache = cache;
            this.index = newIndex();
        }

        private SharedIndex newIndex() {
            return cache == null ? new SharedIndex() : new SharedIndex(cache.indexes()::read);
        }

        /**
         * Causes the group to be rebuilt when it is next requested, for example because one of its blocks was replaced
         * by a different object. Keeps the index, which depends only on the contents of the blocks.
         */
        void forget() {
            group = null;
            lent = null;
        }

        private @Nullable BlockGroup current(long first, long end) {
            if (from != first || to != end) {
                forget();
                index = newIndex();
                from = first;
                to = end;
            }
            return lent == null ? group : lent.get();
        }
    }

    /** Removes all parts, because the blocks are renumbered. */
    void clear() {
        parts.clear();
    }

    /**
     * Removes the parts for the given block number and all higher ones, because other blocks will get these numbers.
     */
    void clearFrom(long number) {
        while (!parts.isEmpty() && firstPart + parts.size() > number / EventIndex.BLOCKS) {
            parts.remove(parts.size() - 1);
        }
    }

    /**
     * Returns the current blocks.
     *
     * @param closed the number of closed slots, which are the first slots of the ring
     * @param last the open block; null if it has no events
     */
    BlockList list(int closed, @Nullable Block last) {
        long first = slots.firstNumber();
        long end = first + closed;
        while (!parts.isEmpty() && firstPart < first / EventIndex.BLOCKS) {
            parts.remove(0);
            firstPart++;
        }
        if (parts.isEmpty()) {
            firstPart = first / EventIndex.BLOCKS;
        }
        while (firstPart + parts.size() < (end + EventIndex.BLOCKS - 1) / EventIndex.BLOCKS) {
            parts.add(new Part(cache));
        }
        List<BlockGroup> groups = new ArrayList<>(parts.size());
        long number = firstPart;
        long room = cache == null ? Long.MAX_VALUE : cache.indexBytes();
        for (Part part : parts) {
            long from = Math.max(first, number * EventIndex.BLOCKS);
            long to = Math.min(end, ++number * EventIndex.BLOCKS);
            if (from >= to) {
                break;
            }
            BlockGroup group = part.current(from, to);
            if (group == null) {
                group = made(part, (int) (from - first), (int) (to - first), room);
            }
            room -= group.indexBytes();
            groups.add(group);
        }
        return new BlockList(groups, last);
    }

    private BlockGroup made(Part part, int from, int to, long room) {
        List<Block> blocks = new ArrayList<>(to - from);
        long events = 0;
        boolean paged = false;
        for (int i = from; i < to; i++) {
            Slot slot = slots.get(i);
            slot.part = part;
            paged |= slot.isPaged();
            events += slot.size();
            Block block = slot.block(slot.size(), cache);
            if (block instanceof PagedBlock inStore) {
                inStore.indexedBy(part.index);
            }
            blocks.add(block);
        }
        // An index takes at most one byte per event.
        part.index.setBeyondBudget(part.index.memoryBytes() == 0 && events > room);
        BlockGroup group = new BlockGroup(blocks, part.index);
        part.group = paged ? null : group;
        part.lent = paged ? new WeakReference<>(group) : null;
        return group;
    }

    /**
     * Returns the blocks of the oldest full part to be indexed. All blocks of the part are stored, no stored index
     * covers any of them, and this session has not tried to build their index.
     *
     * @param indexes the stored indexes
     * @return the blocks; empty if there is no such part
     */
    List<StoredIndexes.Member> unindexed(StoredIndexes indexes) {
        long first = slots.firstNumber();
        int from = (int) Math.floorMod(-first, (long) EventIndex.BLOCKS);
        for (; slots.size() - from >= EventIndex.BLOCKS; from += EventIndex.BLOCKS) {
            StoredBlock begin = slots.get(from).stored();
            StoredBlock end = slots.get(from + EventIndex.BLOCKS - 1).stored();
            if (begin == null || end == null) {
                break;
            }
            List<StoredIndexes.Member> members =
                    indexes.isDone(begin.firstSequence(), end.lastSequence()) ? List.of() : members(from);
            if (!members.isEmpty()) {
                return members;
            }
        }
        return List.of();
    }

    /**
     * Returns the blocks of a full part, given the index of its first slot; empty if one of the blocks is not stored.
     */
    private List<StoredIndexes.Member> members(int from) {
        List<StoredIndexes.Member> members = new ArrayList<>(EventIndex.BLOCKS);
        for (int i = from; i < from + EventIndex.BLOCKS; i++) {
            StoredBlock stored = slots.get(i).stored();
            if (stored == null) {
                return List.of();
            }
            SealedBlock sealed = slots.get(i).sealed();
            members.add(new StoredIndexes.Member(stored, sealed == null ? null : sealed.header()));
        }
        return members;
    }

    /** Returns the number of bytes that the parts and their indexes take. */
    long heldBytes() {
        long bytes = OWN_BYTES + (parts.isEmpty() ? 0 : 56 + 4L * parts.size());
        for (Part part : parts) {
            bytes += PART_BYTES + 4 * (part.to - part.from) + part.index.memoryBytes();
        }
        return bytes;
    }
}

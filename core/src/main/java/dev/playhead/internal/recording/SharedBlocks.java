package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BlockGroup;
import dev.playhead.block.BlockList;
import dev.playhead.block.EventIndex;
import dev.playhead.block.SharedIndex;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of the closed blocks of a ring, in parts that all readers share: only a part in which something has changed is made
 * anew. A part begins at a multiple of {@link EventIndex#BLOCKS} in the count of all blocks that ever were in the ring, or where
 * the ring begins; one that is full keeps its {@link EventIndex}, too.
 *
 * <p>Parts with blocks that only the store has are held by their readers alone, since the store must not drop a block that
 * somebody may read (see {@link BlockRing}); their index stays. Guarded by the buffer's lock.
 */
final class SharedBlocks {
    /** Of this object and its list, without the parts. */
    private static final int OWN_BYTES = 32 + 24;

    /** Of a part with its group and the place of its index, without the blocks and the index. */
    private static final int PART_BYTES = 136;

    private final Ring slots;
    private final @Nullable BlockCache cache;
    private final List<Part> parts = new ArrayList<>();
    /** The number of the first part: that of its first block, divided by the size of parts. */
    private long firstPart;

    SharedBlocks(Ring slots, @Nullable BlockCache cache) {
        this.slots = slots;
        this.cache = cache;
    }

    /** A part of the list, and the index of its blocks. */
    static final class Part {
        private @Nullable BlockGroup group;
        private @Nullable Reference<BlockGroup> lent;
        private SharedIndex index = new SharedIndex();
        private long from;
        private long to;

        /** Lets it be made anew, since a block has become another object. What is in the blocks stays. */
        void forget() {
            group = null;
            lent = null;
        }

        private @Nullable BlockGroup current(long first, long end) {
            if (from != first || to != end) {
                forget();
                index = new SharedIndex();
                from = first;
                to = end;
            }
            return lent == null ? group : lent.get();
        }
    }

    /** Forgets everything, since blocks get other numbers. */
    void clear() {
        parts.clear();
    }

    /**
     * The blocks as they are now.
     *
     * @param closed how many of the slots are closed; they come first
     * @param last the block that is open; null if it has no events
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
            parts.add(new Part());
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
        // An index takes a byte for each event at most.
        boolean fits = part.index.memoryBytes() > 0 || events <= room;
        BlockGroup group = new BlockGroup(blocks, fits ? part.index : null);
        part.group = paged ? null : group;
        part.lent = paged ? new WeakReference<>(group) : null;
        return group;
    }

    /** How much memory the parts and their indexes take. */
    long heldBytes() {
        long bytes = OWN_BYTES + (parts.isEmpty() ? 0 : 56 + 4L * parts.size());
        for (Part part : parts) {
            bytes += PART_BYTES + 4 * (part.to - part.from) + part.index.memoryBytes();
        }
        return bytes;
    }
}

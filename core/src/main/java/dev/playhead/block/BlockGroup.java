package dev.playhead.block;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive blocks of a {@link BlockList}. A group of {@link EventIndex#BLOCKS} blocks may have an index of its
 * blocks, which is read or built when the index is needed. A group is shared by all lists that contain it.
 *
 * <p><b>Threading.</b> Safe for use by multiple threads. Two threads may both build the index, with equal results.
 */
public final class BlockGroup {
    private final List<Block> blocks;
    private final long events;
    private final @Nullable SharedIndex shared;

    /**
     * Creates a group.
     *
     * @param blocks the blocks, at least one and at most {@link EventIndex#BLOCKS}; copied
     * @param shared the holder of the index of exactly these blocks; null for a group without an index. Ignored unless
     *     there are exactly {@link EventIndex#BLOCKS} blocks
     */
    public BlockGroup(List<? extends Block> blocks, @Nullable SharedIndex shared) {
        this.blocks = List.copyOf(blocks);
        this.shared = blocks.size() == EventIndex.BLOCKS ? shared : null;
        long number = 0;
        for (Block block : this.blocks) {
            number += block.size();
        }
        this.events = number;
    }

    /**
     * Returns the part of a memory budget that the index takes. Before the index is built, this is an upper bound.
     *
     * @return the size in bytes; 0 if the group can have no index, or if the index does not fit into the budget
     */
    public long indexBytes() {
        return shared == null ? 0 : shared.budgetBytes(events); // an index takes at most one byte for each event
    }

    List<Block> blocks() {
        return blocks;
    }

    int size() {
        return blocks.size();
    }

    long events() {
        return events;
    }

    /** Returns the index if it is in memory; otherwise null. */
    @Nullable
    EventIndex known() {
        return shared == null ? null : shared.index();
    }

    /** Returns the index, and reads or builds it if necessary. Returns null if the index cannot be built. */
    @Nullable
    EventIndex made() {
        return shared == null ? null : shared.make(blocks);
    }

    /**
     * Returns the index for a query that may end within this group. If the index is neither in memory nor stored, this
     * method returns null for the first such query, and builds the index for the second query.
     */
    @Nullable
    EventIndex wanted() {
        return shared == null ? null : shared.wanted(blocks);
    }
}

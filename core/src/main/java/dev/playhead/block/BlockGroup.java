package dev.playhead.block;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive blocks of a {@link BlockList}, and the index of these blocks, which is built when it is needed. A group
 * is shared by all lists that contain it.
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
     * @return the size in bytes; 0 for a group that has no index, or whose index does not fit into the budget
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

    /** Returns the index if it is already built; otherwise null. */
    @Nullable
    EventIndex known() {
        return shared == null ? null : shared.index();
    }

    /** Builds the index if necessary, and returns it. Returns null if the index cannot be built. */
    @Nullable
    EventIndex made() {
        return shared == null ? null : shared.make(blocks);
    }

    /**
     * Returns the index for a query that may end within this group. If no index is stored, this method returns null for
     * the first such query, and builds the index for the second query.
     */
    @Nullable
    EventIndex wanted() {
        return shared == null ? null : shared.wanted(blocks);
    }
}

package dev.playhead.block;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive blocks of a {@link BlockList}, shared by all lists that have them, and their index once it is wanted.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Two of them may both make the index, to the same effect.
 */
public final class BlockGroup {
    private final List<Block> blocks;
    private final long events;
    private final @Nullable SharedIndex shared;

    /**
     * A group.
     *
     * @param blocks the blocks, at least one and at most {@link EventIndex#BLOCKS}; copied
     * @param shared where the index of just these blocks is kept; null if there is to be none
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
     * Returns how much memory the index takes at most.
     *
     * @return how many bytes; 0 if there is to be none
     */
    public long indexBytes() {
        long now = shared == null ? 0 : shared.memoryBytes();
        return shared == null || now > 0 ? now : events;
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

    /** The index, if it is there already. */
    @Nullable
    EventIndex known() {
        return shared == null ? null : shared.index();
    }

    /** The index, made now if it can be; null if it cannot. */
    @Nullable
    EventIndex made() {
        return shared == null ? null : shared.make(blocks);
    }

    /** The index for a question that may end within this group: made when a second one asks. */
    @Nullable
    EventIndex wanted() {
        return shared == null ? null : shared.wanted(blocks);
    }
}

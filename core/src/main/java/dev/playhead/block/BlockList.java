package dev.playhead.block;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list of the blocks of an {@link EventSlice}, stored in groups that many slices share. A slice with 100,000 blocks
 * has about a hundred groups.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class BlockList extends AbstractList<Block> implements RandomAccess {
    private final List<BlockGroup> groups;
    /**
     * The number of blocks that the first group lacks compared to a full group; 0 if there are fewer than two groups.
     */
    private final int missing;

    private final int closed;
    private final @Nullable Block last;

    /**
     * Creates a list.
     *
     * @param groups the groups in order; each group except the first and the last has {@link EventIndex#BLOCKS} blocks;
     *     copied
     * @param last an additional block at the end; null for none
     */
    public BlockList(List<BlockGroup> groups, @Nullable Block last) {
        this.groups = List.copyOf(groups);
        this.last = last;
        int number = this.groups.size();
        this.missing = number < 2 ? 0 : EventIndex.BLOCKS - this.groups.get(0).size();
        this.closed = number == 0
                ? 0
                : (number - 1) * EventIndex.BLOCKS
                        - missing
                        + this.groups.get(number - 1).size();
    }

    @Override
    public int size() {
        return last == null ? closed : closed + 1;
    }

    @Override
    public Block get(int index) {
        Objects.checkIndex(index, size());
        if (index == closed && last != null) {
            return last;
        }
        int at = index + missing;
        int group = at / EventIndex.BLOCKS;
        return groups.get(group).blocks().get(group == 0 ? index : at % EventIndex.BLOCKS);
    }

    /** Returns the group that contains the block with the given number, or null if that block is in no group. */
    @Nullable
    BlockGroup group(int block) {
        return block < closed ? groups.get((block + missing) / EventIndex.BLOCKS) : null;
    }

    /** Returns the number of the first block in the group that contains the block with the given number. */
    int groupStart(int block) {
        return Math.max(0, (block + missing) / EventIndex.BLOCKS * EventIndex.BLOCKS - missing);
    }

    /** Returns the total number of events in all blocks. */
    long events() {
        long events = last == null ? 0 : last.size();
        for (BlockGroup group : groups) {
            events += group.events();
        }
        return events;
    }

    /**
     * Returns a list of the first {@code number} blocks. The two lists share the groups that the new list contains
     * entirely.
     */
    BlockList first(int number) {
        if (number >= size()) {
            return this;
        }
        int whole = 0;
        int blocks = 0;
        while (whole < groups.size() && blocks + groups.get(whole).size() <= number) {
            blocks += groups.get(whole++).size();
        }
        List<BlockGroup> kept = new ArrayList<>(groups.subList(0, whole));
        if (blocks < number) {
            kept.add(new BlockGroup(groups.get(whole).blocks().subList(0, number - blocks), null));
        }
        return new BlockList(kept, null);
    }
}

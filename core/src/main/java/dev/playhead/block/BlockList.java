package dev.playhead.block;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a run in groups that many runs share, so that a run of 100,000 blocks is made of a hundred parts.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class BlockList extends AbstractList<Block> implements RandomAccess {
    private final List<BlockGroup> groups;
    /** By how many blocks the first group is shorter than the others. */
    private final int missing;

    private final int closed;
    private final @Nullable Block last;

    /**
     * A list.
     *
     * @param groups the groups in order, all but the first and the last of {@link EventIndex#BLOCKS} blocks; copied
     * @param last one more block; null for none
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

    /** The group that has a block; null for one that is in none. */
    @Nullable
    BlockGroup group(int block) {
        return block < closed ? groups.get((block + missing) / EventIndex.BLOCKS) : null;
    }

    /** The number of the first block of the group that has a block. */
    int groupStart(int block) {
        return Math.max(0, (block + missing) / EventIndex.BLOCKS * EventIndex.BLOCKS - missing);
    }

    /** The number of events of all blocks. */
    long events() {
        long events = last == null ? 0 : last.size();
        for (BlockGroup group : groups) {
            events += group.events();
        }
        return events;
    }

    /** The first blocks, in the same groups as far as these are whole. */
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

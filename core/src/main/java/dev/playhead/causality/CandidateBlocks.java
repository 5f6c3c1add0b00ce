package dev.playhead.causality;

import dev.playhead.block.Block;
import dev.playhead.block.BlockHeader;
import dev.playhead.block.EventIndex;
import dev.playhead.block.EventSlice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A selection of those blocks of an {@link EventSlice} whose events may have one of several values. Values can be added
 * during a walk over the blocks.
 *
 * <p>A search for effects can skip all other blocks. The values are the names of the root and of the effects found so
 * far. The cause of the first effect in a block is the root or an effect in an earlier block, so the name of this cause
 * is one of the values. A block without any of the values has no effects.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class CandidateBlocks {
    private final EventSlice run;
    private final String field;
    private final List<Object> values = new ArrayList<>();
    /**
     * The first block of the current group. A group is the blocks that have an index in common, or a single block. The
     * group ends before the block {@code end}.
     */
    private int first;

    private int end;
    private boolean anyField;
    private @Nullable EventIndex index;
    /** The candidates of the group, relative to {@code first}. Used if the group has an index. */
    private BitSet selected = new BitSet();

    /**
     * Creates a selection.
     *
     * @param run the events to search
     * @param field the field that has the values; a block without an index is a candidate only if it may have this
     *     field
     */
    CandidateBlocks(EventSlice run, String field) {
        this.run = run;
        this.field = field;
    }

    /** Makes blocks candidates even if they do not have the field, because a value may be in another field. */
    void acceptAnyField() {
        anyField = true;
    }

    /** Adds a value: a string or a number. */
    void add(Object value) {
        values.add(value);
        EventIndex known = index;
        if (known != null) {
            selected.or(BitSet.valueOf(known.mayHaveValue(value)));
        }
    }

    /** {@return the first candidate at or after a block; the number of blocks if there is none} */
    int next(int from) {
        int block = from;
        int blocks = run.blocks().size();
        while (block < blocks) {
            enter(block);
            if (index != null) {
                int found = selected.nextSetBit(block - first);
                if (found >= 0 && first + found < end) {
                    return first + found;
                }
                block = end;
            } else if (mayHaveAny(run.blocks().get(block))) {
                return block;
            } else {
                block++;
            }
        }
        return blocks;
    }

    private void enter(int block) {
        if (block >= first && block < end) {
            return;
        }
        first = run.groupStart(block);
        end = run.groupEnd(block);
        EventIndex found = run.index(block, true);
        index = found;
        selected = new BitSet();
        if (found != null) {
            values.forEach(value -> selected.or(BitSet.valueOf(found.mayHaveValue(value))));
        }
    }

    private boolean mayHaveAny(Block block) {
        BlockHeader header = block.knownHeader();
        return header == null
                || ((anyField || header.mayHaveField(field)) && values.stream().anyMatch(header::mayHaveValue));
    }
}

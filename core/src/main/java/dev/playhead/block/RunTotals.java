package dev.playhead.block;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;

/**
 * Totals over an {@link EventSlice}, computed part by part. For a group of blocks that is entirely in the slice, the
 * index of the group is used, if it is available. For any other block, the totals of the block are used, or its single
 * events if only part of the block is in the slice.
 */
final class RunTotals {
    private RunTotals() {}

    /** A function that returns the name of an event, such as its type. */
    interface NameOf {
        String at(Block block, int position);
    }

    /** Returns the number of events with each name. */
    static SortedMap<String, Long> counts(
            EventSlice run,
            BiConsumer<EventIndex, ObjIntConsumer<String>> ofGroup,
            BiConsumer<Block, ObjIntConsumer<String>> ofBlock,
            NameOf name) {
        SortedMap<String, Long> counts = new TreeMap<>();
        ObjIntConsumer<String> sum = (text, count) -> counts.merge(text, (long) count, Long::sum);
        for (int b = 0; b < run.blocks().size(); b++) {
            Block block = run.blocks().get(b);
            EventIndex index = run.wholeGroup(b, false); // a single count does not justify building an index
            if (index != null) {
                ofGroup.accept(index, sum);
                b = run.groupEnd(b) - 1;
            } else if (run.isWhole(b)) {
                ofBlock.accept(block, sum);
            } else {
                for (int i = run.begin(b); i < run.end(b); i++) {
                    counts.merge(name.at(block, i), 1L, Long::sum);
                }
            }
        }
        return counts;
    }

    /**
     * Returns the earliest or the latest timestamp of all events, if there are events.
     *
     * @param better returns the earlier, or the later, of two timestamps
     */
    static Optional<Instant> extreme(
            EventSlice run,
            Function<EventIndex, Instant> ofGroup,
            Function<Block, Instant> ofBlock,
            BinaryOperator<Instant> better) {
        Instant best = null;
        for (int b = 0; b < run.blocks().size(); b++) {
            EventIndex index = run.isWhole(b) && run.groupStart(b) == b ? run.knownIndex(b) : null;
            if (index != null && run.isWhole(run.groupEnd(b) - 1)) {
                Instant ofIndex = ofGroup.apply(index);
                best = best == null ? ofIndex : better.apply(best, ofIndex);
                b = run.groupEnd(b) - 1;
                continue;
            }
            Block block = run.blocks().get(b);
            Instant first = run.isWhole(b) ? ofBlock.apply(block) : block.timestamp(run.begin(b));
            best = best == null ? first : better.apply(best, first);
            for (int i = run.begin(b) + 1; i < run.end(b) && !run.isWhole(b); i++) {
                best = better.apply(best, block.timestamp(i));
            }
        }
        return Optional.ofNullable(best);
    }
}

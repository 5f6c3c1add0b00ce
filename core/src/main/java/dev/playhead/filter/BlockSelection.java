package dev.playhead.filter;

import dev.playhead.block.EventIndex;
import dev.playhead.block.EventSlice;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A selection of those blocks of an {@link EventSlice} that have to be searched. The blocks of a slice may be in
 * groups, and a group may have an {@link EventIndex}. If that index can evaluate the filter, the selection contains the
 * blocks of the group that may contain matching events. It contains all blocks of the other groups.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class BlockSelection {
    private final EventSlice run;
    private final EventFilter filter;
    private final boolean indexed;
    /** Whether the search extends over all blocks. If so, a missing index is built immediately. */
    private final boolean all;
    /** The first and the last block with a sequence that the filter allows. */
    private final int low;

    private final int high;
    /** The first block of the group that was examined last. The group's last block is {@code end - 1}. */
    private int first;

    private int end;
    /**
     * Those blocks of the group that have to be searched, as a bit set relative to {@code first}; null for all blocks.
     */
    private long @Nullable [] selected;

    BlockSelection(EventSlice run, EventFilter filter, boolean all) {
        this.run = run;
        this.filter = filter;
        this.indexed = isIndexed(filter);
        this.all = all;
        long[] sequences = {Long.MIN_VALUE, Long.MAX_VALUE};
        narrow(filter, sequences);
        boolean isNone = run.isEmpty() || sequences[0] > sequences[1] || sequences[1] < run.firstSequence();
        this.low = isNone || sequences[0] == Long.MIN_VALUE ? 0 : run.blockAfter(sequences[0]);
        this.high = isNone ? -1 : run.blockAfter(sequences[1]);
    }

    /** Narrows a range of sequences, {from, to}, to those that the filter allows. */
    private static void narrow(EventFilter filter, long[] sequences) {
        if (filter instanceof Conditions.And and) {
            and.parts().forEach(part -> narrow(part, sequences));
        } else if (filter instanceof Conditions.Sequence range) {
            sequences[0] = Math.max(sequences[0], range.from());
            sequences[1] = Math.min(sequences[1], range.to());
        }
    }

    /** Returns whether an index can rule out single blocks of its group for the filter. */
    private static boolean isIndexed(EventFilter filter) {
        if (filter instanceof Conditions.And and) {
            return and.parts().stream().anyMatch(BlockSelection::isIndexed);
        }
        if (filter instanceof Conditions.Or or) {
            return or.parts().stream().allMatch(BlockSelection::isIndexed);
        }
        return filter instanceof Conditions.Type
                || filter instanceof Conditions.Types
                || filter instanceof Conditions.Source
                || filter instanceof Conditions.Payload
                || (filter instanceof Conditions.PayloadField field && isSketched(field.value()))
                || (filter instanceof Conditions.MetadataField meta && isSketched(meta.value()));
    }

    private static boolean isSketched(@Nullable Object value) {
        return value instanceof String || value instanceof Number;
    }

    /**
     * Returns the first block, at or after {@code from}, that has to be searched; the number of blocks if there is
     * none.
     */
    int next(int from) {
        int blocks = run.blocks().size();
        int block = Math.max(from, low);
        while (indexed && block <= high) {
            enter(block);
            if (selected == null) {
                return block;
            }
            int found = Positions.next(selected, block - first);
            if (found >= 0 && first + found < end) {
                block = first + found;
                return block <= high ? block : blocks;
            }
            block = end;
        }
        return block <= high ? block : blocks;
    }

    /** Returns the last block, at or before {@code from}, that has to be searched; -1 if there is none. */
    int previous(int from) {
        int block = Math.min(from, high);
        while (indexed && block >= low) {
            enter(block);
            if (selected == null) {
                return block;
            }
            int found = Positions.previous(selected, block - first);
            if (found >= 0) {
                block = first + found;
                return block >= low ? block : -1;
            }
            block = first - 1;
        }
        return block >= low ? block : -1;
    }

    private void enter(int block) {
        if (block >= first && block < end) {
            return;
        }
        first = run.groupStart(block);
        end = run.groupEnd(block);
        selected = null;
        EventIndex index = run.index(block, all);
        if (index != null) {
            selected = select(index, filter);
        }
    }

    private static long[] select(EventIndex index, EventFilter filter) {
        if (filter instanceof Conditions.And and) {
            long[] found = EventIndex.all();
            for (EventFilter part : and.parts()) {
                long[] of = select(index, part);
                for (int i = 0; i < found.length; i++) {
                    found[i] &= of[i];
                }
            }
            return found;
        }
        if (filter instanceof Conditions.Or or) {
            long[] found = EventIndex.none();
            for (EventFilter part : or.parts()) {
                long[] of = select(index, part);
                for (int i = 0; i < found.length; i++) {
                    found[i] |= of[i];
                }
            }
            return found;
        }
        Predicate<String> types = types(filter);
        if (types != null) {
            return index.typesMatching(types);
        }
        Predicate<String> sources = sources(filter);
        if (sources != null) {
            return index.sourcesMatching(sources);
        }
        if (filter instanceof Conditions.Time time) {
            return index.timeBetween(time.from(), time.to());
        }
        if (filter instanceof Conditions.PayloadField field) {
            return index.mayHaveValue(field.value());
        }
        if (filter instanceof Conditions.MetadataField field) {
            return index.mayHaveValue(field.value());
        }
        return filter instanceof Conditions.Payload payload
                ? index.mayContain(payload.partial())
                : EventIndex.all(); // negations, sequences and predicates are evaluated on the blocks
    }

    /** Returns the condition on the type to which a filter is equivalent; null if there is none. */
    static @Nullable Predicate<String> types(EventFilter filter) {
        if (filter instanceof Conditions.Type type) {
            return type::testType;
        }
        return filter instanceof Conditions.Types types ? types.types()::contains : null;
    }

    /** Returns the condition on the source to which a filter is equivalent; null if there is none. */
    static @Nullable Predicate<String> sources(EventFilter filter) {
        return filter instanceof Conditions.Source source ? source::testSource : null;
    }

    /** Returns whether the index of a group alone provides the number of matching events in the group. */
    boolean countsGroups() {
        return types(filter) != null || sources(filter) != null;
    }

    /**
     * Returns the number of matching events of a whole group. Must only be called if {@link #countsGroups} returns
     * true.
     */
    long count(EventIndex index) {
        long[] count = {0};
        Predicate<String> types = types(filter);
        Predicate<String> matches = types != null
                ? types
                : Objects.requireNonNull(sources(filter), "the filter depends on more than names");
        ObjIntConsumer<String> add = (name, events) -> count[0] += matches.test(name) ? events : 0;
        if (types != null) {
            index.countTypes(add);
        } else {
            index.countSources(add);
        }
        return count[0];
    }
}

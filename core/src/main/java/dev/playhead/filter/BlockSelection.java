package dev.playhead.filter;

import dev.playhead.block.EventIndex;
import dev.playhead.block.EventSlice;
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
        int block = from;
        int blocks = run.blocks().size();
        while (indexed && block < blocks) {
            enter(block);
            if (selected == null) {
                return block;
            }
            int found = Positions.next(selected, block - first);
            if (found >= 0 && first + found < end) {
                return first + found;
            }
            block = end;
        }
        return block;
    }

    /** Returns the last block, at or before {@code from}, that has to be searched; -1 if there is none. */
    int previous(int from) {
        int block = from;
        while (indexed && block >= 0) {
            enter(block);
            if (selected == null) {
                return block;
            }
            int found = Positions.previous(selected, block - first);
            if (found >= 0) {
                return first + found;
            }
            block = first - 1;
        }
        return block;
    }

    private void enter(int block) {
        if (block >= first && block < end) {
            return;
        }
        first = run.groupStart(block);
        end = run.groupEnd(block);
        selected = null;
        EventIndex index = mayReach() ? run.index(block, all) : null;
        if (index != null) {
            selected = select(index, filter);
        }
    }

    /**
     * Returns false if the filter is a conjunction with a condition on sequences that excludes the whole group. The
     * index of such a group is not used, so that it is not built in vain.
     */
    private boolean mayReach() {
        return !(filter instanceof Conditions.And and)
                || and.parts().stream()
                        .filter(Conditions.Sequence.class::isInstance)
                        .map(Conditions.Sequence.class::cast)
                        .allMatch(this::reaches);
    }

    private boolean reaches(Conditions.Sequence range) {
        long firstSequence = run.blocks().get(first).sequence(0);
        boolean isBefore = range.to() < firstSequence;
        boolean isBehind = end < run.blocks().size()
                && range.from() >= run.blocks().get(end).sequence(0);
        return !isBefore && !isBehind;
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
        if (filter instanceof Conditions.Source source) {
            return index.sourcesMatching(source::testSource);
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

    private static @Nullable Predicate<String> types(EventFilter filter) {
        if (filter instanceof Conditions.Type type) {
            return type::testType;
        }
        return filter instanceof Conditions.Types types ? types.types()::contains : null;
    }

    /** Returns whether the index of a group alone provides the number of matching events in the group. */
    boolean countsGroups() {
        return types(filter) != null || filter instanceof Conditions.Source;
    }

    /**
     * Returns the number of matching events of a whole group. Must only be called if {@link #countsGroups} returns
     * true.
     */
    long count(EventIndex index) {
        long[] count = {0};
        Predicate<String> types = types(filter);
        Predicate<String> matches =
                types != null ? types : filter instanceof Conditions.Source source ? source::testSource : name -> false;
        ObjIntConsumer<String> add = (name, events) -> count[0] += matches.test(name) ? events : 0;
        if (types != null) {
            index.countTypes(add);
        } else {
            index.countSources(add);
        }
        return count[0];
    }
}

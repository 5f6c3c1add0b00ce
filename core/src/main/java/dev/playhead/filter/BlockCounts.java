package dev.playhead.filter;

import dev.playhead.block.Block;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The counts of matching events, block by block. Blocks that the index excludes are left out. If a whole block is
 * counted by type or source, and the filter depends on nothing else, only the header of the block is read.
 *
 * <p><b>Threading.</b> Not thread-safe.
 */
final class BlockCounts implements Iterator<EventCounts> {
    private final EventSlice slice;
    private final EventFilter filter;
    private final CountBy by;
    private final BlockSelection blocks;
    private final long after;
    private int block;

    BlockCounts(EventSlice slice, long after, EventFilter filter, CountBy by) {
        this.slice = slice;
        this.filter = filter;
        this.by = by;
        this.blocks = new BlockSelection(slice, filter, true);
        this.after = after;
        int begin = slice.blockAfter(after);
        boolean done = !slice.isEmpty() && slice.positionAfter(begin, after) == slice.end(begin);
        this.block = blocks.next(done ? begin + 1 : begin);
    }

    @Override
    public boolean hasNext() {
        return block < slice.blocks().size();
    }

    @Override
    public EventCounts next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Block counted = slice.blocks().get(block);
        int begin =
                counted.sequence(slice.begin(block)) > after ? slice.begin(block) : slice.positionAfter(block, after);
        EventCounts counts = count(counted, begin, slice.end(block));
        block = blocks.next(block + 1);
        return counts;
    }

    private EventCounts count(Block counted, int begin, int end) {
        EventFilter rest = rest(filter, counted);
        Map<String, Integer> names = new HashMap<>();
        long count;
        if (!Positions.isExact(rest)) {
            count = test(counted, rest, begin, end, names);
        } else if (by == CountBy.NOTHING) {
            count = rest == EventFilter.all() ? end - begin : Positions.count(counted, rest, begin, end);
        } else {
            Predicate<String> whole = begin == 0 && end == counted.size() ? onlyNames(rest) : null;
            if (whole != null) {
                each(counted, (name, events) -> {
                    if (whole.test(name)) {
                        names.put(name, events);
                    }
                });
            } else {
                divide(counted, Positions.matching(counted, rest, begin, end), names);
            }
            count = names.values().stream().mapToLong(Integer::longValue).sum();
        }
        return new EventCounts(
                counted.sequence(begin), counted.sequence(end - 1), counted.minTime(), counted.maxTime(), count, names);
    }

    /** Returns a filter without the conditions on time and sequence that all events of a block meet. */
    private static EventFilter rest(EventFilter filter, Block counted) {
        if (filter instanceof Conditions.And and) {
            EventFilter rest = EventFilter.all();
            for (EventFilter part : and.parts()) {
                EventFilter left = rest(part, counted);
                rest = left == EventFilter.all() ? rest : rest == EventFilter.all() ? left : rest.and(left);
            }
            return rest;
        }
        boolean isMet = (filter instanceof Conditions.Time time
                        && !counted.minTime().isBefore(time.from())
                        && !counted.maxTime().isAfter(time.to()))
                || (filter instanceof Conditions.Sequence range
                        && counted.sequence(0) >= range.from()
                        && counted.sequence(counted.size() - 1) <= range.to());
        return isMet ? EventFilter.all() : filter;
    }

    /** Returns the condition on the counted names, types or sources, to which a filter is equivalent; null if there is none. */
    private @Nullable Predicate<String> onlyNames(EventFilter filter) {
        if (filter == EventFilter.all()) {
            return name -> true;
        }
        return by == CountBy.TYPE ? BlockSelection.types(filter) : BlockSelection.sources(filter);
    }

    private void each(Block counted, ObjIntConsumer<String> counts) {
        if (by == CountBy.TYPE) {
            counted.countTypes(counts);
        } else {
            counted.countSources(counts);
        }
    }

    private void divide(Block counted, long[] matching, Map<String, Integer> names) {
        if (Positions.isEmpty(matching)) {
            return;
        }
        each(counted, (name, events) -> {
            long[] named =
                    by == CountBy.TYPE ? counted.typesMatching(name::equals) : counted.sourcesMatching(name::equals);
            int count = 0;
            for (int i = 0; i < matching.length; i++) {
                count += Long.bitCount(matching[i] & named[i]);
            }
            if (count > 0) {
                names.put(name, count);
            }
        });
    }

    private long test(Block counted, EventFilter filter, int begin, int end, Map<String, Integer> names) {
        long[] positions = Positions.matching(counted, filter, begin, end);
        Block.Walk events = counted.walk();
        long count = 0;
        for (int p = Positions.next(positions, 0); p >= 0; p = Positions.next(positions, p + 1)) {
            RecordedEvent event = events.event(p);
            if (filter.test(event)) {
                count++;
                if (by != CountBy.NOTHING) {
                    names.merge(by == CountBy.TYPE ? event.type() : event.source(), 1, Integer::sum);
                }
            }
        }
        return count;
    }
}

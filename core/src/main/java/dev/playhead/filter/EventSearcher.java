package dev.playhead.filter;

import dev.playhead.block.Block;
import dev.playhead.block.EventIndex;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A searcher that evaluates filters over a run of events. Blocks are evaluated one by one, on their columns, as far as
 * the result requires. If a filter has no predicate of the application, only events of the result are decoded, and no
 * events if they are only counted.
 *
 * <p><b>Threading.</b> Immutable. Predicates of the application are called on the calling thread, without a lock.
 */
public final class EventSearcher {
    private final EventSlice run;

    /**
     * Creates a searcher for a run of events.
     *
     * @param run the events to search
     */
    public EventSearcher(EventSlice run) {
        this.run = run;
    }

    /**
     * Returns the matching events in order.
     *
     * @param filter the condition
     * @return a lazy stream that holds no resource and need not be closed
     */
    public Stream<RecordedEvent> events(EventFilter filter) {
        return stream(after(-1, filter));
    }

    /**
     * Returns the elements of an iterator as a stream.
     *
     * @param items an iterator over elements that are not null and do not change, in a significant order
     * @param <T> the type of the elements
     * @return a lazy stream that holds no resource and need not be closed
     */
    public static <T> Stream<T> stream(Iterator<T> items) {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, traits), false);
    }

    /**
     * Returns the matching events after the given sequence, in order.
     *
     * @param sequence the sequence; -1 for all events
     * @param filter the condition
     * @return a lazy iterator that holds no resource
     */
    public Iterator<RecordedEvent> after(long sequence, EventFilter filter) {
        return filter == EventFilter.all() ? run.after(sequence) : new Matching(sequence, filter);
    }

    private final class Matching implements Iterator<RecordedEvent> {
        private final EventFilter filter;
        private final boolean exact;
        private final BlockSelection blocks;
        private int block;
        private long[] positions = {};
        private int position = -1;
        /** The reader of the current block; null until the first event of the block is read. */
        private Block.@Nullable Walk walk;

        private @Nullable RecordedEvent next;

        Matching(long after, EventFilter filter) {
            this.filter = filter;
            this.exact = Positions.isExact(filter);
            this.blocks = new BlockSelection(run, filter, false);
            int begin = run.blockAfter(after);
            this.block = blocks.next(begin);
            if (block < run.blocks().size()) {
                search(block == begin ? run.positionAfter(block, after) : run.begin(block));
            }
        }

        private void search(int begin) {
            positions = Positions.matching(run.blocks().get(block), filter, begin, run.end(block));
            position = Positions.next(positions, 0);
            walk = null;
        }

        @Override
        public boolean hasNext() {
            while (next == null && block < run.blocks().size()) {
                if (position < 0) {
                    block = blocks.next(block + 1);
                    if (block < run.blocks().size()) {
                        search(run.begin(block));
                    }
                } else {
                    Block.Walk events = walk;
                    if (events == null) {
                        events = run.blocks().get(block).walk();
                        walk = events;
                    }
                    RecordedEvent event = events.event(position);
                    position = Positions.next(positions, position + 1);
                    next = exact || filter.test(event) ? event : null;
                }
            }
            return next != null;
        }

        @Override
        public RecordedEvent next() {
            RecordedEvent found = hasNext() ? next : null;
            if (found == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return found;
        }
    }

    /**
     * Returns the first matching events.
     *
     * @param filter the condition
     * @param limit the maximum number of events
     * @return the events in order
     * @throws IllegalArgumentException if the limit is negative
     */
    public List<RecordedEvent> first(EventFilter filter, int limit) {
        requireNotNegative(limit);
        List<RecordedEvent> found = new ArrayList<>();
        Iterator<RecordedEvent> events = after(-1, filter);
        while (found.size() < limit && events.hasNext()) {
            found.add(events.next());
        }
        return Collections.unmodifiableList(found);
    }

    /**
     * Returns the last matching events.
     *
     * @param filter the condition
     * @param limit the maximum number of events
     * @return the events in order, the latest last
     * @throws IllegalArgumentException if the limit is negative
     */
    public List<RecordedEvent> latest(EventFilter filter, int limit) {
        requireNotNegative(limit);
        boolean exact = Positions.isExact(filter);
        List<RecordedEvent> found = new ArrayList<>();
        List<Block> blocks = run.blocks();
        BlockSelection selection = new BlockSelection(run, filter, false);
        for (int b = selection.previous(blocks.size() - 1);
                b >= 0 && found.size() < limit;
                b = selection.previous(b - 1)) {
            long[] positions = Positions.matching(blocks.get(b), filter, run.begin(b), run.end(b));
            int position = Positions.previous(positions, run.end(b) - 1);
            Block.Walk walk = position < 0 ? null : blocks.get(b).walk();
            while (walk != null && position >= 0 && found.size() < limit) {
                RecordedEvent event = walk.event(position);
                if (exact || filter.test(event)) {
                    found.add(event);
                }
                position = Positions.previous(positions, position - 1);
            }
        }
        Collections.reverse(found);
        return Collections.unmodifiableList(found);
    }

    private static void requireNotNegative(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit=" + limit + " is negative");
        }
    }

    /**
     * Counts the matching events.
     *
     * @param filter the condition
     * @return the number of matching events
     */
    public long count(EventFilter filter) {
        if (filter == EventFilter.all()) {
            return run.size();
        }
        long count = 0;
        if (!Positions.isExact(filter)) {
            for (Iterator<RecordedEvent> events = after(-1, filter); events.hasNext(); events.next()) {
                count++;
            }
            return count;
        }
        BlockSelection blocks = new BlockSelection(run, filter, true);
        if (blocks.countsGroups()) {
            return countGroups(filter, blocks);
        }
        for (int b = blocks.next(0); b < run.blocks().size(); b = blocks.next(b + 1)) {
            count += Positions.count(run.blocks().get(b), filter, run.begin(b), run.end(b));
        }
        return count;
    }

    /**
     * Counts the matching events after the given sequence in consecutive runs of events.
     *
     * @param sequence the sequence; -1 for all events
     * @param filter the condition
     * @param by what divides the counts of each run
     * @return a lazy iterator in order, which holds no resource; runs without a matching event may be left out
     */
    public Iterator<EventCounts> counts(long sequence, EventFilter filter, CountBy by) {
        return new BlockCounts(run, sequence, filter, by);
    }

    private long countGroups(EventFilter filter, BlockSelection blocks) {
        long count = 0;
        int b = 0;
        while (b < run.blocks().size()) {
            EventIndex index = run.wholeGroup(b, true);
            if (index != null) {
                count += blocks.count(index);
                b = run.groupEnd(b);
            } else {
                count += Positions.count(run.blocks().get(b), filter, run.begin(b), run.end(b));
                b++;
            }
        }
        return count;
    }
}

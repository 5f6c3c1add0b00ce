package dev.playhead.block;

import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a history held at one moment: a run of events without eviction or recording, however long it is read.
 *
 * <p><b>Threading.</b> Immutable. <b>Cost.</b> It refers to the blocks and so keeps them in memory as long as it is held.
 */
public final class EventSlice {
    private final List<Block> blocks;
    private final int firstPosition;
    private final int endPosition;

    /**
     * A run of blocks.
     *
     * @param blocks the blocks in order, none of them empty; copied
     * @param firstPosition where the run begins in the first block; the events before were evicted
     * @param endPosition where the run ends in the last block, exclusive
     */
    public EventSlice(List<? extends Block> blocks, int firstPosition, int endPosition) {
        this.blocks = List.copyOf(blocks);
        this.firstPosition = firstPosition;
        this.endPosition = endPosition;
    }

    /**
     * Whether there are no events.
     *
     * @return whether the run is empty
     */
    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /**
     * How many events there are.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the number of events
     */
    public long size() {
        long size = 0;
        for (int b = 0; b < blocks.size(); b++) {
            size += end(b) - begin(b);
        }
        return size;
    }

    /**
     * The blocks, in order.
     *
     * @return the blocks
     */
    public List<Block> blocks() {
        return blocks;
    }

    /**
     * Where the run begins in a block.
     *
     * @param block the block's number, from 0
     * @return a position in it
     */
    public int begin(int block) {
        return block == 0 ? firstPosition : 0;
    }

    /**
     * Where the run ends in a block.
     *
     * @param block the block's number, from 0
     * @return a position in it, exclusive
     */
    public int end(int block) {
        return block == blocks.size() - 1 ? endPosition : blocks.get(block).size();
    }

    /**
     * The same run with the evicted events of its first block, which are still there. Folding needs them.
     *
     * @return a run that begins with a whole block
     */
    public EventSlice fromBlockStart() {
        return firstPosition == 0 ? this : new EventSlice(blocks, 0, endPosition);
    }

    /**
     * The sequence of the first event.
     *
     * @return the sequence, or -1 if there are no events
     */
    public long firstSequence() {
        return isEmpty() ? -1 : blocks.get(0).sequence(firstPosition);
    }

    /**
     * The sequence of the last event.
     *
     * @return the sequence, or -1 if there are no events
     */
    public long lastSequence() {
        return isEmpty() ? -1 : blocks.get(blocks.size() - 1).sequence(endPosition - 1);
    }

    /**
     * The part up to a place.
     *
     * @param sequence the last sequence that it may have
     * @return a run that shares the blocks of this one
     */
    public EventSlice upTo(long sequence) {
        if (isEmpty() || sequence < firstSequence()) {
            return new EventSlice(List.of(), 0, 0);
        }
        int last = floorBlock(sequence);
        return new EventSlice(blocks.subList(0, last + 1), firstPosition, floorPosition(last, sequence) + 1);
    }

    private boolean isWhole(int block) {
        return begin(block) == 0 && end(block) == blocks.get(block).size();
    }

    /**
     * How many events each type has.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the counts, the types in alphabetical order; the caller owns the map
     */
    public SortedMap<String, Long> countsByType() {
        return counts(Block::countTypes, Block::type);
    }

    /**
     * How many events each source has.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the counts, the sources in alphabetical order; the caller owns the map
     */
    public SortedMap<String, Long> countsBySource() {
        return counts(Block::countSources, Block::source);
    }

    private interface NameOf {
        String at(Block block, int position);
    }

    private SortedMap<String, Long> counts(BiConsumer<Block, ObjIntConsumer<String>> ofBlock, NameOf name) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            if (isWhole(b)) {
                ofBlock.accept(block, (text, count) -> counts.merge(text, (long) count, Long::sum));
            } else {
                for (int i = begin(b); i < end(b); i++) {
                    counts.merge(name.at(block, i), 1L, Long::sum);
                }
            }
        }
        return counts;
    }

    /**
     * The earliest timestamp, whichever event has it.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the least timestamp, if there are events
     */
    public Optional<Instant> minTime() {
        return extreme(Block::minTime, BinaryOperator.minBy(Comparator.naturalOrder()));
    }

    /**
     * The latest timestamp, whichever event has it.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the greatest timestamp, if there are events
     */
    public Optional<Instant> maxTime() {
        return extreme(Block::maxTime, BinaryOperator.maxBy(Comparator.naturalOrder()));
    }

    private Optional<Instant> extreme(Function<Block, Instant> ofBlock, BinaryOperator<Instant> better) {
        Instant best = null;
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            Instant first = isWhole(b) ? ofBlock.apply(block) : block.timestamp(begin(b));
            best = best == null ? first : better.apply(best, first);
            for (int i = begin(b) + 1; i < end(b) && !isWhole(b); i++) {
                best = better.apply(best, block.timestamp(i));
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * How many events are stamped after a time.
     *
     * <p><b>Cost.</b> Linear in the number of blocks; the timestamps of blocks that may have both are looked at.
     *
     * @param time the time
     * @return the number of those stamped later
     */
    public long countAfter(Instant time) {
        long count = 0;
        for (int b = 0; b < blocks.size(); b++) {
            count += blocks.get(b).countAfter(time, end(b));
            count -= begin(b) == 0 ? 0 : blocks.get(b).countAfter(time, begin(b));
        }
        return count;
    }

    /**
     * The last event, by sequence, that is stamped at or before a time.
     *
     * <p><b>Cost.</b> Linear in the number of blocks after that event; the timestamps of its block are looked at.
     *
     * @param time the time
     * @return the event, if there is one
     */
    public Optional<RecordedEvent> lastAtOrBefore(Instant time) {
        for (int b = blocks.size() - 1; b >= 0; b--) {
            int position = blocks.get(b).lastAtOrBefore(time, end(b));
            if (position >= begin(b)) {
                return Optional.of(blocks.get(b).event(position));
            }
        }
        return Optional.empty();
    }

    /**
     * The last event at or before a place.
     *
     * <p><b>Cost.</b> Logarithmic, and one event is read.
     *
     * @param sequence the place
     * @return the event, if the run has one there or before
     */
    public Optional<RecordedEvent> floor(long sequence) {
        if (isEmpty() || sequence < firstSequence()) {
            return Optional.empty();
        }
        int block = floorBlock(sequence);
        return Optional.of(blocks.get(block).event(floorPosition(block, sequence)));
    }

    /**
     * The event at a place.
     *
     * @param sequence the place
     * @return the event, if the run has it
     */
    public Optional<RecordedEvent> get(long sequence) {
        return floor(sequence).filter(event -> event.sequence() == sequence);
    }

    /** The last block that begins at or before a place; the first one does. */
    private int floorBlock(long sequence) {
        return floor(0, blocks.size() - 1, block -> blocks.get(block).sequence(begin(block)), sequence);
    }

    /** The last position of a block at or before a place; the first one is. */
    private int floorPosition(int block, long sequence) {
        return floor(begin(block), end(block) - 1, blocks.get(block)::sequence, sequence);
    }

    private static int floor(int first, int last, IntToLongFunction sequences, long sequence) {
        int low = first;
        int high = last;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (sequences.applyAsLong(middle) <= sequence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /**
     * Where the events after a place begin.
     *
     * @param sequence the place; -1 for all events
     * @return the number of the block; that block may end before such an event
     */
    public int blockAfter(long sequence) {
        return isEmpty() || sequence < firstSequence() ? 0 : floorBlock(sequence);
    }

    /**
     * Where the events after a place begin in a block.
     *
     * @param block the number that {@link #blockAfter} gave
     * @param sequence the place
     * @return a position in the block, perhaps its end
     */
    public int positionAfter(int block, long sequence) {
        return sequence < blocks.get(block).sequence(begin(block)) ? begin(block) : floorPosition(block, sequence) + 1;
    }

    /**
     * The events after a place, in order.
     *
     * @param sequence the place; -1 for all events
     * @return an iterator that holds no resource
     */
    public Iterator<RecordedEvent> after(long sequence) {
        return new Forward(sequence);
    }

    private final class Forward implements Iterator<RecordedEvent> {
        private int block;
        private int position;
        /** Reads the events of the block; null before its first. */
        private Block.@Nullable Walk walk;

        Forward(long after) {
            block = blockAfter(after);
            position = isEmpty() ? 0 : positionAfter(block, after);
            skipEmptyEnds();
        }

        private void skipEmptyEnds() {
            while (block < blocks.size() && position >= end(block)) {
                block++;
                position = 0;
                walk = null;
            }
        }

        @Override
        public boolean hasNext() {
            return block < blocks.size();
        }

        @Override
        public RecordedEvent next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Block.Walk events = walk;
            if (events == null) {
                events = blocks.get(block).walk();
                walk = events;
            }
            RecordedEvent event = events.event(position++);
            if (position >= end(block)) {
                skipEmptyEnds();
            }
            return event;
        }
    }
}

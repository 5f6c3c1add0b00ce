package dev.playhead.block;

import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BinaryOperator;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a history held at one moment: a run of events without eviction or recording, however long it is read.
 *
 * <p><b>Threading.</b> Immutable. <b>Cost.</b> It refers to the blocks and so keeps them in memory as long as it is held.
 */
public final class EventSlice {
    private final List<Block> blocks;
    /** The same blocks, if they are in groups. */
    private final @Nullable BlockList groups;

    private final int firstPosition;
    private final int endPosition;

    /**
     * A run of blocks.
     *
     * @param blocks the blocks in order, none of them empty; copied, unless they are a {@link BlockList}
     * @param firstPosition where the run begins in the first block; the events before were evicted
     * @param endPosition where the run ends in the last block, exclusive
     */
    public EventSlice(List<? extends Block> blocks, int firstPosition, int endPosition) {
        this.groups = blocks instanceof BlockList list ? list : null;
        this.blocks = groups == null ? List.copyOf(blocks) : groups;
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
     * <p><b>Cost.</b> Linear in the number of blocks, or of groups of them.
     *
     * @return the number of events
     */
    public long size() {
        if (groups != null && !groups.isEmpty()) {
            int last = blocks.size() - 1;
            return groups.events() - firstPosition - (blocks.get(last).size() - endPosition);
        }
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
        List<Block> first = groups == null ? blocks.subList(0, last + 1) : groups.first(last + 1);
        return new EventSlice(first, firstPosition, floorPosition(last, sequence) + 1);
    }

    boolean isWhole(int block) {
        return begin(block) == 0 && end(block) == blocks.get(block).size();
    }

    /**
     * The number of the first block behind the group that has a block. What has no group is one by itself.
     *
     * @param block the block's number, from 0
     * @return a number of a block, perhaps that of none
     */
    public int groupEnd(int block) {
        BlockGroup group = groups == null ? null : groups.group(block);
        return group == null ? block + 1 : groupStart(block) + group.size();
    }

    /**
     * The number of the first block of the group that has a block.
     *
     * @param block the block's number, from 0
     * @return a number of a block
     */
    public int groupStart(int block) {
        return groups == null || groups.group(block) == null ? block : groups.groupStart(block);
    }

    /**
     * The index of the group that has a block. It is made now, if headers have to be read for an answer in any case.
     *
     * @param block the block's number, from 0
     * @param all whether all blocks of the group are asked anyway
     * @return the index; null if there is none
     */
    public @Nullable EventIndex index(int block, boolean all) {
        BlockGroup group = groups == null ? null : groups.group(block);
        return group == null ? null : all ? group.made() : group.wanted();
    }

    /** The index of the group that has a block, if it is there already. */
    @Nullable
    EventIndex knownIndex(int block) {
        BlockGroup group = groups == null ? null : groups.group(block);
        return group == null ? null : group.known();
    }

    /**
     * The index of the group that begins with a block, if all events of its blocks are in this run.
     *
     * @param block the block's number, from 0
     * @param now whether it is made now, or when a second question wants it
     * @return the index; null if there is none, or the run begins or ends within the group
     */
    public @Nullable EventIndex wholeGroup(int block, boolean now) {
        if (groups == null || groupStart(block) != block) {
            return null;
        }
        boolean whole = isWhole(block) && isWhole(groupEnd(block) - 1);
        return whole ? index(block, now) : null;
    }

    /**
     * How many events each type has.
     *
     * <p><b>Cost.</b> Linear in the number of blocks, or of groups that have an index.
     *
     * @return the counts, the types in alphabetical order; the caller owns the map
     */
    public SortedMap<String, Long> countsByType() {
        return RunTotals.counts(this, EventIndex::countTypes, Block::countTypes, Block::type);
    }

    /**
     * How many events each source has.
     *
     * <p><b>Cost.</b> Linear in the number of blocks, or of groups that have an index.
     *
     * @return the counts, the sources in alphabetical order; the caller owns the map
     */
    public SortedMap<String, Long> countsBySource() {
        return RunTotals.counts(this, EventIndex::countSources, Block::countSources, Block::source);
    }

    /**
     * The earliest timestamp, whichever event has it.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the least timestamp, if there are events
     */
    public Optional<Instant> minTime() {
        return RunTotals.extreme(
                this, EventIndex::minTime, Block::minTime, BinaryOperator.minBy(Comparator.naturalOrder()));
    }

    /**
     * The latest timestamp, whichever event has it.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the greatest timestamp, if there are events
     */
    public Optional<Instant> maxTime() {
        return RunTotals.extreme(
                this, EventIndex::maxTime, Block::maxTime, BinaryOperator.maxBy(Comparator.naturalOrder()));
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

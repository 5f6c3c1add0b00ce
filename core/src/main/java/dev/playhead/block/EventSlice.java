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
 * A run of events that a history held at a point in time. Later eviction or recording does not change the slice.
 *
 * <p><b>Threading.</b> Immutable. <b>Cost.</b> A slice refers to its blocks, so blocks that are in memory stay there as
 * long as the slice is reachable.
 */
public final class EventSlice {
    private final List<Block> blocks;
    /** The blocks, if they are a list of groups; otherwise null. */
    private final @Nullable BlockList groups;

    private final int firstPosition;
    private final int endPosition;

    /**
     * Creates a slice.
     *
     * @param blocks the blocks in order, none of them empty; copied unless they are a {@link BlockList}
     * @param firstPosition the position in the first block at which the run begins; earlier events were evicted
     * @param endPosition the position in the last block at which the run ends, exclusive
     */
    public EventSlice(List<? extends Block> blocks, int firstPosition, int endPosition) {
        this.groups = blocks instanceof BlockList list ? list : null;
        this.blocks = groups == null ? List.copyOf(blocks) : groups;
        this.firstPosition = firstPosition;
        this.endPosition = endPosition;
    }

    /** {@return whether the run is empty} */
    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /**
     * Counts the events.
     *
     * <p><b>Cost.</b> Linear in the number of blocks or, if the blocks are in groups, in the number of groups.
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

    /** {@return the blocks, in order} */
    public List<Block> blocks() {
        return blocks;
    }

    /**
     * Returns the position at which the run begins in a block.
     *
     * @param block the number of the block, from 0
     * @return a position in the block
     */
    public int begin(int block) {
        return block == 0 ? firstPosition : 0;
    }

    /**
     * Returns the position at which the run ends in a block.
     *
     * @param block the number of the block, from 0
     * @return a position in the block, exclusive
     */
    public int end(int block) {
        return block == blocks.size() - 1 ? endPosition : blocks.get(block).size();
    }

    /**
     * Returns this run, extended by the evicted events of its first block. These events are still available, and
     * folding needs them.
     *
     * @return a run that begins at the start of a block
     */
    public EventSlice fromBlockStart() {
        return firstPosition == 0 ? this : new EventSlice(blocks, 0, endPosition);
    }

    /** {@return the sequence of the first event, or -1 if there are no events} */
    public long firstSequence() {
        return isEmpty() ? -1 : blocks.get(0).sequence(firstPosition);
    }

    /** {@return the sequence of the last event, or -1 if there are no events} */
    public long lastSequence() {
        return isEmpty() ? -1 : blocks.get(blocks.size() - 1).sequence(endPosition - 1);
    }

    /**
     * Returns the part of this run up to the given sequence.
     *
     * @param sequence the maximum sequence, inclusive
     * @return a run that shares the blocks of this run
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
     * Returns the number of the first block after the group that contains a block. A block without a group counts as a
     * group of one block.
     *
     * @param block the number of the block, from 0
     * @return the number of that block; {@code blocks().size()} if no block follows the group
     */
    public int groupEnd(int block) {
        BlockGroup group = groups == null ? null : groups.group(block);
        return group == null ? block + 1 : groupStart(block) + group.size();
    }

    /**
     * Returns the number of the first block in the group that contains a block.
     *
     * @param block the number of the block, from 0
     * @return the number of a block
     */
    public int groupStart(int block) {
        return groups == null || groups.group(block) == null ? block : groups.groupStart(block);
    }

    /**
     * Returns the index of the group that contains a block. If the index is neither in memory nor stored, and {@code
     * all} is true, the index is built immediately, because the headers would be read anyway. Otherwise, the first call
     * returns null, and later calls build the index.
     *
     * @param block the number of the block, from 0
     * @param all whether all blocks of the group are queried anyway
     * @return the index; null if there is none, or if it is not built yet
     */
    public @Nullable EventIndex index(int block, boolean all) {
        BlockGroup group = groups == null ? null : groups.group(block);
        return group == null ? null : all ? group.made() : group.wanted();
    }

    /** Returns the index of the group that contains a block. Returns null if this index is not in memory. */
    @Nullable
    EventIndex knownIndex(int block) {
        BlockGroup group = groups == null ? null : groups.group(block);
        return group == null ? null : group.known();
    }

    /**
     * Returns the index of the group that begins with a block, if all events of the group are in this run.
     *
     * @param block the number of the block, from 0
     * @param now whether to build the index in this call; if false, and the index is neither in memory nor stored, the
     *     first call returns null, and later calls build the index
     * @return the index; null if there is none or it is not built yet, if no group begins with the block, or if the run
     *     begins or ends within the group
     */
    public @Nullable EventIndex wholeGroup(int block, boolean now) {
        if (groups == null || groupStart(block) != block) {
            return null;
        }
        boolean whole = isWhole(block) && isWhole(groupEnd(block) - 1);
        return whole ? index(block, now) : null;
    }

    /**
     * Counts the events of each type.
     *
     * <p><b>Cost.</b> Linear in the number of blocks, and in the number of events of blocks that are only partly in
     * this run; a group that has an index counts as one block.
     *
     * @return the counts, with the types in alphabetical order; the caller owns the map
     */
    public SortedMap<String, Long> countsByType() {
        return RunTotals.counts(this, EventIndex::countTypes, Block::countTypes, Block::type);
    }

    /**
     * Counts the events of each source.
     *
     * <p><b>Cost.</b> Linear in the number of blocks, and in the number of events of blocks that are only partly in
     * this run; a group that has an index counts as one block.
     *
     * @return the counts, with the sources in alphabetical order; the caller owns the map
     */
    public SortedMap<String, Long> countsBySource() {
        return RunTotals.counts(this, EventIndex::countSources, Block::countSources, Block::source);
    }

    /**
     * Returns the earliest timestamp of all events. This is not necessarily the timestamp of the first event.
     *
     * <p><b>Cost.</b> Linear in the number of blocks, and in the number of events of blocks that are only partly in
     * this run; a group whose index is in memory counts as one block.
     *
     * @return the least timestamp, if there are events
     */
    public Optional<Instant> minTime() {
        return RunTotals.extreme(
                this, EventIndex::minTime, Block::minTime, BinaryOperator.minBy(Comparator.naturalOrder()));
    }

    /**
     * Returns the latest timestamp of all events. This is not necessarily the timestamp of the last event.
     *
     * <p><b>Cost.</b> Linear in the number of blocks, and in the number of events of blocks that are only partly in
     * this run; a group whose index is in memory counts as one block.
     *
     * @return the greatest timestamp, if there are events
     */
    public Optional<Instant> maxTime() {
        return RunTotals.extreme(
                this, EventIndex::maxTime, Block::maxTime, BinaryOperator.maxBy(Comparator.naturalOrder()));
    }

    /**
     * Counts the events with a timestamp after the given time.
     *
     * <p><b>Cost.</b> Linear in the number of blocks. Timestamps are read only in blocks that are not encoded yet, or
     * that may have both earlier and later timestamps.
     *
     * @param time the time
     * @return the number of events with a later timestamp
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
     * Returns the last event, in sequence order, with a timestamp at or before the given time.
     *
     * <p><b>Cost.</b> Linear in the number of blocks after that event. Timestamps are usually read only in the block
     * with that event and in blocks that are not encoded yet.
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
     * Returns the last event at or before the given sequence.
     *
     * <p><b>Cost.</b> Logarithmic in the number of events; one event is read.
     *
     * @param sequence the sequence
     * @return the event, if the run has such an event
     */
    public Optional<RecordedEvent> floor(long sequence) {
        if (isEmpty() || sequence < firstSequence()) {
            return Optional.empty();
        }
        int block = floorBlock(sequence);
        return Optional.of(blocks.get(block).event(floorPosition(block, sequence)));
    }

    /**
     * Returns the event with the given sequence.
     *
     * @param sequence the sequence
     * @return the event, if the run has it
     */
    public Optional<RecordedEvent> get(long sequence) {
        return floor(sequence).filter(event -> event.sequence() == sequence);
    }

    /**
     * Returns the number of the last block that begins at or before the given sequence. The caller ensures that there
     * is such a block.
     */
    private int floorBlock(long sequence) {
        return floor(0, blocks.size() - 1, block -> blocks.get(block).sequence(begin(block)), sequence);
    }

    /**
     * Returns the position of the last event at or before the given sequence in a block. The caller ensures that the
     * block has such an event.
     */
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
     * Returns the number of the block from which to read the events after the given sequence.
     *
     * @param sequence the sequence; -1 for all events
     * @return the number of the block; the block may end before the first such event
     */
    public int blockAfter(long sequence) {
        return isEmpty() || sequence < firstSequence() ? 0 : floorBlock(sequence);
    }

    /**
     * Returns the position in a block at which the events after the given sequence begin.
     *
     * @param block the number that {@link #blockAfter} returned
     * @param sequence the sequence
     * @return a position in the block, possibly its end
     */
    public int positionAfter(int block, long sequence) {
        return sequence < blocks.get(block).sequence(begin(block)) ? begin(block) : floorPosition(block, sequence) + 1;
    }

    /**
     * Returns the events after the given sequence, in order.
     *
     * @param sequence the sequence; -1 for all events
     * @return an iterator that holds no resource
     */
    public Iterator<RecordedEvent> after(long sequence) {
        return new Forward(sequence);
    }

    private final class Forward implements Iterator<RecordedEvent> {
        private int block;
        private int position;
        /** The reader of the current block; null before its first event. */
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

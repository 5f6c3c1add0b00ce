package dev.playhead.storage.spi;

import dev.playhead.block.EncodedState;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of changes that one commit makes to a store. All of these changes are applied, or none of them.
 *
 * <p>Drops and quarantines are applied first, then additions.
 *
 * <p><b>Threading.</b> Immutable. A builder is confined to one thread.
 */
public final class StoreBatch {
    private final List<SealedBlock> blocks;
    private final List<SealedBlock> tail;
    private final Map<Long, String> quarantined;
    private final List<SequenceRange> lost;
    private final long dropBefore;
    private final List<EncodedState> states;
    private final List<StoredState> droppedStates;
    private final @Nullable HistoryPosition position;
    private final List<StoredSession> sessions;
    private final List<EncodedIndex> indexes;
    private final List<Long> droppedIndexes;

    private StoreBatch(Builder builder) {
        blocks = List.copyOf(builder.blocks);
        tail = List.copyOf(builder.tail);
        quarantined = Collections.unmodifiableMap(new LinkedHashMap<>(builder.quarantined));
        lost = List.copyOf(builder.lost);
        dropBefore = builder.dropBefore;
        states = List.copyOf(builder.states);
        droppedStates = List.copyOf(builder.droppedStates);
        position = builder.position;
        sessions = List.copyOf(builder.sessions);
        indexes = List.copyOf(builder.indexes);
        droppedIndexes = List.copyOf(builder.droppedIndexes);
    }

    /**
     * Returns a new builder.
     *
     * @return a builder of an empty batch
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the blocks to add. Tails within the range of such a block are removed.
     *
     * @return the blocks
     */
    public List<SealedBlock> blocks() {
        return blocks;
    }

    /**
     * Returns the recorded events to append to the tail. They are in no sealed block yet.
     *
     * @return small blocks
     */
    public List<SealedBlock> tail() {
        return tail;
    }

    /**
     * Returns the blocks to quarantine.
     *
     * @return the first sequence of each block, with the reason
     */
    public Map<Long, String> quarantined() {
        return quarantined;
    }

    /**
     * Returns the sequences to record as lost.
     *
     * @return the ranges, by sequence
     */
    public List<SequenceRange> lost() {
        return lost;
    }

    /**
     * Returns the limit of the drops: blocks, tails and lost ranges that end before this sequence are dropped.
     *
     * @return the sequence; 0 if nothing is dropped
     */
    public long dropBefore() {
        return dropBefore;
    }

    /** {@return the states to add} */
    public List<EncodedState> states() {
        return states;
    }

    /**
     * Returns the states to drop.
     *
     * @return the name and sequence of each state; its size is ignored
     */
    public List<StoredState> droppedStates() {
        return droppedStates;
    }

    /**
     * Returns the new position of the history. In any case, the next sequence becomes greater than the sequences of all
     * events that this batch adds or records as lost.
     *
     * @return the position; null to leave it unchanged
     */
    public @Nullable HistoryPosition position() {
        return position;
    }

    /**
     * Returns the sessions to add. A session replaces a stored session with the same number.
     *
     * @return the sessions
     */
    public List<StoredSession> sessions() {
        return sessions;
    }

    /**
     * Returns the indexes of blocks to add. They are added after all other changes. A store may ignore the indexes. If
     * a commit drops, quarantines or adds any block within the range of a stored index, or adds an overlapping index,
     * the same commit removes the stored index. So an index never contains data of a block that the store no longer
     * has.
     *
     * @return the indexes
     */
    public List<EncodedIndex> indexes() {
        return indexes;
    }

    /**
     * Returns the indexes to drop, because they do not describe the blocks in their range.
     *
     * @return the first sequence of each index
     */
    public List<Long> droppedIndexes() {
        return droppedIndexes;
    }

    /**
     * Returns a batch with only the blocks, tails, lost ranges and sessions that this batch adds. A store that had to
     * be salvaged during a commit commits this reduced batch, because the remaining changes were derived from the
     * contents before the salvage. {@link EventStore#recovery} then returns a different report, from which the writer
     * detects that it has to derive its changes again.
     *
     * @return the batch without drops, quarantined blocks, states, indexes and position
     */
    public StoreBatch withoutDrops() {
        Builder added = new Builder();
        added.blocks.addAll(blocks);
        added.tail.addAll(tail);
        added.lost.addAll(lost);
        added.sessions.addAll(sessions);
        return added.build();
    }

    /** A builder of a batch. */
    public static final class Builder {
        private final List<SealedBlock> blocks = new ArrayList<>();
        private final List<SealedBlock> tail = new ArrayList<>();
        private final Map<Long, String> quarantined = new LinkedHashMap<>();
        private final List<SequenceRange> lost = new ArrayList<>();
        private final List<EncodedState> states = new ArrayList<>();
        private final List<StoredState> droppedStates = new ArrayList<>();
        private final List<StoredSession> sessions = new ArrayList<>();
        private final List<EncodedIndex> indexes = new ArrayList<>();
        private final List<Long> droppedIndexes = new ArrayList<>();
        private long dropBefore;
        private @Nullable HistoryPosition position;

        private Builder() {}

        /**
         * Adds a block. Tails within its range are removed, because the block contains their events.
         *
         * @param block the block
         * @return this
         */
        public Builder block(SealedBlock block) {
            blocks.add(block);
            return this;
        }

        /**
         * Adds events that are in no block yet.
         *
         * @param events the events, as a small block; one block that is sealed later contains all of them
         * @return this
         */
        public Builder tail(SealedBlock events) {
            tail.add(events);
            return this;
        }

        /**
         * Quarantines a damaged block. The store no longer returns the block, and records its sequences as a gap. It
         * may keep the damaged bytes separately.
         *
         * @param firstSequence the first sequence of the block; ignored if there is no such block
         * @param reason a description of the damage
         * @return this
         */
        public Builder quarantine(long firstSequence, String reason) {
            quarantined.put(firstSequence, reason);
            return this;
        }

        /**
         * Records that the store will never receive certain recorded events, so that later users of the store can
         * detect the gap.
         *
         * @param range the sequences of the events; they follow all sequences stored earlier
         * @return this
         */
        public Builder lost(SequenceRange range) {
            lost.add(range);
            return this;
        }

        /**
         * Drops the oldest blocks, tails and lost ranges: those that end before the given sequence.
         *
         * @param sequence the sequence
         * @return this
         */
        public Builder dropBefore(long sequence) {
            dropBefore = Math.max(dropBefore, sequence);
            return this;
        }

        /**
         * Adds a state.
         *
         * @param name the name under which the state is stored
         * @param sequence the sequence of the event that follows the state
         * @param bytes the encoded state; referenced, not copied
         * @return this
         */
        public Builder state(String name, long sequence, byte[] bytes) {
            states.add(new EncodedState(name, sequence, bytes));
            return this;
        }

        /**
         * Drops a state. Has no effect if the store does not have this state.
         *
         * @param name the name under which the state is stored
         * @param sequence the sequence of the state
         * @return this
         */
        public Builder dropState(String name, long sequence) {
            droppedStates.add(new StoredState(name, sequence, 0));
            return this;
        }

        /**
         * Sets the position of the history.
         *
         * @param newPosition the position to store
         * @return this
         */
        public Builder position(HistoryPosition newPosition) {
            position = newPosition;
            return this;
        }

        /**
         * Adds a session, or replaces the session with the same number.
         *
         * @param session the session
         * @return this
         */
        public Builder session(StoredSession session) {
            sessions.add(session);
            return this;
        }

        /**
         * Adds an index of blocks that the store has after this batch.
         *
         * @param index the index
         * @return this
         */
        public Builder index(EncodedIndex index) {
            indexes.add(index);
            return this;
        }

        /**
         * Drops an index. Has no effect if the store does not have this index.
         *
         * @param firstSequence the first sequence of the index
         * @return this
         */
        public Builder dropIndex(long firstSequence) {
            droppedIndexes.add(firstSequence);
            return this;
        }

        /**
         * Builds the batch.
         *
         * @return the batch
         */
        public StoreBatch build() {
            return new StoreBatch(this);
        }
    }
}

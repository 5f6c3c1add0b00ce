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
 * What one commit changes in a store: everything in it happens, or nothing does.
 *
 * <p>Order: what is to be dropped is dropped first, then the rest is added.
 *
 * <p><b>Threading.</b> Immutable; a builder is for one thread.
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
    }

    /**
     * Begins a batch.
     *
     * @return a builder of an empty one
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Blocks to add. Tails within one of them go.
     *
     * @return the blocks
     */
    public List<SealedBlock> blocks() {
        return blocks;
    }

    /**
     * What is recorded and not yet sealed, to add to the tail.
     *
     * @return small blocks
     */
    public List<SealedBlock> tail() {
        return tail;
    }

    /**
     * Blocks to set aside.
     *
     * @return first sequence and reason of each
     */
    public Map<Long, String> quarantined() {
        return quarantined;
    }

    /**
     * Sequences to note as lost.
     *
     * @return the ranges, by sequence
     */
    public List<SequenceRange> lost() {
        return lost;
    }

    /**
     * Blocks and tails that end before this sequence are to go.
     *
     * @return the sequence, 0 if none are
     */
    public long dropBefore() {
        return dropBefore;
    }

    /**
     * States to add.
     *
     * @return the states
     */
    public List<EncodedState> states() {
        return states;
    }

    /**
     * States to go.
     *
     * @return name and sequence of each; their size is not looked at
     */
    public List<StoredState> droppedStates() {
        return droppedStates;
    }

    /**
     * Where the history stands. Without it, the next sequence follows from the events added.
     *
     * @return the position, if it is to change
     */
    public @Nullable HistoryPosition position() {
        return position;
    }

    /**
     * Sessions to add, or to take the place of the ones of the same number.
     *
     * @return the sessions
     */
    public List<StoredSession> sessions() {
        return sessions;
    }

    /**
     * Returns what this batch adds, and nothing that it drops or decides: its blocks, tails, lost ranges and sessions. A store
     * that had to be salvaged inside a commit commits that, since the rest was decided by what it had before. Its {@link
     * EventStore#recovery} is then another one, by which the writer knows that it has to plan anew.
     *
     * @return the batch without drops, states and position
     */
    public StoreBatch withoutDrops() {
        Builder added = new Builder();
        added.blocks.addAll(blocks);
        added.tail.addAll(tail);
        added.lost.addAll(lost);
        added.sessions.addAll(sessions);
        return added.build();
    }

    /** Says what a batch is to change. */
    public static final class Builder {
        private final List<SealedBlock> blocks = new ArrayList<>();
        private final List<SealedBlock> tail = new ArrayList<>();
        private final Map<Long, String> quarantined = new LinkedHashMap<>();
        private final List<SequenceRange> lost = new ArrayList<>();
        private final List<EncodedState> states = new ArrayList<>();
        private final List<StoredState> droppedStates = new ArrayList<>();
        private final List<StoredSession> sessions = new ArrayList<>();
        private long dropBefore;
        private @Nullable HistoryPosition position;

        private Builder() {}

        /**
         * Adds a block. Tails within its range go, since it has their events.
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
         * @param events the events, as a small block that does not reach over the end of a block yet to be sealed
         * @return this
         */
        public Builder tail(SealedBlock events) {
            tail.add(events);
            return this;
        }

        /**
         * Sets a damaged block aside, where it is kept.
         *
         * @param firstSequence the block's first sequence; nothing happens if there is none
         * @param reason what is wrong with it
         * @return this
         */
        public Builder quarantine(long firstSequence, String reason) {
            quarantined.put(firstSequence, reason);
            return this;
        }

        /**
         * Notes that events were recorded which the store will never get, so that whoever opens it knows of the gap.
         *
         * @param range their sequences, behind all that was stored before and in front of what this batch adds
         * @return this
         */
        public Builder lost(SequenceRange range) {
            lost.add(range);
            return this;
        }

        /**
         * Drops the oldest blocks and tails: those that end before a sequence.
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
         * @param name whose state it is
         * @param sequence it is the state before the event of this sequence
         * @param bytes the state; held, not copied
         * @return this
         */
        public Builder state(String name, long sequence, byte[] bytes) {
            states.add(new EncodedState(name, sequence, bytes));
            return this;
        }

        /**
         * Drops a state; nothing happens if there is none.
         *
         * @param name whose state it is
         * @param sequence its sequence
         * @return this
         */
        public Builder dropState(String name, long sequence) {
            droppedStates.add(new StoredState(name, sequence, 0));
            return this;
        }

        /**
         * Says where the history stands.
         *
         * @param newPosition what is to be kept
         * @return this
         */
        public Builder position(HistoryPosition newPosition) {
            position = newPosition;
            return this;
        }

        /**
         * Adds a session, or says something new of one.
         *
         * @param session the session
         * @return this
         */
        public Builder session(StoredSession session) {
            sessions.add(session);
            return this;
        }

        /**
         * The batch as described so far.
         *
         * @return the batch
         */
        public StoreBatch build() {
            return new StoreBatch(this);
        }
    }
}

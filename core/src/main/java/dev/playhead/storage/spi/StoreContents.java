package dev.playhead.storage.spi;

import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The contents of a store as of one commit.
 *
 * @param blocks the blocks, by sequence, without their bytes. No two blocks overlap. A small block of the tail is
 *     included in this list if a block follows it, because it is then the remainder of a lost block
 * @param tail the events that were committed after all blocks and are not yet sealed, as small blocks, by sequence. One
 *     of these small blocks may overlap with the last block; both then contain the events of the overlap
 * @param history the position of the history
 * @param sessions the sessions, oldest first
 * @param states the states, by name and sequence, without their bytes
 * @param gaps the sequences of recorded events that are lost or quarantined, between, before and after the blocks and
 *     tails
 * @param breaks the breaks in recording that the headers of the blocks and tails contain, by sequence
 * @param indexes the indexes of blocks, by first sequence, without their bytes. No two indexes overlap. The list is
 *     complete even if only the blocks after a sequence were requested
 */
public record StoreContents(
        List<StoredBlock> blocks,
        List<SealedBlock> tail,
        HistoryPosition history,
        List<StoredSession> sessions,
        List<StoredState> states,
        List<SequenceRange> gaps,
        List<RecordingBreak> breaks,
        List<StoredIndex> indexes) {

    /**
     * The position of a history, apart from its events.
     *
     * @param nextSequence the sequence of the next event, greater than the sequence of every stored event
     * @param originSequence the first sequence of the history: 0, or the first sequence after the history was last
     *     cleared
     * @param evictedEvents the number of events that retention has evicted since the origin
     */
    public record HistoryPosition(long nextSequence, long originSequence, long evictedEvents) {
        /** The position of an empty history. */
        public static final HistoryPosition START = new HistoryPosition(0, 0, 0);

        /**
         * Checks the numbers.
         *
         * @param nextSequence the sequence of the next event
         * @param originSequence the first sequence of the history
         * @param evictedEvents the number of evicted events
         * @throws IllegalArgumentException if a number is negative, or the origin exceeds the next sequence
         */
        public HistoryPosition {
            if (nextSequence < originSequence || originSequence < 0 || evictedEvents < 0) {
                throw new IllegalArgumentException("nextSequence=" + nextSequence + ", originSequence=" + originSequence
                        + ", evictedEvents=" + evictedEvents
                        + ": none may be negative, and originSequence must not exceed nextSequence");
            }
        }

        /**
         * Returns this position, advanced to at least the given sequence.
         *
         * @param sequence the minimum for the next sequence
         * @return the position
         */
        public HistoryPosition atLeast(long sequence) {
            return sequence <= nextSequence ? this : new HistoryPosition(sequence, originSequence, evictedEvents);
        }
    }

    /**
     * Creates contents with copies of the lists.
     *
     * @param blocks the blocks
     * @param tail the events not yet sealed
     * @param history the position of the history
     * @param sessions the sessions
     * @param states the states
     * @param gaps the missing sequences
     * @param breaks the breaks in recording
     * @param indexes the indexes of blocks
     */
    public StoreContents {
        blocks = List.copyOf(blocks);
        tail = List.copyOf(tail);
        sessions = List.copyOf(sessions);
        states = List.copyOf(states);
        gaps = List.copyOf(gaps);
        breaks = List.copyOf(breaks);
        indexes = List.copyOf(indexes);
    }

    /**
     * Creates the contents of a store without indexes.
     *
     * @param blocks the blocks
     * @param tail the events not yet sealed
     * @param history the position of the history
     * @param sessions the sessions
     * @param states the states
     * @param gaps the missing sequences
     * @param breaks the breaks in recording
     */
    public StoreContents(
            List<StoredBlock> blocks,
            List<SealedBlock> tail,
            HistoryPosition history,
            List<StoredSession> sessions,
            List<StoredState> states,
            List<SequenceRange> gaps,
            List<RecordingBreak> breaks) {
        this(blocks, tail, history, sessions, states, gaps, breaks, List.of());
    }

    /**
     * Returns all breaks in recording: those in headers, and those that are only in sessions so far.
     * Each break is included only once, even if a session has the break at an earlier sequence than a header.
     *
     * @return the breaks, by sequence
     */
    public List<RecordingBreak> allBreaks() {
        NavigableMap<Long, RecordingBreak> all = new TreeMap<>();
        breaks.forEach(one -> all.put(one.sequence(), one));
        // If two sessions have a break after the same event, the break of the later session includes both breaks.
        for (int i = sessions.size() - 1; i >= 0; i--) {
            RecordingBreak pending = sessions.get(i).recordingBreak().orElse(null);
            if (pending != null
                    && pending.sequence() > history.originSequence()
                    && !all.containsKey(pending.sequence())
                    && all.tailMap(pending.sequence()).values().stream().noneMatch(one -> one.contains(pending))) {
                all.put(pending.sequence(), pending);
            }
        }
        return List.copyOf(all.values());
    }
}

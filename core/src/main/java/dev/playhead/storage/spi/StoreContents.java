package dev.playhead.storage.spi;

import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is in a store, as of one commit.
 *
 * @param blocks the blocks, by sequence, without their bytes. None overlaps with another. A tail in front of a block is one of
 *     them: it is what is left where a block was lost
 * @param tail what was committed behind all blocks and not yet sealed, as small blocks, by sequence. One may overlap with the
 *     last block, which then has the same events
 * @param history where the history stands
 * @param sessions the sessions, oldest first
 * @param states the states, by name and sequence, without their bytes
 * @param gaps sequences among and around the blocks and tails whose events were recorded and are lost or quarantined
 * @param breaks what the headers of the blocks and tails say of breaks in recording, by sequence
 */
public record StoreContents(
        List<StoredBlock> blocks,
        List<SealedBlock> tail,
        HistoryPosition history,
        List<StoredSession> sessions,
        List<StoredState> states,
        List<SequenceRange> gaps,
        List<RecordingBreak> breaks) {

    /**
     * Where a history stands, apart from its events.
     *
     * @param nextSequence the sequence of the next event, greater than that of all stored ones
     * @param originSequence where the history begins: 0, or the first sequence after it was last cleared
     * @param evictedEvents how many events retention has evicted since then
     */
    public record HistoryPosition(long nextSequence, long originSequence, long evictedEvents) {
        /** The beginning. */
        public static final HistoryPosition START = new HistoryPosition(0, 0, 0);

        /**
         * Checks the numbers.
         *
         * @param nextSequence the sequence of the next event
         * @param originSequence where the history begins
         * @param evictedEvents how many events were evicted
         * @throws IllegalArgumentException if one is negative, or the history begins after its end
         */
        public HistoryPosition {
            if (nextSequence < originSequence || originSequence < 0 || evictedEvents < 0) {
                throw new IllegalArgumentException(
                        "nextSequence=" + nextSequence + ", originSequence=" + originSequence + ", evictedEvents="
                                + evictedEvents + ": none may be negative, and the origin not beyond the next");
            }
        }

        /**
         * The same, further on.
         *
         * @param sequence what the next sequence is to be at least
         * @return the position
         */
        public HistoryPosition atLeast(long sequence) {
            return sequence <= nextSequence ? this : new HistoryPosition(sequence, originSequence, evictedEvents);
        }
    }

    /**
     * Copies the lists.
     *
     * @param blocks the blocks
     * @param tail what is not yet sealed
     * @param history where the history stands
     * @param sessions the sessions
     * @param states the states
     * @param gaps what is missing
     * @param breaks the breaks in recording
     */
    public StoreContents {
        blocks = List.copyOf(blocks);
        tail = List.copyOf(tail);
        sessions = List.copyOf(sessions);
        states = List.copyOf(states);
        gaps = List.copyOf(gaps);
        breaks = List.copyOf(breaks);
    }

    /**
     * Returns all breaks in recording: those in headers, and those behind the last events of sessions, which no header has yet. One
     * that has come to lie elsewhere since, before an event or behind lost ones, is there once.
     *
     * @return the breaks, by sequence
     */
    public List<RecordingBreak> allBreaks() {
        NavigableMap<Long, RecordingBreak> all = new TreeMap<>();
        breaks.forEach(one -> all.put(one.sequence(), one));
        // Of two sessions with a break behind the same event the later one has both.
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

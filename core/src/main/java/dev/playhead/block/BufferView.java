package dev.playhead.block;

import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.List;

/**
 * A view of the contents of a history at a point in time.
 *
 * @param run the kept events
 * @param retired evicted blocks that are not yet folded into the base states, in order
 * @param complete whether no event was evicted since the history began at {@code originSequence}
 * @param originSequence the sequence at which the history begins: 0, or the first sequence after the last clearing
 * @param lost the sequences of events that were recorded and not evicted, but are lost; a state after a lost event can
 *     be computed only from a known state that lies after this event
 * @param breaks the pauses of recording during which events were offered, in order; the first of them may be directly
 *     before the first event held
 * @param states the states in the store. If this process writes the store, these are the states found when the store
 *     was opened; otherwise they are the current states. The list is the same instance as long as no state has changed
 */
public record BufferView(
        EventSlice run,
        List<Block> retired,
        boolean complete,
        long originSequence,
        List<SequenceRange> lost,
        List<RecordingBreak> breaks,
        List<StoredState> states) {
    /**
     * Creates a view of a history that has no store and has lost no event.
     *
     * @param run the kept events
     * @param retired evicted blocks that are not yet folded into the base states, in order
     * @param complete whether no event was evicted since the history began at {@code originSequence}
     * @param originSequence the sequence at which the history begins
     */
    public BufferView(EventSlice run, List<Block> retired, boolean complete, long originSequence) {
        this(run, retired, complete, originSequence, List.of(), List.of(), List.of());
    }

    /**
     * Returns the sequence of the first event held. Evicted events that are not yet folded count as held.
     *
     * @return the first sequence; {@link Long#MAX_VALUE} if there is none
     */
    public long firstSequence() {
        if (!retired.isEmpty()) {
            return retired.get(0).sequence(0);
        }
        return run.isEmpty() ? Long.MAX_VALUE : run.fromBlockStart().firstSequence();
    }

    /**
     * Returns the breaks directly before the first kept event, between kept events, and after the last one.
     *
     * @return the breaks, in order
     */
    public List<RecordingBreak> keptBreaks() {
        long first = firstKept();
        return breaks.stream().filter(one -> one.sequence() >= first).toList();
    }

    /**
     * Returns the lost ranges of this history, except those from before the history was last cleared.
     *
     * @return the ranges, in order
     */
    public List<SequenceRange> lostSinceOrigin() {
        return lost.stream().filter(range -> range.last() >= originSequence).toList();
    }

    /**
     * Returns the breaks between the last kept event before {@code first} and the first kept event after {@code last}.
     * If one of these events does not exist, the breaks are not limited on that side.
     *
     * @param first a sequence
     * @param last a sequence that is not less than {@code first}
     * @return the breaks, in order
     */
    public List<RecordingBreak> breaksAround(long first, long last) {
        if (breaks.isEmpty()) {
            return breaks;
        }
        long before = keptBefore(first);
        long after = keptAfter(last);
        return breaks.stream()
                .filter(one -> one.sequence() > before && one.sequence() <= after)
                .toList();
    }

    /**
     * Returns the lost ranges between the last kept event before {@code first} and the first kept event after {@code
     * last}, except those from before the history was last cleared.
     *
     * @param first a sequence
     * @param last a sequence that is not less than {@code first}
     * @return the ranges, in order
     */
    public List<SequenceRange> lostAround(long first, long last) {
        if (lost.isEmpty()) {
            return lost;
        }
        long before = keptBefore(first);
        long after = keptAfter(last);
        return lostSinceOrigin().stream()
                .filter(range -> range.first() > before && range.first() < after)
                .toList();
    }

    /**
     * Returns the sequence of the last kept event before the given sequence.
     *
     * @param sequence the sequence
     * @return the sequence of that event; -1 if there is none
     */
    public long keptBefore(long sequence) {
        if (run.isEmpty() || sequence <= run.firstSequence()) {
            return -1;
        }
        if (sequence > run.lastSequence()) {
            return run.lastSequence();
        }
        int block = run.blockAfter(sequence - 1);
        int position = run.positionAfter(block, sequence - 1);
        if (position > run.begin(block)) {
            return run.blocks().get(block).sequence(position - 1);
        }
        return run.blocks().get(block - 1).sequence(run.end(block - 1) - 1);
    }

    /**
     * Returns the sequence of the first kept event after the given sequence.
     *
     * @param sequence the sequence
     * @return the sequence of that event; {@link Long#MAX_VALUE} if there is none
     */
    public long keptAfter(long sequence) {
        if (run.isEmpty() || sequence >= run.lastSequence()) {
            return Long.MAX_VALUE;
        }
        int block = run.blockAfter(sequence);
        int position = run.positionAfter(block, sequence);
        return position < run.end(block)
                ? run.blocks().get(block).sequence(position)
                : run.blocks().get(block + 1).sequence(0);
    }

    private long firstKept() {
        if (!run.isEmpty()) {
            return run.firstSequence();
        }
        Block last = retired.isEmpty() ? null : retired.get(retired.size() - 1);
        return last == null ? 0 : last.sequence(last.size() - 1) + 1;
    }

    /**
     * Describes the range of kept events for use in messages.
     *
     * @return a text such as {@code kept=17..1016}
     */
    public String kept() {
        return run.isEmpty() ? "no event is kept" : "kept=" + run.firstSequence() + ".." + run.lastSequence();
    }
}

package dev.playhead.block;

import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.List;

/**
 * What a history holds at one moment.
 *
 * @param run the kept events
 * @param retired evicted blocks that are not yet folded into the base states, in order
 * @param complete whether nothing was evicted since {@code originSequence}
 * @param originSequence where the history begins: 0, or the first sequence after it was last cleared
 * @param lost sequences that were recorded, not evicted, and are lost; states among and after them cannot be told
 * @param breaks where recording was paused while events were offered, in order; none before the first event held
 * @param states the states in the store: as it was found where this process writes it, else as it is. The very same list as
 *     long as none of them has changed
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
     * What is held of a history that has lost nothing, without a store.
     *
     * @param run the kept events
     * @param retired evicted blocks that are not yet folded into the base states, in order
     * @param complete whether nothing was evicted since {@code originSequence}
     * @param originSequence where the history begins
     */
    public BufferView(EventSlice run, List<Block> retired, boolean complete, long originSequence) {
        this(run, retired, complete, originSequence, List.of(), List.of(), List.of());
    }

    /**
     * Where the events that are held begin, those included that are evicted and not yet folded.
     *
     * @return the sequence of the first one; {@link Long#MAX_VALUE} if there is none
     */
    public long firstSequence() {
        if (!retired.isEmpty()) {
            return retired.get(0).sequence(0);
        }
        return run.isEmpty() ? Long.MAX_VALUE : run.fromBlockStart().firstSequence();
    }

    /**
     * Returns the breaks among the kept events, in front of them and behind them.
     *
     * @return the breaks, in order
     */
    public List<RecordingBreak> keptBreaks() {
        long first = firstKept();
        return breaks.stream().filter(one -> one.sequence() >= first).toList();
    }

    /**
     * Returns what is lost of this history, without what was lost before it was last cleared.
     *
     * @return the ranges, in order
     */
    public List<SequenceRange> lostSinceOrigin() {
        return lost.stream().filter(range -> range.last() >= originSequence).toList();
    }

    /**
     * Returns the breaks between the kept event before a sequence and the one after another.
     *
     * @param first the one sequence
     * @param last the other one
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
     * Returns what is lost between the kept event before a sequence and the one after another.
     *
     * @param first the one sequence
     * @param last the other one
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
     * Returns where the kept events before a sequence end.
     *
     * @param sequence the sequence
     * @return the sequence of the last one of them; -1 if there is none
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
     * Returns where the kept events after a sequence begin.
     *
     * @param sequence the sequence
     * @return the sequence of the first one of them; {@link Long#MAX_VALUE} if there is none
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
     * What is kept, as messages say it.
     *
     * @return such as {@code kept=17..1016}
     */
    public String kept() {
        return run.isEmpty() ? "no event is kept" : "kept=" + run.firstSequence() + ".." + run.lastSequence();
    }
}

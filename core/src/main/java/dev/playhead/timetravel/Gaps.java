package dev.playhead.timetravel;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events that were recorded and are lost, as far as they are of the history that is held. Immutable. */
final class Gaps {
    private final List<SequenceRange> lost;
    private final EventSlice run;

    Gaps(BufferView held) {
        this.lost = held.lost().stream()
                .filter(range -> range.last() >= held.originSequence())
                .toList();
        this.run = held.run();
    }

    /** Returns the first lost range that overlaps {@code from} to {@code to}, both inclusive; null if there is none. */
    @Nullable
    SequenceRange firstOverlapping(long from, long to) {
        for (SequenceRange range : lost) {
            if (range.first() <= to && range.last() >= from) {
                return range;
            }
        }
        return null;
    }

    /** Throws {@link IncompleteHistoryException} if any event from {@code from} to {@code to}, both inclusive, is lost. */
    void requireNone(long from, long to) {
        SequenceRange range = firstOverlapping(from, to);
        if (range != null) {
            throw refusal(range);
        }
    }

    static IncompleteHistoryException refusal(SequenceRange range) {
        return new IncompleteHistoryException(
                "events=" + range
                        + " are lost, so the state after them is not known; call partialState to leave them out, or"
                        + " TimelineManager.within with a range that does not contain them",
                range);
    }

    /** Returns the end of the last lost range that begins at or before {@code sequence}; -1 if there is none. */
    long lastUpTo(long sequence) {
        long last = -1;
        for (SequenceRange range : lost) {
            last = range.first() <= sequence ? Math.max(last, range.last()) : last;
        }
        return last;
    }

    /**
     * Returns the last lost sequence between {@code sequence} and the next retained event, or {@code sequence} itself if none
     * is lost there. -1 means before the first event.
     */
    long lastLostAfter(long sequence) {
        if (firstOverlapping(sequence + 1, Long.MAX_VALUE) == null) {
            return sequence;
        }
        return Math.max(sequence, lastUpTo(next(sequence) - 1));
    }

    private long next(long sequence) {
        if (run.isEmpty()) {
            return Long.MAX_VALUE;
        }
        int block = run.blockAfter(sequence);
        int position = run.positionAfter(block, sequence);
        if (position < run.end(block)) {
            return run.blocks().get(block).sequence(position);
        }
        return block + 1 < run.blocks().size() ? run.blocks().get(block + 1).sequence(0) : Long.MAX_VALUE;
    }

    /**
     * Wraps the events from {@code from} to {@code to}: throws {@link IncompleteHistoryException} instead of passing the first
     * lost range, or of ending before it.
     */
    Iterator<RecordedEvent> unbroken(Iterator<RecordedEvent> events, long from, long to) {
        SequenceRange gap = firstOverlapping(from, to);
        return gap == null ? events : new StopAtGap(events, gap);
    }

    private record StopAtGap(Iterator<RecordedEvent> events, SequenceRange gap) implements Iterator<RecordedEvent> {
        @Override
        public boolean hasNext() {
            if (!events.hasNext()) {
                throw refusal(gap);
            }
            return true;
        }

        @Override
        public RecordedEvent next() {
            RecordedEvent event = events.next();
            if (event.sequence() > gap.first()) {
                throw refusal(gap);
            }
            return event;
        }
    }
}

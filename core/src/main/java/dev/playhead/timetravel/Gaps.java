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

    /** The first one that has any sequence between two, inclusive; null if none has. */
    @Nullable
    SequenceRange first(long from, long to) {
        for (SequenceRange range : lost) {
            if (range.first() <= to && range.last() >= from) {
                return range;
            }
        }
        return null;
    }

    /** Refuses if anything between two sequences, inclusive, is lost. */
    void requireNone(long from, long to) {
        SequenceRange range = first(from, to);
        if (range != null) {
            throw refusal(range);
        }
    }

    static IncompleteHistoryException refusal(SequenceRange range) {
        return new IncompleteHistoryException(
                "events=" + range
                        + " are lost, so the state after them is not known; ask for partialState to leave them out, or"
                        + " about events without them by within",
                range);
    }

    /** The last lost sequence of those that begin at or before a place; -1 if nothing is lost there. */
    long lastUpTo(long sequence) {
        long last = -1;
        for (SequenceRange range : lost) {
            last = range.first() <= sequence ? Math.max(last, range.last()) : last;
        }
        return last;
    }

    /**
     * The last sequence that is lost between an event and the next kept one; that of the event if none is. The event is given
     * by its sequence, and -1 is before all.
     */
    long lastBehind(long sequence) {
        if (first(sequence + 1, Long.MAX_VALUE) == null) {
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

    /** The events, which lie between two places: refuses to go over what is lost, and to end before it. */
    Iterator<RecordedEvent> unbroken(Iterator<RecordedEvent> events, long from, long to) {
        SequenceRange gap = first(from, to);
        return gap == null ? events : new UpTo(events, gap);
    }

    private record UpTo(Iterator<RecordedEvent> events, SequenceRange gap) implements Iterator<RecordedEvent> {
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

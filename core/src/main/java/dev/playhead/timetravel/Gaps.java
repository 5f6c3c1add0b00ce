package dev.playhead.timetravel;

import dev.playhead.block.BufferView;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gaps between the events held: lost events, which were recorded, and breaks, during which events were not
 * recorded. The sequence of a break is that of the event after the break. Immutable.
 */
final class Gaps {
    private final List<SequenceRange> lost;
    private final List<RecordingBreak> breaks;
    private final BufferView held;

    /** A lost range, or a break. */
    private record Gap(
            long first,
            @Nullable SequenceRange lost,
            @Nullable RecordingBreak recordingBreak) {}

    Gaps(BufferView held) {
        this(held.lostSinceOrigin(), held.breaks(), held);
    }

    private Gaps(List<SequenceRange> lost, List<RecordingBreak> breaks, BufferView held) {
        this.lost = lost;
        this.breaks = breaks;
        this.held = held;
    }

    /**
     * Returns these gaps without the breaks that are irrelevant to the given filter. A break is irrelevant if none of
     * the events offered during the break may pass the filter.
     */
    Gaps relevantTo(EventFilter filter) {
        List<RecordingBreak> relevant =
                breaks.stream().filter(filter::mayPassAnyOf).toList();
        return new Gaps(lost, relevant, held);
    }

    /**
     * Returns the gaps after a known state. This state lies directly before the event with the given sequence. If there
     * is a break directly before this event, the state lies after the break.
     */
    Gaps behind(long sequence) {
        return new Gaps(
                lost.stream().filter(range -> range.last() >= sequence).toList(),
                breaks.stream().filter(one -> one.sequence() > sequence).toList(),
                held);
    }

    /**
     * Returns these gaps without the breaks whose sequence is less than the given sequence. Used if a known state lies
     * after the omitted breaks.
     */
    Gaps from(long sequence) {
        return new Gaps(
                lost, breaks.stream().filter(one -> one.sequence() >= sequence).toList(), held);
    }

    /**
     * Returns the number of events that were offered during the break with the given sequence and that may pass the
     * given filter; 0 if there is no such break.
     */
    long offeredAt(long sequence, EventFilter filter) {
        for (RecordingBreak one : breaks) {
            if (one.sequence() == sequence) {
                return one.events(filter::mayPass);
            }
        }
        return 0;
    }

    boolean isEmpty() {
        return lost.isEmpty() && breaks.isEmpty();
    }

    /** Returns whether there is a break with a sequence from {@code from} to {@code to}, both inclusive. */
    boolean hasBreaks(long from, long to) {
        return breaks.stream().anyMatch(one -> one.sequence() >= from && one.sequence() <= to);
    }

    /**
     * Returns the last sequence before the first gap from {@code from} to {@code to}, both inclusive; {@code to} if
     * there is no gap.
     */
    long unbrokenUpTo(long from, long to) {
        Gap gap = firstWithin(from, to);
        return gap == null ? to : gap.first - 1;
    }

    private @Nullable Gap firstWithin(long from, long to) {
        Gap first = null;
        for (SequenceRange range : lost) {
            if (range.first() <= to && range.last() >= from) {
                first = new Gap(range.first(), range, null);
                break;
            }
        }
        for (RecordingBreak one : breaks) {
            boolean within = one.sequence() >= from && one.sequence() <= to;
            if (within && (first == null || one.sequence() <= first.first)) {
                return new Gap(one.sequence(), null, one);
            }
        }
        return first;
    }

    /**
     * Throws {@link IncompleteHistoryException} if any sequence from {@code from} to {@code to}, both inclusive, is
     * lost or is the sequence of a break.
     */
    void requireNone(long from, long to) {
        Gap gap = firstWithin(from, to);
        if (gap != null) {
            throw refusal(gap);
        }
    }

    /** Throws {@link IncompleteHistoryException} if there is a break with the given sequence. */
    void requireNoBreakAt(long sequence) {
        for (RecordingBreak one : breaks) {
            if (one.sequence() == sequence) {
                throw refusal(new Gap(sequence, null, one));
            }
        }
    }

    private static IncompleteHistoryException refusal(Gap gap) {
        RecordingBreak one = gap.recordingBreak;
        if (one == null) {
            return new IncompleteHistoryException(
                    "events=" + gap.lost
                            + " are lost, so the state after them is unknown; call partialState to leave them out, or"
                            + " TimelineManager.within with a range that does not contain them",
                    gap.lost,
                    null);
        }
        return new IncompleteHistoryException(
                "recording was paused before sequence=" + one.sequence() + ", from " + one.from() + " to " + one.to()
                        + ", while events=" + one.offered()
                        + " were offered, so the state after that is unknown; call EventHistory.baseline right after"
                        + " recording resumes to make later states known; call partialState to leave out"
                        + " unrecorded events, or"
                        + " TimelineManager.within with a range that does not contain the break",
                null,
                one);
    }

    /**
     * Returns the least sequence such that the state after it is also after every gap that begins at or before {@code
     * sequence}. After a lost range, that is the last sequence of the range; after a break, it is the sequence of the
     * break. Returns -1 if there is no gap up to {@code sequence}.
     */
    long lastUpTo(long sequence) {
        long last = -1;
        for (SequenceRange range : lost) {
            last = range.first() <= sequence ? Math.max(last, range.last()) : last;
        }
        for (RecordingBreak one : breaks) {
            last = one.sequence() <= sequence ? Math.max(last, one.sequence()) : last;
        }
        return last;
    }

    /**
     * Returns the last lost sequence between {@code sequence} and the next retained event, or {@code sequence} itself
     * if no sequence between them is lost. A {@code sequence} of -1 means the beginning, before the first event.
     */
    long lastLostAfter(long sequence) {
        if (lost.stream().noneMatch(range -> range.last() > sequence)) {
            return sequence;
        }
        long next = held.keptAfter(sequence);
        long last = sequence;
        for (SequenceRange range : lost) {
            last = range.first() < next ? Math.max(last, range.last()) : last;
        }
        return last;
    }

    /**
     * Returns the first break after the event with the given sequence, if the break precedes the next retained event;
     * otherwise null.
     */
    @Nullable
    RecordingBreak breakAfter(long sequence) {
        for (RecordingBreak one : breaks) {
            if (one.sequence() > sequence) {
                return one.sequence() <= held.keptAfter(sequence) ? one : null;
            }
        }
        return null;
    }

    /**
     * Returns an iterator over the given events, which are those from {@code from} to {@code to}. If there is a gap
     * between them, the iterator throws {@link IncompleteHistoryException} when it reaches the gap, even if no event
     * follows the gap.
     */
    Iterator<RecordedEvent> unbroken(Iterator<RecordedEvent> events, long from, long to) {
        Gap gap = firstWithin(from, to);
        return gap == null ? events : new StopAtGap(events, gap);
    }

    private record StopAtGap(Iterator<RecordedEvent> events, Gap gap) implements Iterator<RecordedEvent> {
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
            if (event.sequence() >= gap.first) {
                throw refusal(gap);
            }
            return event;
        }
    }
}

package dev.playhead;

import dev.playhead.block.EventSlice;
import dev.playhead.filter.CountBy;
import dev.playhead.filter.EventCounts;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.recording.CircularBuffer;
import java.util.Iterator;

/** The counts of the events that match a filter, by block. */
final class HeldCounts extends HeldItems<EventCounts> {
    private final EventFilter filter;
    private final CountBy by;

    HeldCounts(CircularBuffer buffer, EventFilter filter, CountBy by) {
        super(buffer, buffer.held());
        this.filter = filter;
        this.by = by;
    }

    @Override
    Iterator<EventCounts> after(EventSlice events, long sequence) {
        return new EventSearcher(events).counts(sequence, filter, by);
    }

    @Override
    long lastSequence(EventCounts counts) {
        return counts.lastSequence();
    }
}

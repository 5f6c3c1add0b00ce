package dev.playhead;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.recording.CircularBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The events that match a filter, with what is missing among all events. */
final class HeldEvents extends HeldItems<RecordedEvent> {
    private final EventFilter filter;
    private final List<RecordingBreak> breaks;
    private List<SequenceRange> lost;

    HeldEvents(CircularBuffer buffer, EventFilter filter) {
        this(buffer, filter, buffer.held());
    }

    private HeldEvents(CircularBuffer buffer, EventFilter filter, BufferView held) {
        super(buffer, held);
        this.filter = filter;
        this.breaks = held.keptBreaks();
        this.lost = held.lostSinceOrigin();
    }

    Stream<RecordedEvent> stream() {
        return EventSearcher.stream(this);
    }

    /** Returns the breaks before, among and after these events, regardless of the filter. */
    List<RecordingBreak> breaks() {
        return breaks;
    }

    /** Returns the sequences of lost events. If further events turn out to be lost, later calls return a new list. */
    List<SequenceRange> lost() {
        return lost;
    }

    @Override
    Iterator<RecordedEvent> after(EventSlice events, long sequence) {
        return new EventSearcher(events).after(sequence, filter);
    }

    @Override
    long lastSequence(RecordedEvent event) {
        return event.sequence();
    }

    @Override
    void missed(BufferView held) {
        List<SequenceRange> now = new ArrayList<>();
        held.lostSinceOrigin().stream().filter(range -> range.first() <= end).forEach(now::add);
        lost.stream().filter(range -> range.first() > end).forEach(now::add);
        if (!now.equals(lost)) {
            lost = List.copyOf(now);
        }
    }
}

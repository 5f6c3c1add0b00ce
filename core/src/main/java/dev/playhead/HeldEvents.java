package dev.playhead;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.block.MissingBlockException;
import dev.playhead.internal.block.MissingBlockRetry;
import dev.playhead.internal.recording.CircularBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An iterator over the events that match a filter, up to the last event recorded when the iterator was created. A block
 * of the store that turns out to be damaged, or that the store drops before the block is read, is skipped. Later
 * queries also skip this block.
 *
 * <p><b>Threading.</b> Not thread-safe.
 */
final class HeldEvents implements Iterator<RecordedEvent> {
    private final CircularBuffer buffer;
    private final EventFilter filter;
    private final long end;
    private long position = -1;
    private final MissingBlockRetry retry = new MissingBlockRetry();
    private final List<RecordingBreak> breaks;
    private List<SequenceRange> lost;
    private EventSlice run;
    private @Nullable Iterator<RecordedEvent> events;
    private @Nullable RecordedEvent next;

    HeldEvents(CircularBuffer buffer, EventFilter filter) {
        this.buffer = buffer;
        this.filter = filter;
        BufferView held = buffer.held();
        this.run = held.run();
        this.breaks = held.keptBreaks();
        this.lost = held.lostSinceOrigin();
        this.end = run.isEmpty() ? -1 : run.lastSequence();
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

    private void leaveOutWhatIsMissing() {
        BufferView held = buffer.held();
        run = held.run();
        List<SequenceRange> now = new ArrayList<>();
        held.lostSinceOrigin().stream().filter(range -> range.first() <= end).forEach(now::add);
        lost.stream().filter(range -> range.first() > end).forEach(now::add);
        if (!now.equals(lost)) {
            lost = List.copyOf(now);
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            try {
                Iterator<RecordedEvent> rest = events;
                if (rest == null) { // inside the try statement, because this reads a block, which may be missing
                    rest = end < 0
                            ? Collections.emptyIterator()
                            : new EventSearcher(run.upTo(end)).after(position, filter);
                    events = rest;
                }
                if (!rest.hasNext()) {
                    return false;
                }
                next = rest.next();
                retry.answered();
            } catch (MissingBlockException e) {
                retry.missed(e);
                leaveOutWhatIsMissing();
                events = null;
            }
        }
        return true;
    }

    @Override
    public RecordedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        RecordedEvent event = Objects.requireNonNull(next);
        position = event.sequence();
        next = null;
        return event;
    }
}

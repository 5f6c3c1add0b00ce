package dev.playhead;

import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.block.MissingBlockException;
import dev.playhead.internal.block.MissingBlockRetry;
import dev.playhead.internal.recording.CircularBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The events that a filter lets pass, one by one, up to the last one that was recorded at first. A block of the store that
 * turns out to be damaged, or that retention takes away meanwhile, is left out, as it is in every answer from then on.
 *
 * <p><b>Threading.</b> For one thread.
 */
final class HeldEvents implements Iterator<RecordedEvent> {
    private final CircularBuffer buffer;
    private final EventFilter filter;
    private final long end;
    private long position = -1;
    private final MissingBlockRetry retry = new MissingBlockRetry();
    private EventSlice run;
    private @Nullable Iterator<RecordedEvent> events;
    private @Nullable RecordedEvent next;

    HeldEvents(CircularBuffer buffer, EventFilter filter) {
        this.buffer = buffer;
        this.filter = filter;
        this.run = buffer.held().run();
        this.end = run.isEmpty() ? -1 : run.lastSequence();
    }

    Stream<RecordedEvent> stream() {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, traits), false);
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            try {
                Iterator<RecordedEvent> rest = events;
                if (rest == null) { // here, since to begin looks into a block as well
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
                run = buffer.held().run();
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

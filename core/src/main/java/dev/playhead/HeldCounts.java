package dev.playhead;

import dev.playhead.block.EventSlice;
import dev.playhead.filter.CountBy;
import dev.playhead.filter.EventCounts;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.block.MissingBlockException;
import dev.playhead.internal.block.MissingBlockRetry;
import dev.playhead.internal.recording.CircularBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An iterator that counts matching events, block by block, up to the event that was the last one when the iterator was
 * created. Like {@link HeldEvents}, it skips blocks that turn out to be missing.
 *
 * <p><b>Threading.</b> Not thread-safe.
 */
final class HeldCounts implements Iterator<EventCounts> {
    private final CircularBuffer buffer;
    private final EventFilter filter;
    private final CountBy by;
    private final long end;
    private final MissingBlockRetry retry = new MissingBlockRetry();
    private EventSlice run;
    private @Nullable Iterator<EventCounts> blocks;
    private @Nullable EventCounts next;
    /** The last sequence of the run that was last returned. */
    private long position = -1;

    HeldCounts(CircularBuffer buffer, EventFilter filter, CountBy by) {
        this.buffer = buffer;
        this.filter = filter;
        this.by = by;
        this.run = buffer.held().run();
        this.end = run.lastSequence();
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            try {
                Iterator<EventCounts> rest = blocks;
                if (rest == null) { // inside the try statement, because this reads an index, which may be missing
                    rest = new EventSearcher(run).counts(position, filter, by);
                    blocks = rest;
                }
                if (!rest.hasNext()) {
                    return false;
                }
                next = rest.next();
                retry.answered();
            } catch (MissingBlockException e) {
                retry.missed(e);
                run = buffer.held().run().upTo(end);
                blocks = null;
            }
        }
        return true;
    }

    @Override
    public EventCounts next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        EventCounts counts = Objects.requireNonNull(next);
        position = counts.lastSequence();
        next = null;
        return counts;
    }
}

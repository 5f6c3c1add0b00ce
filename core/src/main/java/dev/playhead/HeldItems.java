package dev.playhead;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.internal.block.MissingBlockException;
import dev.playhead.internal.block.MissingBlockRetry;
import dev.playhead.internal.recording.CircularBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An iterator over the blocks of a history, up to the last event recorded when the iterator was created. A block of the
 * store that turns out to be damaged, or that the store drops before the block is read, is skipped. Later queries also
 * skip this block.
 *
 * <p><b>Threading.</b> Not thread-safe.
 *
 * @param <T> what is read of the blocks
 */
abstract class HeldItems<T> implements Iterator<T> {
    /** The sequence of the last event; -1 if there is none. */
    final long end;

    private final CircularBuffer buffer;
    private final MissingBlockRetry retry = new MissingBlockRetry();
    private EventSlice run;
    private @Nullable Iterator<T> items;
    private @Nullable T next;
    /** The last sequence of the item that was last returned. */
    private long position = -1;

    /**
     * Creates an iterator.
     *
     * @param held what the buffer holds
     */
    HeldItems(CircularBuffer buffer, BufferView held) {
        this.buffer = buffer;
        this.run = held.run();
        this.end = run.lastSequence();
    }

    /** Returns what is to be read of the events after a sequence. */
    abstract Iterator<T> after(EventSlice events, long sequence);

    /** Returns the sequence of the last event that belongs to an item. */
    abstract long lastSequence(T item);

    /** Called when a block is missing, with what the buffer holds without this block. */
    void missed(BufferView held) {}

    @Override
    public boolean hasNext() {
        while (next == null) {
            try {
                Iterator<T> rest = items;
                if (rest == null) { // inside the try statement, because this may read a block, which may be missing
                    rest = after(run.upTo(end), position);
                    items = rest;
                }
                if (!rest.hasNext()) {
                    return false;
                }
                next = rest.next();
                retry.answered();
            } catch (MissingBlockException e) {
                retry.missed(e);
                BufferView held = buffer.held();
                run = held.run();
                missed(held);
                items = null;
            }
        }
        return true;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        T item = Objects.requireNonNull(next);
        position = lastSequence(item);
        next = null;
        return item;
    }
}

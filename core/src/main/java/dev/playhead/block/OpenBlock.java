package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A block that is being recorded into: references to the events just recorded, as they were captured.
 *
 * <p><b>Threading.</b> The owner's lock guards {@link #append}; what was appended never changes, so readers that learned
 * the size under that lock read without it.
 */
public final class OpenBlock implements Block {
    private final @Nullable GridEvent[] events;
    private final long[] sequences;
    private final UnaryOperator<GridEvent> toData;
    private int size;

    /**
     * Creates an empty block.
     *
     * @param capacity how many events it can hold
     * @param toData from a captured event to one with plain data; runs no code of the application's
     */
    public OpenBlock(int capacity, UnaryOperator<GridEvent> toData) {
        this.events = new GridEvent[capacity];
        this.sequences = new long[capacity];
        this.toData = toData;
    }

    /**
     * Adds an event.
     *
     * @param sequence above all before it
     * @param captured the event, its payload captured by value
     * @throws IllegalStateException if the block is full
     */
    public void append(long sequence, GridEvent captured) {
        if (isFull()) {
            throw new IllegalStateException("block of capacity=" + events.length + " is full");
        }
        sequences[size] = sequence;
        events[size++] = captured;
    }

    /**
     * Whether nothing more fits in.
     *
     * @return whether it is full
     */
    public boolean isFull() {
        return size == events.length;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long sequence(int position) {
        return sequences[position];
    }

    @Override
    public Instant timestamp(int position) {
        return captured(position).timestamp();
    }

    @Override
    public String type(int position) {
        return captured(position).type();
    }

    @Override
    public String source(int position) {
        return captured(position).source();
    }

    @Override
    public RecordedEvent event(int position) {
        return RecordedEvent.of(sequences[position], toData.apply(captured(position)));
    }

    private GridEvent captured(int position) {
        GridEvent captured = events[position];
        if (captured == null) {
            throw new IndexOutOfBoundsException("position=" + position + " size=" + size);
        }
        return captured;
    }
}

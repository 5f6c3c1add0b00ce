package dev.playhead.internal.recording;

import dev.playhead.event.GridEvent;
import java.util.function.UnaryOperator;

/**
 * The blocks of a buffer, their retention, and the lock that guards both. Shared by the components of one buffer.
 *
 * <p><b>Threading.</b> Methods require the lock, except {@link #expires} and {@link #sealsAtOnce}.
 */
final class BufferState {
    /** Guards the ring and the retention. Never held during encoding, store access or application code. */
    final Object lock;

    final BlockRing ring;
    final Retention retention;
    final RecordingTime time;
    /** The conversion from a captured event to an event with plain data. */
    final UnaryOperator<GridEvent> toData;

    final boolean compressed;

    /**
     * The block to which events are appended without the lock; an empty closed block if a block must first be opened.
     */
    volatile RecordingBlock open = RecordingBlock.closed();

    /** Whether appending has ended, because the store would not receive further events. */
    volatile boolean ended;

    BufferState(
            Object lock,
            BlockRing ring,
            Retention retention,
            RecordingTime time,
            UnaryOperator<GridEvent> toData,
            boolean compressed) {
        this.lock = lock;
        this.ring = ring;
        this.retention = retention;
        this.time = time;
        this.toData = toData;
        this.compressed = compressed;
    }

    /** Returns whether events expire. Needs no lock. */
    boolean expires() {
        return retention.limitsAge();
    }

    /**
     * Returns whether the thread that closes a block also seals it before it evicts blocks. In that case, the size of a
     * block, and therefore the eviction, never depends on a background thread. Needs no lock.
     */
    boolean sealsAtOnce() {
        return retention.limitsBytes();
    }

    long nextSequence(int inOpen) {
        RecordingBlock last = ring.open();
        return last == null || inOpen == 0 ? ring.sequenceAfterClosed() : last.sequence(inOpen - 1) + 1;
    }

    void closeLast() {
        open = RecordingBlock.closed();
        ring.closeLast();
    }

    int openEvents() {
        RecordingBlock last = ring.open();
        return last == null ? 0 : last.size();
    }

    long openBytes() {
        RecordingBlock last = ring.open();
        return last == null ? 0 : last.bytes();
    }

    void evict(int inOpen) {
        retention.evict(inOpen, openBytes());
    }
}

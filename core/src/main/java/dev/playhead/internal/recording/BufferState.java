package dev.playhead.internal.recording;

import dev.playhead.event.GridEvent;
import java.util.function.UnaryOperator;

/**
 * The blocks of a buffer, what is kept of them, and the lock that guards both. Shared by the parts of one buffer.
 *
 * <p><b>Threading.</b> Methods are called with the lock, but for {@link #expires}.
 */
final class BufferState {
    /** Guards the ring and the retention. Never held over encoding, the store, or code of the application's. */
    final Object lock;

    final BlockRing ring;
    final Retention retention;
    final RecordingTime time;
    /** From a captured event to one with plain data. */
    final UnaryOperator<GridEvent> toData;

    final boolean compressed;

    /** Where the next event goes; one that takes nothing when a block has yet to be opened. */
    volatile RecordingBlock open = RecordingBlock.closed();

    /** Whether nothing is appended any more, since the store would not get it. */
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
     * Returns whether blocks are sealed by the thread that closes them, before it evicts: how many bytes a block has, and so
     * what is evicted, is then never up to a background thread. Needs no lock.
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

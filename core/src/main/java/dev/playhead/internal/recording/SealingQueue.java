package dev.playhead.internal.recording;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The queue of closed blocks that wait to be sealed, oldest first. Guarded by the buffer's lock. */
final class SealingQueue {
    /** The waiting slots. Some of them may have left the ring. */
    private final Deque<Slot> slots = new ArrayDeque<>();

    private long waitingBytes;

    boolean isEmpty() {
        return slots.isEmpty();
    }

    /** Returns the number of bytes of the waiting blocks, including blocks that are being sealed. */
    long waitingBytes() {
        return waitingBytes;
    }

    void add(Slot slot) {
        slot.waiting = true;
        waitingBytes += slot.bytes();
        slots.addLast(slot);
    }

    /** Returns whether a block that begins before the given sequence waits for a thread to seal it. */
    boolean hasBefore(long sequence) {
        for (Slot slot : slots) {
            if (!slot.gone && !slot.evicted) {
                return slot.sequence(0) < sequence;
            }
        }
        return false;
    }

    /**
     * Removes and returns the oldest block to be sealed; null if there is none. The block counts as waiting until
     * {@link #settle} is called.
     */
    @Nullable
    Slot take() {
        Slot slot;
        do {
            slot = slots.pollFirst();
        } while (slot != null && (slot.gone || slot.evicted));
        return slot;
    }

    /** Marks a block as no longer waiting, whether it was sealed or not. Called before its size changes. */
    void settle(Slot slot) {
        waitingBytes -= slot.waiting ? slot.bytes() : 0;
        slot.waiting = false;
    }
}

package dev.playhead.internal.recording;

import dev.playhead.block.SealedBlock;
import org.jspecify.annotations.Nullable;

/**
 * A sealer of closed blocks. It encodes the events of a block without holding the buffer's lock, and replaces the
 * references to these events with the encoded block.
 *
 * <p><b>Threading.</b> Safe for any number of threads, each of which seals a different block.
 */
final class BlockSealer {
    private final BufferState state;
    private final BufferOwner owner;
    private final @Nullable RecentValues values;

    /**
     * Creates a sealer.
     *
     * @param values receives the values of sealed blocks; null if they are not needed
     */
    BlockSealer(BufferState state, BufferOwner owner, @Nullable RecentValues values) {
        this.state = state;
        this.owner = owner;
        this.values = values;
    }

    /**
     * Seals closed blocks on the calling thread. If eviction depends on the size of blocks, seals all closed blocks.
     * Otherwise seals only one block, because the calling thread has usually closed only one block.
     */
    void sealClosed() {
        boolean more = sealNext();
        while (more && state.sealsAtOnce()) {
            more = sealNext();
        }
    }

    /**
     * Advances the recording time, and closes the open block if it is so old that it would delay expiry. Then seals
     * closed blocks if eviction depends on their size. Does nothing if events do not expire.
     */
    void letTimePass() {
        if (!state.expires()) {
            return;
        }
        long millis = state.time.millis();
        boolean seal;
        synchronized (state.lock) {
            long nowMillis = state.retention.passed(millis);
            RecordingBlock last = state.ring.open();
            if (last != null && state.retention.isOld(last, nowMillis)) {
                state.closeLast();
            }
            seal = state.sealsAtOnce() && state.ring.hasUnsealed();
        }
        if (seal) {
            sealClosed();
        }
    }

    /** Seals the oldest block that waits to be sealed. Returns false if there is none. */
    boolean sealNext() {
        Slot slot;
        RecordingBlock references;
        synchronized (state.lock) {
            slot = state.ring.takeUnsealed();
            references = slot == null ? null : slot.references;
        }
        if (slot == null || references == null) {
            return false;
        }
        SealedBlock sealed = null;
        Throwable failure = null;
        try {
            sealed = Sealing.seal(references, slot.size(), slot.lastRecordedAtMillis(), state.compressed, values);
        } catch (Throwable e) { // including OutOfMemoryError
            // The events are kept as references. They remain readable, but take more memory.
            failure = e;
        } finally {
            synchronized (state.lock) {
                if (sealed == null) {
                    state.ring.settle(slot);
                } else {
                    state.ring.sealed(slot, sealed);
                }
                if (state.sealsAtOnce()) {
                    state.evict(state.openEvents());
                }
                state.lock.notifyAll(); // wakes the writer, which may be waiting for this block
            }
        }
        if (failure != null) {
            owner.sealingFailed(failure);
        }
        return true;
    }

    /**
     * Seals the closed blocks that contain events recorded before this call, and waits until other threads have sealed
     * the blocks that they have taken.
     *
     * @return the sequence after the last event that was recorded when this call began
     */
    long sealAllClosed() throws InterruptedException {
        letTimePass();
        long before;
        synchronized (state.lock) {
            state.ring.retrySealing();
            before = state.nextSequence(state.openEvents());
        }
        while (true) {
            synchronized (state.lock) {
                // During this wait, a block may be closed by a thread that leaves the sealing to other threads.
                while (!state.ring.hasUnsealed(before) && state.ring.isSealing(before)) {
                    state.lock.wait();
                }
                if (!state.ring.hasUnsealed(before)) {
                    return before;
                }
            }
            sealNext();
        }
    }

    /** Closes the open block and seals all blocks. Only for tests. */
    void sealAll() {
        synchronized (state.lock) {
            state.closeLast();
        }
        while (sealNext()) {
            // until no block is left
        }
        while (isSealing()) { // another thread may still be sealing a block
            Thread.onSpinWait();
        }
    }

    private boolean isSealing() {
        synchronized (state.lock) {
            return state.ring.backlogBytes() > 0;
        }
    }
}

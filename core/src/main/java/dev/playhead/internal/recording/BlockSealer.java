package dev.playhead.internal.recording;

import dev.playhead.block.SealedBlock;

/**
 * Seals closed blocks: encodes their references, outside of the lock, and replaces them.
 *
 * <p><b>Threading.</b> Safe for any number of threads, each of which seals another block.
 */
final class BlockSealer {
    private final BufferState state;
    private final BufferOwner owner;

    BlockSealer(BufferState state, BufferOwner owner) {
        this.state = state;
        this.owner = owner;
    }

    /** Seals on the recording thread: everything, where what is evicted depends on it, and else as much as it adds. */
    void sealClosed() {
        boolean more = sealNext();
        while (more && state.sealsAtOnce()) {
            more = sealNext();
        }
    }

    /** Lets time pass: closes a block that is so old that it would delay expiry. */
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

    /** Seals the oldest block that waits for it; returns false if there is none. */
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
            sealed = Sealing.seal(references, slot.size(), slot.lastRecordedAtMillis(), state.compressed);
        } catch (Throwable e) { // also that memory is short
            // The events stay as they are, readable for ever; they only take more memory.
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
                state.lock.notifyAll(); // the writer, which may wait for this very block
            }
        }
        if (failure != null) {
            owner.sealingFailed(failure);
        }
        return true;
    }

    /**
     * Seals what is closed and begins before what is recorded from now on, and waits for other threads that are sealing.
     *
     * @return the sequence after the last event recorded when this began
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
                // A block may be closed while this waits, by a thread that leaves the sealing to others.
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

    /** Closes the open block and seals everything, so that a test sees sealed blocks alone. */
    void sealAll() {
        synchronized (state.lock) {
            state.closeLast();
        }
        while (sealNext()) {
            // until nothing is left
        }
        while (isSealing()) { // what another thread took before
            Thread.onSpinWait();
        }
    }

    private boolean isSealing() {
        synchronized (state.lock) {
            return state.ring.backlogBytes() > 0;
        }
    }
}

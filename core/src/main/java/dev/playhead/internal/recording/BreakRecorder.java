package dev.playhead.internal.recording;

import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.time.Instant;

/**
 * Records what a history misses: its breaks, which are what is offered while recording is paused, and the breaks and gaps of
 * what is imported.
 *
 * <p><b>Threading.</b> Safe for any number of threads; each method takes the buffer's lock.
 */
public final class BreakRecorder {
    private final BufferState state;
    private final BlockSealer sealer;
    private final Maintenance maintenance;

    BreakRecorder(BufferState state, BlockSealer sealer, Maintenance maintenance) {
        this.state = state;
        this.sealer = sealer;
        this.maintenance = maintenance;
    }

    /**
     * Begins a pause, and closes the open block. A pause that is under way goes on from when it began.
     *
     * @param stop stops the recording; runs under the lock
     */
    public void pause(Runnable stop) {
        Instant now = now();
        synchronized (state.lock) {
            stop.run();
            state.closeLast();
            state.ring.breaks.pause(now);
        }
        sealClosed();
    }

    /**
     * Ends the pause, if there is one. If events were offered, a break is pending from then on.
     *
     * @param start starts the recording; runs under the lock, so that each event is either counted or recorded
     * @return whether a break is pending
     */
    public boolean resume(Runnable start) {
        boolean pending;
        synchronized (state.lock) {
            if (state.ring.breaks.hasOffered()) {
                state.closeLast(); // a thread that was on its way when the pause began may have opened another block
            }
            long next = state.nextSequence(state.openEvents());
            state.ring.breaks.resume(next);
            pending = state.ring.breaks.isPending(next);
            state.ring.breaks.forgetBefore(state.retention.firstHeld(next));
            start.run();
        }
        sealClosed();
        return pending;
    }

    /**
     * Counts an event that would have been recorded, unless no event was recorded before it in this history.
     *
     * @param type its type
     * @return whether the event is not to be recorded, since recording is paused or has ended
     */
    public boolean countIfPaused(String type) {
        Instant now = now();
        synchronized (state.lock) {
            if (state.ended) {
                return true;
            }
            if (!state.ring.breaks.isPaused()) {
                return false;
            }
            if (state.nextSequence(state.openEvents()) > state.retention.originSequence()) {
                state.ring.breaks.count(type, now);
            }
            return true;
        }
    }

    /** Makes a break of what was offered so far, before something is imported during a pause. The pause goes on. */
    public void settle() {
        synchronized (state.lock) {
            if (!state.ring.breaks.hasOffered()) {
                return;
            }
            state.closeLast();
            state.ring.breaks.settle(state.nextSequence(state.openEvents()));
        }
        sealClosed();
    }

    /**
     * Adds a break of another history, behind what is recorded. One that is there already becomes a part of it.
     *
     * @param imported the break; its sequence is kept if that is still to come, and no later event has a lesser one
     */
    public void add(RecordingBreak imported) {
        synchronized (state.lock) {
            long at = goOnFrom(imported.sequence());
            state.ring.breaks.add(imported.at(at));
        }
        sealClosed();
    }

    /**
     * Adds lost events of another history, behind what is recorded. A break that is there already comes to lie behind them.
     *
     * @param lost their sequences
     * @return false if any of these is passed, and nothing was added
     */
    public boolean addLost(SequenceRange lost) {
        boolean added;
        synchronized (state.lock) {
            state.closeLast(); // until then other threads go on recording into it, and may pass the sequences
            long next = state.nextSequence(state.openEvents());
            added = lost.first() >= next;
            if (added) {
                state.ring.breaks.settle(next);
                long unused = goOnFrom(lost.last() + 1);
                state.ring.addForeignLoss(lost);
            }
        }
        sealClosed();
        return added;
    }

    /** Closes the open block, and lets the next event have a given sequence, if that is to come; returns the least that it can have. */
    private long goOnFrom(long sequence) {
        state.closeLast();
        long next = state.nextSequence(state.openEvents());
        long at = Math.max(next, sequence);
        RecordingBreak unused = state.ring.breaks.moveTo(next, at);
        state.ring.sequenceAfterClosed(at);
        return at;
    }

    /** Seals what was closed, as after any closing: at once where the bytes of blocks decide what is evicted. */
    private void sealClosed() {
        if (state.sealsAtOnce()) {
            sealer.sealClosed();
        } else {
            maintenance.request(false);
        }
    }

    /** Asks the clock, which is the application's: not under the lock. */
    private Instant now() {
        return Instant.ofEpochMilli(state.time.millis());
    }
}

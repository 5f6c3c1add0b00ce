package dev.playhead.internal.recording;

import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.time.Instant;

/**
 * Records which parts a history lacks. If events are offered while recording is paused, the pause is recorded as a
 * break. The breaks and gaps of imported histories are recorded, too. A break after the last event is pending until the
 * next event is recorded.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Each method takes the buffer's lock.
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
     * Begins a pause, and closes the open block. If a pause is already in progress, its start does not change.
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
     * Ends the pause, if recording is paused. If events were offered during the pause, a break is pending afterwards.
     *
     * @param start starts the recording; runs under the lock, so that each event is either counted or recorded
     * @return whether a break is pending
     */
    public boolean resume(Runnable start) {
        boolean pending;
        synchronized (state.lock) {
            if (state.ring.breaks.hasOffered()) {
                state.closeLast(); // a thread that had begun to append before the pause may have opened another block
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
     * Counts an event that is offered during a pause. An event that is offered before the first recorded event of this
     * history is not counted.
     *
     * @param type the type of the event
     * @return whether the event must not be recorded, because recording is paused or has ended
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

    /**
     * Converts the pause so far into a break, if events were offered. Called before an import during a pause. The pause
     * continues.
     */
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
     * Adds a break of another history after the recorded events. If a break is already pending there, combines the two.
     *
     * @param imported the break; it keeps its sequence unless the buffer has passed that sequence. The sequences of
     *     later events are not lower than the sequence of the break
     */
    public void add(RecordingBreak imported) {
        synchronized (state.lock) {
            long at = goOnFrom(imported.sequence());
            state.ring.breaks.add(imported.at(at));
        }
        sealClosed();
    }

    /**
     * Adds lost events of another history after the recorded events. A pending break is moved after the lost events.
     *
     * @param lost the sequences of the lost events
     * @return false if the next event of this buffer already has a higher sequence than the first lost event; in that
     *     case, nothing was added
     */
    public boolean addLost(SequenceRange lost) {
        boolean added;
        synchronized (state.lock) {
            state.closeLast(); // until it is closed, other threads keep appending, and may use the sequences
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

    /**
     * Closes the open block, and raises the sequence of the next event to the given sequence, unless it is already
     * higher. Returns the lowest sequence that the next event can have.
     */
    private long goOnFrom(long sequence) {
        state.closeLast();
        long next = state.nextSequence(state.openEvents());
        long at = Math.max(next, sequence);
        RecordingBreak unused = state.ring.breaks.moveTo(next, at);
        state.ring.sequenceAfterClosed(at);
        return at;
    }

    /** Seals closed blocks: immediately if eviction depends on their size, otherwise on the maintenance thread. */
    private void sealClosed() {
        if (state.sealsAtOnce()) {
            sealer.sealClosed();
        } else {
            maintenance.request(false);
        }
    }

    /** Reads the time. The time source is application code, so it must not run under the lock. */
    private Instant now() {
        return Instant.ofEpochMilli(state.time.millis());
    }
}

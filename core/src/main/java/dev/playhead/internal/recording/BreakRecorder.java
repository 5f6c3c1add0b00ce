package dev.playhead.internal.recording;

import dev.playhead.event.RecordingBreak;
import java.time.Instant;

/**
 * Records the breaks of a history: what is offered while recording is paused.
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
     * Begins a pause, and closes the open block. Does nothing during a pause.
     *
     * @param stop stops the recording; runs under the lock
     */
    public void pause(Runnable stop) {
        synchronized (state.lock) {
            stop.run();
            state.closeLast();
            state.ring.breaks.pause(now());
        }
        sealClosed();
    }

    /**
     * Ends the pause, if there is one. If events were offered, a break is pending from then on.
     *
     * @param start starts the recording; runs under the lock, so that each event is either counted or recorded
     */
    public void resume(Runnable start) {
        synchronized (state.lock) {
            if (state.ring.breaks.hasOffered()) {
                state.closeLast(); // a thread that was on its way when the pause began may have opened another block
            }
            long next = state.nextSequence(state.openEvents());
            state.ring.breaks.resume(next);
            state.ring.breaks.forgetBefore(state.retention.firstHeld(next));
            start.run();
        }
        sealClosed();
    }

    /**
     * Counts an event that would have been recorded, unless no event was recorded before it in this history.
     *
     * @param type its type
     * @return false if there is no pause, or no longer: the event is to be recorded
     */
    public boolean offered(String type) {
        synchronized (state.lock) {
            if (state.ended) {
                return true;
            }
            if (!state.ring.breaks.isPaused()) {
                return false;
            }
            if (state.nextSequence(state.openEvents()) > state.retention.originSequence()) {
                state.ring.breaks.count(type, now());
            }
            return true;
        }
    }

    /** Makes a break of what was offered so far in a pause, since something is imported during it. */
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
     * Adds a break of another history, behind what is recorded.
     *
     * @param imported the break; its sequence is kept if that is still to come
     */
    public void add(RecordingBreak imported) {
        synchronized (state.lock) {
            state.closeLast();
            state.ring.breaks.add(imported.at(Math.max(imported.sequence(), state.nextSequence(state.openEvents()))));
        }
        sealClosed();
    }

    /** Seals what was closed, as after any closing: at once where the bytes of blocks decide what is evicted. */
    private void sealClosed() {
        if (state.sealsAtOnce()) {
            sealer.sealClosed();
        } else {
            maintenance.request(false);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(state.time.millis());
    }
}

package dev.playhead.internal.recording;

import dev.playhead.event.GridEvent;

/**
 * An appender of events. For each event, it claims a position in the open block. If the block is full, it first opens
 * the next block.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Takes the lock once per block, and for each event that is
 * appended at a given sequence.
 */
final class Appender {
    /**
     * If more bytes than this wait to be sealed, recording threads also seal blocks. If the heap may grow to 2 GB or
     * more, the limit corresponds to a burst of about 100,000 events.
     */
    private static final long MAX_BACKLOG_BYTES =
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 32);

    private final BufferState state;
    private final BlockSealer sealer;
    private final Maintenance maintenance;
    private final Persistence persistence;
    private final BufferOwner owner;

    Appender(
            BufferState state,
            BlockSealer sealer,
            Maintenance maintenance,
            Persistence persistence,
            BufferOwner owner) {
        this.state = state;
        this.sealer = sealer;
        this.maintenance = maintenance;
        this.persistence = persistence;
        this.owner = owner;
    }

    /** Appends an event at the next sequence. Returns the sequence, or -1 if the buffer is closed and has a store. */
    long append(GridEvent captured) {
        long eventBytes = EstimatedBytes.of(captured);
        // The clock is read for each event only if events expire.
        long millis = state.expires() ? state.time.millis() : Long.MIN_VALUE;
        while (true) {
            RecordingBlock block = state.open;
            int position = state.retention.isOld(block, millis) ? -1 : block.append(captured);
            if (position >= 0) {
                if (state.expires()) {
                    block.recordedAt(millis);
                }
                if (block.addBytes(eventBytes) > state.retention.blockBytes()) {
                    roll(block);
                }
                return block.sequence(position);
            }
            if (state.ended) {
                return -1;
            }
            roll(block);
        }
    }

    /** Closes a block and opens the next block, unless another thread has done so or appending has ended. */
    private void roll(RecordingBlock full) {
        long millis = state.time.millis();
        boolean seal;
        boolean hurry;
        synchronized (state.lock) {
            if (state.open != full || state.ended) {
                return;
            }
            long nowMillis = state.retention.passed(millis);
            state.closeLast();
            long first = state.ring.sequenceAfterClosed();
            RecordingBlock next = new RecordingBlock(
                    state.retention.blockEvents(),
                    first,
                    nowMillis,
                    state.ring.breaks.moveTo(first, first),
                    state.toData);
            state.ring.add(next);
            state.open = next;
            if (!state.sealsAtOnce()) {
                state.evict(0);
            }
            seal = state.sealsAtOnce() || state.ring.backlogBytes() > MAX_BACKLOG_BYTES;
            hurry = state.ring.backlogBytes() > MAX_BACKLOG_BYTES / 4;
        }
        if (seal) {
            sealer.sealClosed();
        } else {
            maintenance.request(hurry);
        }
        rolled();
    }

    private void rolled() {
        persistence.awaitRoom();
        owner.rolled();
    }

    /**
     * Appends an event at a given sequence, or at the next sequence if -1 is given. Returns the sequence, or -1 if the
     * next sequence is already higher than the given sequence, or if appending has ended.
     */
    long append(GridEvent captured, long sequence) {
        if (sequence < 0) {
            return append(captured);
        }
        boolean appended = place(captured, sequence, state.time.millis());
        boolean more;
        synchronized (state.lock) {
            more = state.ring.hasUnsealed();
        }
        if (more) {
            sealer.sealClosed();
            rolled();
        }
        return appended ? sequence : -1;
    }

    /**
     * Appends an event at a given sequence. Returns false if the next sequence is already higher, or if appending has
     * ended.
     */
    private boolean place(GridEvent captured, long sequence, long millis) {
        long eventBytes = EstimatedBytes.of(captured);
        boolean appended = true;
        synchronized (state.lock) {
            if (state.ended || sequence < state.nextSequence(state.openEvents())) {
                return false;
            }
            RecordingBlock last = state.ring.open();
            if (last == null
                    || state.retention.isOld(last, millis)
                    || last.bytes() + eventBytes > state.retention.blockBytes()
                    || !last.appendAt(sequence, captured)) {
                long nowMillis = state.retention.passed(millis);
                state.closeLast();
                // Until the block was closed, other threads kept appending to it, and may have used the given sequence.
                long next = state.ring.sequenceAfterClosed();
                appended = sequence >= next;
                last = RecordingBlock.withGaps(
                        state.retention.blockEvents(),
                        nowMillis,
                        appended ? state.ring.breaks.moveTo(next, sequence) : null,
                        state.toData);
                if (appended) {
                    state.ring.add(last);
                    last.appendAt(sequence, captured);
                }
                if (!state.sealsAtOnce()) {
                    state.evict(state.openEvents());
                }
            }
            last.addBytes(eventBytes);
            last.recordedAt(millis);
            return appended;
        }
    }
}

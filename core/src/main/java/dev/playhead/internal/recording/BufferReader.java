package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BlockList;
import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import java.util.List;
import java.util.Optional;

/**
 * Read access to a buffer: to all retained events, to a single event, or to the counts. Each result is a consistent
 * snapshot. Every read first evicts expired events.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Holds the buffer's lock while it creates the list of blocks, but
 * not while it reads the blocks.
 */
final class BufferReader {
    private final BufferState state;
    private final BlockSealer sealer;
    private final Persistence persistence;

    BufferReader(BufferState state, BlockSealer sealer, Persistence persistence) {
        this.state = state;
        this.sealer = sealer;
        this.persistence = persistence;
    }

    /** Advances the recording time, and updates the buffer with the events that another process has stored. */
    void look() {
        sealer.letTimePass();
        persistence.refresh();
    }

    BufferView held() {
        look();
        synchronized (state.lock) {
            int inOpen = state.openEvents();
            state.evict(inOpen);
            BlockList blocks = state.ring.blocks(inOpen);
            int size = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).size();
            int excess = state.retention.excess(inOpen);
            boolean complete = excess == 0 && state.retention.evictedSinceOrigin() == 0;
            return new BufferView(
                    new EventSlice(blocks, excess, size),
                    state.retention.retired(),
                    complete,
                    state.retention.originSequence(),
                    state.ring.lost(),
                    breaks(inOpen),
                    persistence.states());
        }
    }

    private List<RecordingBreak> breaks(int inOpen) {
        long next = state.nextSequence(inOpen);
        state.ring.breaks.forgetBefore(state.retention.firstHeld(next));
        return state.ring.breaks.list(next);
    }

    Optional<RecordedEvent> event(long sequence) {
        Block block;
        int first;
        look();
        synchronized (state.lock) {
            int inOpen = state.openEvents();
            state.evict(inOpen);
            if (state.ring.isEmpty()) {
                return Optional.empty();
            }
            int low = state.ring.floor(sequence, inOpen);
            Slot slot = state.ring.get(low);
            first = low == 0 ? state.retention.excess(inOpen) : 0;
            block = state.ring.block(slot, slot.isOpen() ? inOpen : slot.size());
        }
        int position = block.indexOf(sequence);
        return position < first ? Optional.empty() : Optional.of(block.event(position));
    }

    CircularBuffer.Counts counts() {
        look();
        synchronized (state.lock) {
            int inOpen = state.openEvents();
            state.evict(inOpen);
            int excess = state.retention.excess(inOpen);
            return new CircularBuffer.Counts(
                    state.ring.recordedInClosed() + inOpen,
                    state.ring.closedEvents() + inOpen - excess,
                    state.ring.memoryBytes() + state.openBytes() + persistence.cacheBytes(),
                    state.retention.evicted() + excess,
                    state.retention.shed(),
                    state.nextSequence(inOpen));
        }
    }
}

package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a buffer: all that is held, one event, or numbers, each as of one moment. Evicts what has expired first.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Takes the buffer's lock to copy the list of blocks, not to read them.
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

    /** Lets time pass, and takes over what another process has stored. */
    void look() {
        sealer.letTimePass();
        persistence.refresh();
    }

    BufferView held() {
        look();
        synchronized (state.lock) {
            int inOpen = state.openEvents();
            state.evict(inOpen);
            boolean skipOpen = state.ring.open() != null && inOpen == 0;
            int blockCount = state.ring.size() - (skipOpen ? 1 : 0);
            List<Block> blocks = new ArrayList<>(blockCount);
            int size = 0;
            for (int i = 0; i < blockCount; i++) {
                Slot slot = state.ring.get(i);
                size = slot.isOpen() ? inOpen : slot.size();
                blocks.add(state.ring.block(slot, size));
            }
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
            int low = 0;
            int high = state.ring.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                Slot slot = state.ring.get(middle);
                if ((!slot.isOpen() || inOpen > 0) && slot.sequence(0) <= sequence) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            if (high < 0) {
                return Optional.empty();
            }
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

package dev.playhead.internal.recording;

import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.StoreContents;
import java.util.ArrayList;
import java.util.List;

/** The continuation of a history whose last events are in tails of the store. */
final class TailContinuation {
    private final BufferState state;

    TailContinuation(BufferState state) {
        this.state = state;
    }

    /**
     * Converts the stored tails into blocks. The blocks are closed immediately, and the first commit stores them. A
     * tail is never split, so that a single block replaces it in the store. Recording continues after the last assigned
     * sequence, which may be greater than the last sequence in the tails.
     */
    void restore(StoreContents found) {
        List<SealedBlock> together = new ArrayList<>();
        int events = 0;
        long bytes = 0;
        synchronized (state.lock) {
            for (SealedBlock part : found.tail()) {
                events += part.size();
                bytes += part.memoryBytes();
                // A block with events on both sides of a gap or break would hide the gap or break.
                if (events > state.retention.blockEvents()
                        || bytes > state.retention.blockBytes()
                        || part.header().recordingBreak().isPresent()
                        || isGapBetween(together, part, found.gaps())) {
                    addClosed(together);
                    together.clear();
                    events = part.size();
                    bytes = part.memoryBytes();
                }
                together.add(part);
            }
            addClosed(together);
            // Assigned sequences are not used again, even if the store has lost their events.
            state.ring.sequenceAfterClosed(found.history().nextSequence());
        }
    }

    private static boolean isGapBetween(List<SealedBlock> before, SealedBlock part, List<SequenceRange> gaps) {
        if (before.isEmpty()) {
            return false;
        }
        long last = before.get(before.size() - 1).header().lastSequence();
        return gaps.stream()
                .anyMatch(
                        gap -> gap.first() > last && gap.last() < part.header().firstSequence());
    }

    /** Adds a closed block with those events of tails that no block contains yet. The caller holds the lock. */
    private void addClosed(List<SealedBlock> tails) {
        int events = tails.stream().mapToInt(SealedBlock::size).sum();
        RecordingBlock block = null;
        for (SealedBlock part : tails) {
            for (int i = 0; i < part.size(); i++) {
                if (part.sequence(i) < state.ring.sequenceAfterClosed()) {
                    continue;
                }
                if (block == null) {
                    block = RecordingBlock.withGaps(
                            events,
                            part.header().minRecordedAtMillis(),
                            state.ring.breaks.moveTo(state.ring.sequenceAfterClosed(), part.sequence(i)),
                            state.toData);
                    state.ring.add(block);
                }
                GridEvent event = part.event(i).event();
                boolean unusedSinceItFits = block.appendAt(part.sequence(i), event);
                block.addBytes(EstimatedBytes.of(event));
                block.recordedAt(part.header().maxRecordedAtMillis());
            }
        }
        state.closeLast();
    }
}

package dev.playhead.timetravel;

import dev.playhead.block.Block;
import dev.playhead.block.EventSlice;
import dev.playhead.block.SealedBlock;
import java.util.List;

/** The events among which checkpoints lie, and the approximate memory of these events. Confined to one thread. */
final class CheckpointScope {
    private static final int SAMPLES = 16;
    /** The assumed size of an event in a block, if no block is encoded yet. */
    private static final double ASSUMED_BYTES = 10;

    private final long originSequence;
    private final int epoch;
    private final EventSlice run;
    private long size;
    private double bytesPerEvent;

    /**
     * Creates a scope for the events of a run. The origin is that of the history, and the epoch is the number of times
     * that an initial state was replaced.
     */
    CheckpointScope(long originSequence, int epoch, EventSlice run) {
        this.originSequence = originSequence;
        this.epoch = epoch;
        this.run = run;
    }

    long originSequence() {
        return originSequence;
    }

    int epoch() {
        return epoch;
    }

    /** Returns the approximate number of bytes of the events up to the given sequence. */
    double bytesUpTo(long sequence) {
        if (size == 0) { // at most once per fold
            size = run.size();
            bytesPerEvent = sampled(run.blocks());
        }
        // If there are gaps, the difference of two sequences exceeds the number of events between them.
        return Math.max(0, Math.min(sequence - run.firstSequence() + 1, size)) * bytesPerEvent;
    }

    private static double sampled(List<Block> blocks) {
        int step = Math.max(1, blocks.size() / SAMPLES);
        long bytes = 0;
        long events = 0;
        for (int i = 0; i < blocks.size(); i += step) {
            if (blocks.get(i) instanceof SealedBlock sealed) {
                bytes += sealed.memoryBytes();
                events += sealed.size();
            }
        }
        return events == 0 ? ASSUMED_BYTES : (double) bytes / events;
    }
}

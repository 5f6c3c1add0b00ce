package dev.playhead.block;

import dev.playhead.event.RecordedEvent;
import java.time.Instant;

/**
 * Reads events of a sealed block as views of it. The first few events of a block that was not checked yet are decoded whole
 * instead, since checking the block costs as much as decoding some dozens of them.
 *
 * <p><b>Threading.</b> For one thread.
 */
final class SealedWalk implements Block.Walk {
    private static final int READS_BEFORE_CHECK = 8;

    private final SealedBlock block;
    /** Held while the walk lasts, so that it is not opened again. */
    private final BlockBody body;

    private boolean timesChecked;
    private int readsBeforeCheck;
    /** For each position the number of its group, as soon as events are views; empty before. */
    private char[] groupNumbers = {};

    SealedWalk(SealedBlock block, BlockBody body) {
        this.block = block;
        this.body = body;
    }

    @Override
    public RecordedEvent event(int position) {
        if (groupNumbers.length == 0 && !reachesViews()) {
            return block.event(position);
        }
        BlockBody.Group group = body.groups()[groupNumbers[position]];
        EncodedGroup view = group.view(block);
        return RecordedEvent.view(body.sequence(position), view.type(group, body, position), view, position);
    }

    @Override
    public Instant timestamp(int position) {
        TimeColumn times = body.times();
        if (!timesChecked) {
            block.checkTimes(times);
            timesChecked = true;
        }
        return times.get(position);
    }

    private boolean reachesViews() {
        if (!block.isSound() && (++readsBeforeCheck <= READS_BEFORE_CHECK || !block.check(body))) {
            return false;
        }
        groupNumbers = body.groupNumbers();
        return true;
    }
}

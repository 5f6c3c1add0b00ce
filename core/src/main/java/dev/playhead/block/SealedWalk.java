package dev.playhead.block;

import dev.playhead.event.RecordedEvent;
import java.time.Instant;

/**
 * A walk over a sealed block. It returns events as lazily decoded views. If {@link BlockCheck} has not checked the
 * block yet, the first few events are decoded entirely instead, because the check costs as much as decoding a few dozen
 * events. If the check fails, all events are decoded entirely.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class SealedWalk implements Block.Walk {
    private static final int READS_BEFORE_CHECK = 8;

    private final SealedBlock block;
    /** The opened body. It is held during the walk, so that it is not opened again. */
    private final BlockBody body;

    private boolean timesChecked;
    private int readsBeforeCheck;
    /** The group number of each position once events are returned as views; empty before that. */
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

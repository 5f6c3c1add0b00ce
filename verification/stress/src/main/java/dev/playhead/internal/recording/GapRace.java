package dev.playhead.internal.recording;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A race between two threads that each append an event to a block. The second thread then reads the block, and sees its
 * own event and all events before it, without a gap.
 */
@JCStressTest
@Outcome(id = "0, 2, 2", expect = Expect.ACCEPTABLE, desc = "the reader's event was second: the reader sees both")
@Outcome(id = "1, [12], 2", expect = Expect.ACCEPTABLE, desc = "the reader's own event was first")
@State
public class GapRace {
    private final RecordingBlock block = Races.block(2);

    @Actor
    public void record(III_Result result) {
        result.r1 = block.append(Races.event(1));
    }

    @Actor
    public void recordAndRead(III_Result result) {
        block.append(Races.event(2));
        int size = block.size();
        int events = 0;
        for (int i = 0; i < size; i++) {
            events += block.captured(i) == null ? 0 : 1;
        }
        result.r2 = events == size ? size : -1;
    }

    @Arbiter
    public void look(III_Result result) {
        result.r3 = block.close();
    }
}

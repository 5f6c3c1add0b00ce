package dev.playhead.internal.recording;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A race between appending to a block and closing it. The event is either in this block or must be appended to the next
 * block, but never both or neither.
 */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the event is in this block")
@Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "the event must be appended to the next block")
@State
public class CloseRace {
    private final RecordingBlock block = Races.block(2);

    @Actor
    public void record(II_Result result) {
        result.r1 = block.append(Races.event(1));
    }

    @Actor
    public void close(II_Result result) {
        result.r2 = block.close();
    }
}

package dev.playhead.internal.recording;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A race between two threads that append to a block with one free position. One thread claims the position, and the
 * other thread must use the next block.
 */
@JCStressTest
@Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "the first thread claimed it")
@Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "the second thread claimed it")
@State
public class LastSlotRace {
    private final RecordingBlock block = Races.block(1);

    @Actor
    public void one(II_Result result) {
        result.r1 = block.append(Races.event(1));
    }

    @Actor
    public void another(II_Result result) {
        result.r2 = block.append(Races.event(2));
    }
}

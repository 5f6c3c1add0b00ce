package dev.playhead.internal.recording;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A race between reading events and appending events, which evicts the oldest events. Each read returns 16 consecutive
 * events.
 */
@JCStressTest
@Outcome(id = "16, 16", expect = Expect.ACCEPTABLE, desc = "both reads return 16 consecutive events")
@State
public class EvictRace {
    private final CircularBuffer buffer = Races.buffer(31);

    @Actor
    public void record() {
        for (int i = 31; i < 34; i++) {
            buffer.append(Races.event(i)); // the second of these events opens a block
        }
    }

    @Actor
    public void read(II_Result result) {
        result.r1 = Races.lengthOfWholeRun(buffer.held().run());
        result.r2 = Races.lengthOfWholeRun(buffer.held().run());
    }
}

package dev.playhead.internal.recording;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A race between reading a block and encoding it. The reader sees the same events before and after encoding. */
@JCStressTest
@Outcome(id = "16, 5", expect = Expect.ACCEPTABLE, desc = "all events, and the requested event")
@State
public class SealRace {
    private final CircularBuffer buffer = Races.buffer(16);

    @Actor
    public void seal() {
        buffer.sealAll();
    }

    @Actor
    public void read(II_Result result) {
        result.r1 = Races.lengthOfWholeRun(buffer.held().run());
        result.r2 = Races.has(buffer.get(5).orElseThrow().event(), 5) ? 5 : -1;
    }
}

package dev.playhead.internal.recording;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A race between two threads that append events to a buffer. The event that is appended first fills a block, and the
 * other event is in the next block.
 */
@JCStressTest
@Outcome(id = "15, 16, 16", expect = Expect.ACCEPTABLE, desc = "the first thread filled the block")
@Outcome(id = "16, 15, 16", expect = Expect.ACCEPTABLE, desc = "the second thread filled the block")
@State
public class RollRace {
    private final CircularBuffer buffer = Races.buffer(15);

    @Actor
    public void one(III_Result result) {
        result.r1 = (int) buffer.append(Races.event(100));
    }

    @Actor
    public void another(III_Result result) {
        result.r2 = (int) buffer.append(Races.event(200));
    }

    @Arbiter
    public void look(III_Result result) {
        boolean kept = Races.has(buffer.get(result.r1).orElseThrow().event(), 100)
                && Races.has(buffer.get(result.r2).orElseThrow().event(), 200)
                && buffer.counts().recorded() == 17;
        result.r3 = kept ? (int) buffer.counts().stored() : -1;
    }
}

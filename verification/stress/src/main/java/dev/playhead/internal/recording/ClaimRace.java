package dev.playhead.internal.recording;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A race between two threads that append events to a block. The threads claim different positions, and the event of
 * each thread is at the position that the thread has claimed.
 */
@JCStressTest
@Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "the first thread was first")
@Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "the second thread was first")
@State
public class ClaimRace {
    private final RecordingBlock block = Races.block(2);

    @Actor
    public void one(III_Result result) {
        result.r1 = block.append(Races.event(1));
    }

    @Actor
    public void another(III_Result result) {
        result.r2 = block.append(Races.event(2));
    }

    @Arbiter
    public void look(III_Result result) {
        boolean whole = Races.has(block.captured(result.r1), 1) && Races.has(block.captured(result.r2), 2);
        result.r3 = whole ? block.size() : -1;
    }
}

package dev.playhead.internal.recording;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A race between encoding blocks and clearing the history. Afterwards, the buffer holds no events and counts no bytes.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "no events, and no bytes in both counts")
@State
public class AccountRace {
    private final CircularBuffer buffer = Races.buffer(33);

    @Actor
    public void seal() {
        buffer.sealAll();
    }

    @Actor
    public void clear() {
        buffer.clear();
    }

    @Arbiter
    public void look(III_Result result) {
        result.r1 = (int) buffer.counts().stored();
        result.r2 = (int) buffer.counts().bytes();
        result.r3 = (int) buffer.heldBytes();
    }
}

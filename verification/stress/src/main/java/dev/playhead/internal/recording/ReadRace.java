package dev.playhead.internal.recording;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A race between reading and appending. The reader sees all events that were appended before its read began, and no
 * incomplete event.
 */
@JCStressTest
@Outcome(id = "0, [0-2]", expect = Expect.ACCEPTABLE, desc = "the reader began before the first append had returned")
@Outcome(id = "1, [12]", expect = Expect.ACCEPTABLE, desc = "the reader sees the event that was appended before")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "the reader sees both events")
@State
public class ReadRace {
    private final CircularBuffer buffer = Races.buffer();
    private volatile int recorded;

    @Actor
    public void record() {
        buffer.append(Races.event(0));
        recorded = 1;
        buffer.append(Races.event(1));
        recorded = 2;
    }

    @Actor
    public void read(II_Result result) {
        result.r1 = recorded;
        result.r2 = Races.lengthOfWholeRun(buffer.held().run());
    }
}

package dev.playhead.benchmarks.recording;

import dev.playhead.benchmarks.contender.Contender;
import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.harness.Crew;
import dev.playhead.benchmarks.harness.Fork;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A driver that measures the cost of recording. Arguments: {@link Setup}, number of threads, number of bursts,
 * milliseconds of saturation.
 */
public final class RecordDriver {
    /**
     * The number of events in a burst. A busy grid may publish this number of events in a second. It is much lower than
     * the number of events that may wait to be sealed.
     */
    public static final int BURST = 20_000;

    private RecordDriver() {}

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[1]);
        int bursts = Integer.parseInt(args[2]);
        long millis = Long.parseLong(args[3]);
        try (Contender contender = Setup.parse(args[0]).open();
                Crew crew = new Crew(threads)) {
            List<Contender.Lane> lanes =
                    IntStream.range(0, threads).mapToObj(i -> contender.lane()).toList();
            Bursts measured = new Bursts(crew, lanes, BURST);
            report("recorded", measured.recorded(bursts, bursts));
            report("both", measured.madeAndRecorded(bursts / 2, bursts));
            report("made", measured.made(bursts / 2, bursts));
            Saturation saturation = new Saturation(crew, lanes);
            double warm = saturation.perSecond(millis / 3);
            double rate = saturation.perSecond(millis);
            Fork.report("sustained.rate", rate);
            Fork.report("unused", warm + measured.sum() + saturation.sum());
        }
    }

    private static void report(String name, Bursts.Cost cost) {
        Fork.report(name + ".nanos", cost.nanos());
        Fork.report(name + ".bytes", cost.bytes());
    }
}

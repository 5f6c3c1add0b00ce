package dev.playhead.benchmarks.recording;

import dev.playhead.benchmarks.contender.Payload;
import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The section on recording: its cost for the recording threads in bursts, and its rate at saturation. */
public final class RecordSection implements Measurement {
    private static final int HEAP_MEGABYTES = 3_072;
    private static final List<Integer> MORE_THREADS = List.of(2, 4, 8);

    public static String key(Setup contender, int threads, String figure) {
        return "record." + contender.argument() + "." + threads + "." + figure;
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        StringBuilder text = new StringBuilder();
        text.append("With one thread:\n\n");
        text.append(table(plan, figures, plan.of(everyKind(), theMost()), 1));
        for (int threads : plan.of(MORE_THREADS, List.<Integer>of())) {
            text.append("\nWith ").append(threads).append(" threads:\n\n");
            text.append(table(plan, figures, everyKind(), threads));
        }
        return text.toString();
    }

    /**
     * {@return the setups that are also measured without {@code --full}; Playhead's setups come first, beginning with
     * the least favorable ones}
     */
    private static List<Setup> theMost() {
        List<Setup> most = new ArrayList<>(List.of(Setup.MOST_WORK_BEAN, Setup.MOST_WORK_MAP, Setup.LEAST_WORK));
        most.addAll(Setup.BEAN_SERIALIZERS);
        most.addAll(Setup.MAP_SERIALIZERS);
        most.addAll(List.of(Setup.JFR_MEMORY, Setup.JFR_DISK, Setup.CHRONICLE, Setup.RING));
        return most;
    }

    private static List<Setup> everyKind() {
        Set<Setup> contenders = new LinkedHashSet<>(List.of(
                Setup.MOST_WORK_BEAN,
                Setup.MOST_WORK_MAP,
                Setup.playhead(Payload.RECORD).withRules().throughBus()));
        for (Payload payload : List.of(Payload.BEAN, Payload.MAP, Payload.EDIT, Payload.RECORD)) {
            contenders.add(Setup.playhead(payload).withRules());
            contenders.add(Setup.playhead(payload));
        }
        contenders.addAll(theMost());
        return new ArrayList<>(contenders);
    }

    private static String table(Plan plan, Figures figures, List<Setup> contenders, int threads) {
        Table table = new Table(
                "what is recorded",
                "burst",
                "allocated",
                "created and recorded",
                "only created",
                "without the event",
                "sustained");
        for (Setup contender : contenders) {
            Figures measured = Fork.run(
                    RecordDriver.class,
                    HEAP_MEGABYTES,
                    contender.argument(),
                    String.valueOf(threads),
                    plan.argument(threads == 1 ? 100 : 40, 24),
                    plan.argument(threads == 1 ? 4_000 : 1_500, 900));
            figures.putAll(key(contender, threads, ""), measured);
            figures.put(
                    key(contender, threads, "beyond.bytes"), measured.get("both.bytes") - measured.get("made.bytes"));
            table.row(
                    contender.description(),
                    Quantity.NANOS.text(measured.get("recorded.nanos")),
                    Quantity.BYTES.text(measured.get("recorded.bytes")),
                    Quantity.NANOS.text(measured.get("both.nanos")),
                    Quantity.NANOS.text(measured.get("made.nanos")),
                    Quantity.BYTES.text(figures.get(key(contender, threads, "beyond.bytes"))),
                    Quantity.RATE.text(measured.get("sustained.rate")));
        }
        return table.text();
    }
}

package dev.playhead.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What recording costs the thread that records, in bursts and at saturation. */
final class RecordSection implements Section.Measurement {
    static final String WORST_BEAN = "playhead secretbean rules bus";
    static final String WORST_MAP = "playhead secretmap rules bus";
    static final String BEST = "playhead record";
    static final String JFR = "jfr-memory";
    static final String JFR_DISK = "jfr-disk";
    static final String CHRONICLE = "chronicle";
    static final String RING = "ring";

    private static final int HEAP_MEGABYTES = 3_072;
    private static final List<Integer> MORE_THREADS = List.of(2, 4, 8);

    static String key(String contender, int threads, String figure) {
        return "record." + contender + "." + threads + "." + figure;
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        StringBuilder text = new StringBuilder();
        text.append("By one thread:\n\n");
        text.append(table(plan, figures, plan.of(everyKind(), theMost()), 1));
        for (int threads : plan.of(MORE_THREADS, List.<Integer>of())) {
            text.append("\nBy ").append(threads).append(" threads:\n\n");
            text.append(table(plan, figures, everyKind(), threads));
        }
        return text.toString();
    }

    /** Those that the headline needs, the ones that favour Playhead least first. */
    private static List<String> theMost() {
        return List.of(WORST_BEAN, WORST_MAP, BEST, JFR, JFR_DISK, CHRONICLE, RING);
    }

    private static List<String> everyKind() {
        Set<String> contenders = new LinkedHashSet<>(List.of(WORST_BEAN, WORST_MAP, "playhead record rules bus"));
        for (Payload payload : List.of(Payload.BEAN, Payload.MAP, Payload.EDIT, Payload.RECORD)) {
            contenders.add("playhead " + payload.argument() + " rules");
            contenders.add("playhead " + payload.argument());
        }
        contenders.addAll(theMost());
        return new ArrayList<>(contenders);
    }

    private static String table(Plan plan, Figures figures, List<String> contenders, int threads) {
        Table table = new Table(
                "what is recorded",
                "burst",
                "allocated",
                "made and recorded",
                "of it made",
                "beyond the event",
                "sustained");
        for (String contender : contenders) {
            Figures measured = Fork.run(
                    RecordDriver.class,
                    HEAP_MEGABYTES,
                    contender,
                    String.valueOf(threads),
                    plan.argument(threads == 1 ? 100 : 40, 24),
                    plan.argument(threads == 1 ? 4_000 : 1_500, 900));
            figures.putAll(key(contender, threads, ""), measured);
            figures.put(
                    key(contender, threads, "beyond.bytes"), measured.get("both.bytes") - measured.get("made.bytes"));
            table.row(
                    description(contender),
                    Quantity.NANOS.text(measured.get("recorded.nanos")),
                    Quantity.BYTES.text(measured.get("recorded.bytes")),
                    Quantity.NANOS.text(measured.get("both.nanos")),
                    Quantity.NANOS.text(measured.get("made.nanos")),
                    Quantity.BYTES.text(figures.get(key(contender, threads, "beyond.bytes"))),
                    Quantity.RATE.text(measured.get("sustained.rate")));
        }
        return table.text();
    }

    static String description(String contender) {
        return switch (contender) {
            case JFR -> "JFR, in memory";
            case JFR_DISK -> "JFR, to disk";
            case CHRONICLE -> "Chronicle Queue";
            case RING -> "ring of references";
            default -> playhead(contender);
        };
    }

    private static String playhead(String contender) {
        String[] words = contender.split(" ", -1);
        StringBuilder text = new StringBuilder("Playhead, ");
        for (Payload payload : Payload.values()) {
            text.append(payload.argument().equals(words[1]) ? payload.description() : "");
        }
        text.append(contender.contains(" rules") ? ", rules" : "").append(contender.endsWith(" bus") ? ", by bus" : "");
        return text.toString();
    }
}

package dev.playhead.benchmarks.report;

import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.durable.AppendPart;
import dev.playhead.benchmarks.durable.CallerPart;
import dev.playhead.benchmarks.durable.DurableSection;
import dev.playhead.benchmarks.durable.HugePart;
import dev.playhead.benchmarks.durable.OpenPart;
import dev.playhead.benchmarks.growth.GrowthSection;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.idle.IdleSection;
import dev.playhead.benchmarks.journal.JournalKind;
import dev.playhead.benchmarks.memory.MemorySection;
import dev.playhead.benchmarks.paced.PacedSection;
import dev.playhead.benchmarks.recording.RecordSection;
import dev.playhead.benchmarks.replay.ReplayDriver;
import dev.playhead.benchmarks.replay.ReplayRateDriver;
import dev.playhead.benchmarks.replay.ReplaySection;
import dev.playhead.benchmarks.search.SearchSection;
import dev.playhead.benchmarks.search.WalkDriver;
import dev.playhead.benchmarks.size.SizeSection;
import dev.playhead.benchmarks.travel.TravelDriver;
import dev.playhead.benchmarks.travel.TravelSection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The table of targets. The rows are grouped by topic. The rows on recording come first, beginning with the setups that
 * are least favorable to Playhead. A row is marked if it has a target but its figure was not measured.
 */
public final class Headline {
    private static final String GRID_ROWS = "of a grid of 10,000 rows, ";
    private static final int THOUSAND = GrowthSection.LEAST;
    private static final int MILLION = 1_000_000;
    private static final List<String> EQUALITIES = List.of("value, rare", "value, common", "partial, nested");
    private static final List<String> INDEXED =
            List.of("type, rare", "type, common", "source", "time range, 1 %", "substring of type");

    private final Figures figures;
    private final Plan plan;
    private final boolean whole;
    private final Table table =
            new Table("measurement", "specification", "peers in this run", "Playhead", "ratio", "target", "met");
    private int met;
    private int missed;
    private int unmeasured;

    private Headline(Figures figures, Plan plan, boolean whole) {
        this.figures = figures;
        this.plan = plan;
        this.whole = whole;
    }

    /**
     * {@return the table, and a line with the numbers of targets that are met, not met and not measured} If {@code
     * whole} is false, the table has only rows that were measured.
     */
    public static String of(Figures figures, Plan plan, boolean whole) {
        Headline headline = new Headline(figures, plan, whole);
        headline.recording();
        headline.pace();
        headline.growth();
        headline.size();
        headline.search();
        headline.durable();
        headline.replay();
        headline.travel();
        return headline.table.text()
                + String.format(
                        Locale.ROOT,
                        "\n%d targets met, %d not met, %d not measured.\n",
                        headline.met,
                        headline.missed,
                        headline.unmeasured);
    }

    private double record(Setup contender, String figure) {
        return figures.get(RecordSection.key(contender, 1, figure));
    }

    private void recording() {
        cost("record a mutable bean with a secret, with rules, through a bus", Setup.MOST_WORK_BEAN);
        cost("record a mutable map with a secret, with rules, through a bus", Setup.MOST_WORK_MAP);
        cost("record an immutable record", Setup.LEAST_WORK);
        byValue("bean", Setup.MOST_WORK_BEAN, Setup.BEAN_SERIALIZERS, 250);
        byValue("map", Setup.MOST_WORK_MAP, Setup.MAP_SERIALIZERS, 300);
        double copied = record(Setup.MOST_WORK_BEAN, "recorded.bytes");
        String peers = ofEach(Setup.BEAN_SERIALIZERS, "recorded.bytes", Quantity.BYTES);
        row("memory to copy the bean", "", peers, Quantity.BYTES.text(copied), Double.NaN, "≤ 150 B", copied, 150);
        row(
                "create and record an immutable record",
                "",
                peer("JFR", Quantity.NANOS, record(Setup.JFR_MEMORY, "both.nanos")),
                Quantity.NANOS.text(record(Setup.LEAST_WORK, "both.nanos")),
                record(Setup.LEAST_WORK, "both.nanos") / record(Setup.JFR_MEMORY, "both.nanos"),
                "",
                record(Setup.LEAST_WORK, "both.nanos"),
                Double.NaN);
        sustained("sustained rate including sealing: bean, secret, rules, bus", Setup.MOST_WORK_BEAN, "≥ 2 M/s", 2e6);
        sustained("sustained rate including sealing: immutable record", Setup.LEAST_WORK, "≥ 3.5 M/s", 3.5e6);
        double beyond = record(Setup.LEAST_WORK, "beyond.bytes");
        row(
                "memory allocated by the recording thread, without the event",
                "",
                peer("JFR", Quantity.BYTES, record(Setup.JFR_MEMORY, "beyond.bytes")),
                Quantity.BYTES.text(beyond),
                Double.NaN,
                "0 B",
                beyond,
                0.05);
        double disabled = IdleSection.excess(figures, "disabled", "nothing");
        row("recordEvent while disabled", "0", "", Quantity.NANOS.text(disabled), Double.NaN, "≤ 1 ns", disabled, 1);
        double bytes = IdleSection.bytes(figures, "disabled");
        row("recordEvent while disabled, memory allocated", "0", Quantity.BYTES.text(bytes), "0 B", bytes, 0);
        double bus = IdleSection.excess(figures, "busOfDisabled", "busWithoutHistory");
        row("publish on a bus with a disabled history", "0", Quantity.NANOS.text(bus), "≤ 1 ns", bus, 1);
    }

    private void cost(String what, Setup contender) {
        double ours = record(contender, "recorded.nanos");
        double jfr = record(Setup.JFR_MEMORY, "recorded.nanos");
        String peers = peers(
                peer("JFR", Quantity.NANOS, jfr),
                peer("Chronicle", Quantity.NANOS, record(Setup.CHRONICLE, "recorded.nanos")),
                peer("ring", Quantity.NANOS, record(Setup.RING, "recorded.nanos")));
        row(what, "50 µs", peers, Quantity.NANOS.text(ours), ours / jfr, "≤ 0.5 × JFR", ours / jfr, 0.5);
    }

    /** Adds the time to copy a payload and cut out its secret, and its ratio to the fastest serializer's time. */
    private void byValue(String what, Setup contender, List<Setup> serializers, double most) {
        double ours = record(contender, "recorded.nanos");
        double quickest = serializers.stream()
                .mapToDouble(serializer -> record(serializer, "recorded.nanos"))
                .reduce(Double.POSITIVE_INFINITY, Math::min);
        String peers = ofEach(serializers, "recorded.nanos", Quantity.NANOS);
        String target = String.format(Locale.ROOT, "≤ %.0f ns", most);
        row(
                "copy the " + what + " with a secret",
                "",
                peers,
                Quantity.NANOS.text(ours),
                Double.NaN,
                target,
                ours,
                most);
        double ratio = ours / quickest;
        row(
                "copy the " + what + " with a secret, ratio to the fastest serializer",
                "",
                peers,
                Quantity.NANOS.text(ours),
                ratio,
                "≤ 1×",
                ratio,
                1);
    }

    private String ofEach(List<Setup> contenders, String figure, Quantity quantity) {
        return peers(contenders.stream()
                .map(contender -> peer(contender.name(), quantity, record(contender, figure)))
                .toArray(String[]::new));
    }

    private void sustained(String what, Setup contender, String target, double least) {
        double ours = record(contender, "sustained.rate");
        double chronicle = record(Setup.CHRONICLE, "sustained.rate");
        String peers = peers(
                peer("Chronicle", Quantity.RATE, chronicle),
                peer("JFR", Quantity.RATE, record(Setup.JFR_MEMORY, "sustained.rate")));
        row(what, "", peers, Quantity.RATE.text(ours), ours / chronicle, target, -ours, -least);
    }

    private void pace() {
        for (Setup contender : List.of(Setup.MOST_WORK_BEAN, Setup.LEAST_WORK)) {
            double excess = PacedSection.excess(figures, contender);
            row(
                    "p99.9 at 100,000/s minus the control's: "
                            + contender.description().replace("Playhead, ", ""),
                    "",
                    peer("JFR", Quantity.NANOS, PacedSection.excess(figures, Setup.JFR_MEMORY)),
                    Quantity.NANOS.text(excess),
                    Double.NaN,
                    "≤ 2 µs",
                    excess,
                    2_000);
        }
    }

    private void growth() {
        double ratio = figures.get(GrowthSection.key(GrowthSection.MOST, "record"))
                / figures.get(GrowthSection.key(THOUSAND, "record"));
        String ours = Quantity.NANOS.text(figures.get(GrowthSection.key(GrowthSection.MOST, "record")));
        row("record with 10 M events kept, ratio to 1,000 events kept", "", "", ours, ratio, "≤ 1.25×", ratio, 1.25);
        for (String access : List.of("cold", "any")) {
            double nanos = figures.get(GrowthSection.key(GrowthSection.MOST, access + ".p50"));
            String which = "cold".equals(access)
                    ? "getEvent(id) among 10 M events, block not read before"
                    : "getEvent(id) among 10 M events, random id";
            row(which, "", "", Quantity.NANOS.text(nanos), Double.NaN, "≤ 2 µs", nanos, 2_000);
        }
    }

    private void size() {
        double session = figures.get(SizeSection.key(SizeSection.SESSION, "bytes"));
        String peers = peers(
                peer("xz", Quantity.BYTES, figures.get(SizeSection.key(SizeSection.SESSION, "xz"))),
                peer("JFR, ticks", Quantity.BYTES, figures.get(SizeSection.key("jfr", "bytes"))),
                peer("Chronicle, ticks", Quantity.BYTES, figures.get(SizeSection.key("chronicle", "bytes"))));
        double byXz = session / figures.get(SizeSection.key(SizeSection.SESSION, "xz"));
        row(
                "bytes per event, grid session, total memory",
                "5 KB",
                peers,
                Quantity.BYTES.text(session),
                byXz,
                "≤ 15 B",
                session,
                15);
        plan.streams().stream().map(SizeSection::name).forEach(this::stream);
        double reachable = Math.max(figures.get(MemorySection.REACHABLE), figures.get(MemorySection.HEAP));
        row("1,000 grid events, total memory", "5 MB", Quantity.BYTES.text(reachable), "≤ 250 kB", reachable, 250_000);
    }

    private void stream(String stream) {
        double byXz = SizeSection.byXz(figures, stream);
        row(
                "bytes per event, " + stream + ", sealed blocks",
                "5 KB",
                peer("xz", Quantity.BYTES, figures.get(SizeSection.key(stream, "xz"))),
                Quantity.BYTES.text(figures.get(SizeSection.key(stream, "blocks"))),
                byXz,
                "≤ 2.5 × xz",
                byXz,
                2.5);
    }

    private void search() {
        List<String> all = Stream.of(INDEXED, EQUALITIES, List.of("value, absent"))
                .flatMap(List::stream)
                .toList();
        slowest("search 1,000 events, slowest search except the predicate", "10 ms", THOUSAND, all, "≤ 50 µs", 50e3);
        slowest("search 1,000 events by a predicate", "10 ms", THOUSAND, List.of("predicate"), "", Double.NaN);
        slowest("search 1 M events by an indexed property, slowest search", "", MILLION, INDEXED, "≤ 2 ms", 2e6);
        slowest("search 1 M events by equal values, slowest search", "", MILLION, EQUALITIES, "≤ 6 ms", 6e6);
        slowest("search 1 M events by an absent value", "", MILLION, List.of("value, absent"), "≤ 0.8 ms", 0.8e6);
        slowest("search 1 M events by a predicate", "", MILLION, List.of("predicate"), "≤ 120 ms", 120e6);
        walk(WalkDriver.TYPE, "≤ 30 ns", 30);
        walk(WalkDriver.NUMBER, "≤ 50 ns", 50);
        walk(WalkDriver.STRING, "≤ 80 ns", 80);
        walk(WalkDriver.ALL, "≤ 287 ns", 287);
        double first = figures.get(SearchSection.walk(WalkDriver.FIRST));
        String none = "firstEventWhere on 1 M events, trivial state, no event found";
        row(none, "", "", Quantity.NANOS.text(first), Double.NaN, "≤ 100 ms", first, 100e6);
    }

    private void walk(String reading, String target, double most) {
        double nanos = figures.get(SearchSection.walk(reading));
        String what = "walk over 1 M events, time per event, " + reading;
        row(what, "", "", Quantity.NANOS.text(nanos), Double.NaN, target, nanos, most);
    }

    private void slowest(
            String what, String specification, int events, List<String> searches, String target, double most) {
        double slowest = searches.stream()
                .mapToDouble(search -> SearchSection.slower(figures, events, search))
                .reduce(0, Math::max);
        row(what, specification, "", Quantity.NANOS.text(slowest), Double.NaN, target, slowest, most);
    }

    private void durable() {
        append("append to a file, sustained rate: grid session", AppendPart.SESSION);
        append("append to a file, sustained rate: ticks", AppendPart.TICKS);
        bytesOnDisk(
                "bytes per event in the file, grid session, ratio to Chronicle without names", JournalKind.CHRONICLE);
        bytesOnDisk(
                "bytes per event in the file, grid session, ratio to Chronicle with names", JournalKind.CHRONICLE_WIRE);
        double caller = CallerPart.ratio(figures);
        row(
                "recordEvent with a file, ratio to recordEvent in memory, at half the sustained rate",
                "",
                peer("in memory", Quantity.NANOS, figures.get(CallerPart.key(CallerPart.MEMORY, "mean"))),
                Quantity.NANOS.text(figures.get(CallerPart.key(CallerPart.FILE, "mean"))),
                caller,
                "≤ 1.2×",
                caller,
                1.2);
        opening("open a file of 1 M events and answer two queries", DurableSection.MILLION, "≤ 100 ms", 100e6);
        if (plan.huge()) {
            opening("open a file of 100 M events and answer two queries", DurableSection.HUGE, "≤ 2 s", 2e9);
            huge("first answer in a new process", HugePart.key(HugePart.ANSWERED), "≤ 2 s", 2e9);
            huge("count by a rare value", HugePart.byRareValue(), "≤ 50 ms", 50e6);
            huge("count by an absent value", HugePart.byAbsentValue(), "≤ 20 ms", 20e6);
            huge("count by type", HugePart.byType(), "≤ 200 ms", 200e6);
            huge("a random event, warm", HugePart.key(HugePart.MEDIAN_EVENT), "≤ 100 µs", 100e3);
            huge("a random event, warm, p99", HugePart.key(HugePart.LATE_EVENT), "≤ 300 µs", 300e3);
        }
    }

    private void huge(String what, String key, String target, double most) {
        double nanos = figures.get(key);
        row("file of 100 M events: " + what, "", "", Quantity.NANOS.text(nanos), Double.NaN, target, nanos, most);
    }

    private double appended(JournalKind kind, String workload) {
        return figures.get(AppendPart.key(kind, workload, "rate"));
    }

    private void append(String what, String workload) {
        double ours = appended(JournalKind.INTERVAL, workload);
        double ratio = ours / appended(JournalKind.CHRONICLE, workload);
        String peers = peers(
                peer("Chronicle", Quantity.RATE, appended(JournalKind.CHRONICLE, workload)),
                peer("RocksDB", Quantity.RATE, appended(JournalKind.ROCKSDB, workload)),
                peer("MVStore", Quantity.RATE, appended(JournalKind.MVSTORE, workload)),
                peer("SQLite rows", Quantity.RATE, appended(JournalKind.SQLITE, workload)));
        row(what, "", peers, Quantity.RATE.text(ours), ratio, "≥ Chronicle's", -ratio, -1);
    }

    private void bytesOnDisk(String what, JournalKind peer) {
        double ours = AppendPart.bytes(figures, JournalKind.INTERVAL, AppendPart.SESSION);
        double theirs = AppendPart.bytes(figures, peer, AppendPart.SESSION);
        row(
                what,
                "5 KB",
                peer("Chronicle", Quantity.BYTES, theirs),
                Quantity.BYTES.text(ours),
                ours / theirs,
                "≤ 0.1 × Chronicle",
                ours / theirs,
                0.1);
    }

    private void opening(String what, int events, String target, double most) {
        double nanos = figures.get(OpenPart.key(events, "all"));
        row(what, "", "", Quantity.NANOS.text(nanos), Double.NaN, target, nanos, most);
    }

    private void replay() {
        double excess = ReplaySection.excess(figures);
        double parking = figures.get(ReplaySection.key(ReplayDriver.PARKING, "p99"));
        row(
                "replay lateness p99, minus the control loop's",
                "1 ms",
                peer("parking only", Quantity.NANOS, parking),
                Quantity.NANOS.text(excess),
                Double.NaN,
                "≤ 50 µs",
                excess,
                50_000);
        double drift = ReplaySection.drift(figures);
        row("replay drift", "", "", Quantity.NANOS.text(drift), Double.NaN, "≤ 20 µs", drift, 20_000);
        for (String way : List.of(ReplayRateDriver.CONSUMER, ReplayRateDriver.BUS)) {
            double rate = figures.get(ReplaySection.rateKey(way));
            row("replay without waiting, " + way, "", "", Quantity.RATE.text(rate), Double.NaN, "≥ 3 M/s", -rate, -3e6);
        }
    }

    private void travel() {
        for (int events : plan.full() ? TravelSection.SIZES : TravelSection.SIZES.subList(0, 1)) {
            String among = events == MILLION ? "1 M events" : "10 M events";
            boolean million = events == MILLION;
            String small = TravelSection.key(events, TravelDriver.SMALL);
            String grid = TravelSection.key(events, TravelDriver.GRID);
            state("of 1 KB", among, small, million ? 1 : 1.5);
            checkpoints(small, 0.05);
            state(GRID_ROWS + TravelDriver.TEN_ROWS, among, grid + TravelDriver.TEN_ROWS + ".", million ? 6 : 8);
            state(GRID_ROWS + TravelDriver.ALL_ROWS, among, grid + TravelDriver.ALL_ROWS + ".", million ? 15 : 20);
            checkpoints(grid, 0.25);
            double first = figures.get(grid + "first");
            String firstText = "first state of a grid of 10,000 rows, of " + among;
            double seconds = million ? 2 : 18;
            String target = "≤ " + Math.round(seconds) + " s";
            row(firstText, "", "", Quantity.NANOS.text(first), Double.NaN, target, first, seconds * 1e9);
        }
        question("bisect", TravelDriver.SMALL, 20e6, "≤ 20 ms");
        question("bisect", TravelDriver.GRID, 25e6, "≤ 25 ms");
        for (String state : List.of(TravelDriver.SMALL, TravelDriver.GRID)) {
            question("firstEventWhere", state, 500e6, "≤ 500 ms");
        }
        question("changesOf", TravelDriver.GRID, 500e6, "≤ 500 ms");
        question("changesOf", TravelDriver.ROW, 500e6, "≤ 500 ms");
    }

    private void state(String what, String among, String key, double mostMillis) {
        double p99 = figures.get(key + "p99");
        String text = "state " + what + ", at a random time of " + among + ", p99";
        String target =
                "≤ " + BigDecimal.valueOf(mostMillis).stripTrailingZeros().toPlainString() + " ms";
        row(text, "", "", Quantity.NANOS.text(p99), Double.NaN, target, p99, mostMillis * 1e6);
    }

    private void checkpoints(String key, double share) {
        double ratio = figures.get(key + "bytes") / figures.get(key + "events.bytes");
        String checkpoints = "memory of checkpoints of this state, ratio to the events";
        row(checkpoints, "", "", Quantity.RATIO.text(ratio), Double.NaN, "≤ " + share + "×", ratio, share);
    }

    private void question(String question, String state, double most, String target) {
        double nanos = figures.get(TravelSection.key(MILLION, state) + question);
        row(question + " on 1 M events, " + state, "", "", Quantity.NANOS.text(nanos), Double.NaN, target, nanos, most);
    }

    private static String peer(String name, Quantity quantity, double value) {
        return Figures.isMeasured(value) ? name + " " + quantity.text(value) : "";
    }

    private static String peers(String... peers) {
        return String.join(
                ", ", Stream.of(peers).filter(peer -> !peer.isEmpty()).toList());
    }

    /** Adds a row without peers and without a ratio. */
    private void row(String what, String specification, String ours, String target, double value, double most) {
        row(what, specification, "", ours, Double.NaN, target, value, most);
    }

    private void row(
            String what,
            String specification,
            String peers,
            String ours,
            double ratio,
            String target,
            double judged,
            double most) {
        if (!whole && !Figures.isMeasured(judged)) {
            return;
        }
        String ratioText = Figures.isMeasured(ratio) ? Quantity.RATIO.text(ratio) : "";
        table.row(what, specification, peers, ours, ratioText, target, verdict(judged, most));
    }

    private String verdict(double judged, double most) {
        if (!Figures.isMeasured(most)) {
            return "";
        }
        if (!Figures.isMeasured(judged)) {
            unmeasured++;
            return "not measured";
        }
        if (judged <= most) {
            met++;
            return "met";
        }
        missed++;
        return "NOT MET";
    }
}

package dev.playhead.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.benchmarks.contender.Setup;
import dev.playhead.benchmarks.durable.AppendPart;
import dev.playhead.benchmarks.durable.CallerPart;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.journal.JournalKind;
import dev.playhead.benchmarks.memory.MemorySection;
import dev.playhead.benchmarks.paced.PacedSection;
import dev.playhead.benchmarks.recording.RecordSection;
import dev.playhead.benchmarks.replay.ReplayDriver;
import dev.playhead.benchmarks.replay.ReplayRateDriver;
import dev.playhead.benchmarks.replay.ReplaySection;
import dev.playhead.benchmarks.search.SearchDriver;
import dev.playhead.benchmarks.search.SearchSection;
import dev.playhead.benchmarks.size.SizeSection;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadlineTest {
    private static final Plan PLAN =
            new Plan(true, false, List.of(Path.of("shared", "edits.jsonl.gz")), Path.of("scratch"), Path.of("kept"));

    private final Figures figures = new Figures();

    private String row(String what, boolean whole) {
        return Headline.of(figures, PLAN, whole)
                .lines()
                .filter(line -> line.startsWith("| " + what))
                .findFirst()
                .orElse("");
    }

    private static String[] cells(String row) {
        return row.replaceAll(" +", " ").split(" ?\\| ?", -1);
    }

    @Test
    void shouldBeginWithTheRowLeastFavorableToPlayhead() {
        String first =
                Headline.of(figures, PLAN, true).lines().skip(2).findFirst().orElse("");

        assertThat(first).startsWith("| record a mutable bean with a secret, with rules, through a bus ");
    }

    @Test
    void shouldShowTheRatioOfPlayheadToThePeer() {
        figures.put(RecordSection.key(Setup.LEAST_WORK, 1, "recorded.nanos"), 30);
        figures.put(RecordSection.key(Setup.JFR_MEMORY, 1, "recorded.nanos"), 60);

        assertThat(cells(row("record an immutable record", true)))
                .containsExactly(
                        "",
                        "record an immutable record",
                        "50 µs",
                        "JFR 60 ns",
                        "30 ns",
                        "0.50×",
                        "≤ 0.5 × JFR",
                        "met",
                        "");
    }

    @Test
    void shouldMarkATargetThatIsNotMet() {
        figures.put(RecordSection.key(Setup.LEAST_WORK, 1, "recorded.nanos"), 31);
        figures.put(RecordSection.key(Setup.JFR_MEMORY, 1, "recorded.nanos"), 60);

        assertThat(row("record an immutable record", true)).endsWith(" NOT MET |");
        assertThat(Headline.of(figures, PLAN, true)).contains("0 targets met, 1 not met, ");
    }

    @Test
    void shouldCompareARateWithALowerLimit() {
        figures.put(RecordSection.key(Setup.LEAST_WORK, 1, "sustained.rate"), 3.4e6);
        assertThat(row("sustained rate including sealing: immutable record", true))
                .endsWith(" NOT MET |");

        figures.put(RecordSection.key(Setup.LEAST_WORK, 1, "sustained.rate"), 3.6e6);
        assertThat(row("sustained rate including sealing: immutable record", true))
                .endsWith(" met |");
    }

    @Test
    void shouldCompareACopyWithTheFastestSerializer() {
        figures.put(RecordSection.key(Setup.MOST_WORK_BEAN, 1, "recorded.nanos"), 200);
        for (Setup serializer : Setup.BEAN_SERIALIZERS) {
            figures.put(RecordSection.key(serializer, 1, "recorded.nanos"), 400);
        }
        assertThat(cells(row("copy the bean with a secret, ratio", true)))
                .contains("Jackson 400 ns, Fory 400 ns, Kryo 400 ns", "200 ns", "0.50×", "met");

        figures.put(RecordSection.key(Setup.BEAN_SERIALIZERS.get(1), 1, "recorded.nanos"), 190);
        assertThat(row("copy the bean with a secret, ratio", true)).endsWith(" NOT MET |");
        assertThat(row("copy the bean with a secret  ", true)).endsWith(" met |");
    }

    @Test
    void shouldNotCompareACopyWithSerializersThatWereNotMeasured() {
        figures.put(RecordSection.key(Setup.MOST_WORK_BEAN, 1, "recorded.nanos"), 200);

        assertThat(row("copy the bean with a secret, ratio", true)).endsWith(" not measured |");
    }

    @Test
    void shouldJudgeThePacedRunByTheDifferenceFromItsControl() {
        figures.put(PacedSection.key(Setup.LEAST_WORK, "control", 99.9), 3_000);
        figures.put(PacedSection.key(Setup.LEAST_WORK, "excess", 99.9), 2_100);

        assertThat(cells(row("p99.9 at 100,000/s minus the control's: immutable", true))[4])
                .isEqualTo("2.1 µs");
        assertThat(row("p99.9 at 100,000/s minus the control's: immutable", true))
                .endsWith(" NOT MET |");
    }

    @Test
    void shouldNotJudgeAPacedRunWhoseControlWasLate() {
        figures.put(PacedSection.key(Setup.LEAST_WORK, "control", 99.9), 9e6);
        figures.put(PacedSection.key(Setup.LEAST_WORK, "excess", 99.9), -1e6);

        assertThat(row("p99.9 at 100,000/s minus the control's: immutable", true))
                .endsWith(" not measured |");
    }

    @Test
    void shouldUseTheSlowestSearch() {
        for (String search : SearchDriver.searches(1_000_000).keySet()) {
            figures.put(SearchSection.key(1_000_000, search, "count"), 0.5e6);
            figures.put(SearchSection.key(1_000_000, search, "first"), 1e3);
        }
        figures.put(SearchSection.key(1_000_000, "substring of type", "first"), 2.5e6);

        assertThat(cells(row("search 1 M events by an indexed property", true))[4])
                .isEqualTo("2.5 ms");
        assertThat(row("search 1 M events by an indexed property", true)).endsWith(" NOT MET |");
        assertThat(row("search 1 M events by an absent value", true)).endsWith(" met |");
    }

    @Test
    void shouldNotJudgeASearchWithAMissingFigure() {
        figures.put(SearchSection.key(1_000_000, "value, absent", "count"), 1e3);

        assertThat(row("search 1 M events by an absent value", true)).endsWith(" not measured |");
    }

    @Test
    void shouldJudgeAReplayByTheDifferenceFromALoopThatOnlyWaits() {
        figures.put(ReplaySection.key(ReplayDriver.CONTROL, "p99"), 10_000);
        figures.put(ReplaySection.key(ReplayDriver.PRECISE, "p99"), 61_000);
        assertThat(cells(row("replay lateness p99", true))[4]).isEqualTo("51 µs");
        assertThat(row("replay lateness p99", true)).endsWith(" NOT MET |");

        figures.put(ReplaySection.key(ReplayDriver.PRECISE, "p99"), 60_000);
        assertThat(row("replay lateness p99", true)).endsWith(" met |");
        figures.put(ReplaySection.key(ReplayDriver.CONTROL, "p99"), 1e6);
        assertThat(row("replay lateness p99", true)).endsWith(" not measured |");

        figures.put(ReplaySection.rateKey(ReplayRateDriver.BUS), 2.9e6);
        assertThat(row("replay without waiting, through a bus", true)).endsWith(" NOT MET |");
    }

    @Test
    void shouldCompareTheSizeOfEachStreamWithXz() {
        figures.put(SizeSection.key("edits", "blocks"), 250);
        figures.put(SizeSection.key("edits", "xz"), 100);

        assertThat(cells(row("bytes per event, edits, sealed", true))).contains("xz 100 B", "250 B", "2.50×", "met");
    }

    @Test
    void shouldOmitRowsOfSectionsThatWereNotSelected() {
        figures.put(MemorySection.REACHABLE, 60_000);
        figures.put(MemorySection.HEAP, 70_000);

        assertThat(Headline.of(figures, PLAN, false).lines().skip(2).filter(line -> line.startsWith("|")))
                .hasSize(1)
                .first()
                .asString()
                .contains(" 70 kB ")
                .endsWith(" met |");
        assertThat(Headline.of(figures, PLAN, false)).contains("1 targets met, 0 not met, 0 not measured.");
    }

    @Test
    void shouldCompareAppendingWithChronicleQueueInTheSameRun() {
        figures.put(AppendPart.key(JournalKind.INTERVAL, AppendPart.TICKS, "rate"), 900e3);
        figures.put(AppendPart.key(JournalKind.CHRONICLE, AppendPart.TICKS, "rate"), 1e6);
        assertThat(cells(row("append to a file, sustained rate: ticks", true)))
                .contains("Chronicle 1 M/s", "900 k/s", "0.90×", "NOT MET");

        figures.put(AppendPart.key(JournalKind.INTERVAL, AppendPart.TICKS, "rate"), 1.2e6);
        assertThat(cells(row("append to a file, sustained rate: ticks", true))).contains("1.20×", "met");
    }

    @Test
    void shouldCompareTheCostToTheCallerWithAHistoryInMemory() {
        figures.put(CallerPart.key(CallerPart.MEMORY, "mean"), 100);
        figures.put(CallerPart.key(CallerPart.FILE, "mean"), 121);

        assertThat(cells(row("recordEvent with a file", true)))
                .contains("in memory 100 ns", "121 ns", "1.21×", "NOT MET");
    }

    @Test
    void shouldNotJudgeACostBelowThatOfAnEmptyCall() {
        figures.put(CallerPart.key(CallerPart.MEMORY, "mean"), -12);
        figures.put(CallerPart.key(CallerPart.FILE, "mean"), 50);

        assertThat(row("recordEvent with a file", true)).endsWith(" not measured |");
    }

    @Test
    void shouldJudgeBytesOnlyInFilesOfManyEvents() {
        for (JournalKind kind : List.of(JournalKind.INTERVAL, JournalKind.CHRONICLE)) {
            figures.put(AppendPart.key(kind, AppendPart.SESSION, "bytes"), kind == JournalKind.INTERVAL ? 9 : 72);
            figures.put(AppendPart.key(kind, AppendPart.SESSION, "events"), 49_999);
        }
        assertThat(row("bytes per event in the file, grid session, ratio to Chronicle without names", true))
                .endsWith(" not measured |");

        figures.put(AppendPart.key(JournalKind.INTERVAL, AppendPart.SESSION, "events"), 50_000);
        figures.put(AppendPart.key(JournalKind.CHRONICLE, AppendPart.SESSION, "events"), 50_000);
        assertThat(cells(row("bytes per event in the file, grid session, ratio to Chronicle without names", true)))
                .contains("Chronicle 72 B", "9 B", "0.13×", "NOT MET");
    }

    @Test
    void shouldHaveRowsOfTheHugeFileOnlyIfThePlanIncludesIt() {
        assertThat(row("open a file of 1 M events", true)).endsWith(" not measured |");
        assertThat(row("open a file of 100 M events", true)).isEmpty();
        assertThat(Headline.of(figures, new Plan(true, true, List.of(), Path.of("scratch"), Path.of("kept")), true))
                .contains("| open a file of 100 M events", "| file of 100 M events: count by an absent value");
    }
}

package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Tests of breaks and gaps in event files. */
class MissingEventsTest {
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");
    private static final String FIRST_LINES = """
            {"sequence":0,"type":"t","timestamp":"2026-01-31T10:00:00Z","source":"core","payload":0}
            {"sequence":1,"type":"t","timestamp":"2026-01-31T10:00:00Z","source":"core","payload":1}
            """;

    /** A sink that collects the items of a file in order. Each event is represented by its sequence. */
    private static final class Items implements EventSerializer.Sink {
        private final List<Object> items = new ArrayList<>();
        private final List<ImportReport.Problem> problems = new ArrayList<>();

        static Items of(String text) {
            Items items = new Items();
            EventSerializer.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), items);
            return items;
        }

        @Override
        public void event(GridEvent event, long sequence) {
            items.add(sequence);
        }

        @Override
        public void recordingBreak(RecordingBreak recordingBreak) {
            items.add(recordingBreak);
        }

        @Override
        public void gap(SequenceRange lost) {
            items.add(lost);
        }

        @Override
        public void problem(ImportReport.Problem problem) {
            problems.add(problem);
        }
    }

    private static RecordedEvent event(long sequence) {
        return RecordedEvent.of(sequence, GridEvent.of("t", sequence).at(T0));
    }

    private static RecordingBreak breakAt(long sequence, String type, long count) {
        return new RecordingBreak(sequence, T0, T0.plusMillis(1500), Map.of(type, count));
    }

    private static String written(
            ExportFormat format, List<RecordingBreak> breaks, List<SequenceRange> gaps, long... sequences) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventSerializer.Writer writer = EventSerializer.writer(out, format)) {
            writer.missing(breaks, gaps);
            LongStream.of(sequences).forEach(sequence -> writer.write(event(sequence)));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldWriteEachBreakAndGapAsALineBeforeTheNextEvent() {
        String text = written(
                ExportFormat.JSON_LINES,
                List.of(breakAt(1, "cell:edit", 3), breakAt(40, "x", 1)),
                List.of(new SequenceRange(2, 20)),
                0,
                1,
                21);

        assertThat(text.lines())
                .containsExactly(
                        FIRST_LINES.lines().toList().get(0),
                        "{\"$playhead\":\"break\",\"sequence\":1,\"from\":\"2026-01-31T10:00:00Z\","
                                + "\"to\":\"2026-01-31T10:00:01.500Z\",\"offered\":{\"cell:edit\":3}}",
                        FIRST_LINES.lines().toList().get(1),
                        "{\"$playhead\":\"gap\",\"first\":2,\"last\":20}",
                        "{\"sequence\":21,\"type\":\"t\",\"timestamp\":\"2026-01-31T10:00:00Z\",\"source\":\"core\","
                                + "\"payload\":21}",
                        "{\"$playhead\":\"break\",\"sequence\":40,\"from\":\"2026-01-31T10:00:00Z\","
                                + "\"to\":\"2026-01-31T10:00:01.500Z\",\"offered\":{\"x\":1}}");
        assertThat(Items.of(text).items)
                .containsExactly(
                        0L, breakAt(1, "cell:edit", 3), 1L, new SequenceRange(2, 20), 21L, breakAt(40, "x", 1));
    }

    @Test
    void shouldWriteBreaksAndGapsBeforeTheEventsOfADocument() {
        String text = written(
                ExportFormat.JSON,
                List.of(breakAt(1, "x", 1), breakAt(21, "y", 2)),
                List.of(new SequenceRange(2, 20)),
                0,
                1,
                21);

        assertThat(text)
                .startsWith("{\"format\":\"playhead-events\",\"version\":1,\"breaks\":[{\"sequence\":1,\"from\":")
                .contains("],\"gaps\":[{\"first\":2,\"last\":20}],\"events\":[\n{\"sequence\":0,");
        Items read = Items.of(text);
        assertThat(read.problems).isEmpty();
        assertThat(read.items)
                .containsExactly(0L, breakAt(1, "x", 1), 1L, new SequenceRange(2, 20), breakAt(21, "y", 2), 21L);
        assertThat(written(ExportFormat.JSON, List.of(), List.of(), 0))
                .startsWith("{\"format\":\"playhead-events\",\"version\":1,\"events\":[\n");
    }

    @Test
    void shouldMoveABreakBeforeOrAmongLostEventsToTheEndOfTheGap() {
        List<RecordingBreak> breaks = List.of(breakAt(10, "x", 1), breakAt(15, "x", 2), breakAt(21, "y", 4));
        List<SequenceRange> gaps = List.of(new SequenceRange(10, 14), new SequenceRange(15, 20));

        for (ExportFormat format : Imported.READ_BACK) {
            assertThat(Items.of(written(format, breaks, gaps, 9, 21)).items)
                    .containsExactly(
                            9L,
                            new SequenceRange(10, 20),
                            new RecordingBreak(21, T0, T0.plusMillis(1500), Map.of("x", 3L, "y", 4L)),
                            21L);
        }
    }

    @Test
    void shouldKeepTypeNamesWithAnyCharacters() {
        RecordingBreak odd = new RecordingBreak(
                0,
                T0,
                T0,
                Map.of("$playhead", 1L, "$playhead:x", 2L, "half \uD83D", 3L, "\"\\\n", Long.MAX_VALUE, "", 5L));

        for (ExportFormat format : Imported.READ_BACK) {
            Items read = Items.of(written(format, List.of(odd), List.of()));
            assertThat(read.problems).isEmpty();
            assertThat(read.items).containsExactly(odd);
        }
    }

    @Test
    void shouldWriteOnlyTheNewGapsWhenMoreEventsTurnOutToBeMissing() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordingBreak one = breakAt(2, "x", 1);
        try (EventSerializer.Writer writer = EventSerializer.writer(out, ExportFormat.JSON_LINES)) {
            writer.missing(List.of(one), List.of(new SequenceRange(3, 5)));
            writer.write(event(2));
            writer.write(event(6));
            writer.missing(List.of(one), List.of(new SequenceRange(3, 9), new SequenceRange(20, 21)));
            writer.write(event(10));
        }
        assertThat(Items.of(out.toString(StandardCharsets.UTF_8)).items)
                .containsExactly(
                        one, 2L, new SequenceRange(3, 5), 6L, new SequenceRange(7, 9), 10L, new SequenceRange(20, 21));
    }

    @Test
    void shouldRefuseBreaksAndGapsAfterTheFirstEventOfADocument() {
        try (EventSerializer.Writer writer = EventSerializer.writer(new ByteArrayOutputStream(), ExportFormat.JSON)) {
            writer.write(event(0));
            assertThatThrownBy(() -> writer.missing(List.of(), List.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("before its events");
        }
    }

    @Test
    void shouldRecognizeADocumentWithManyBreaksBeforeItsEvents() {
        List<RecordingBreak> breaks = LongStream.range(0, 5_000)
                .mapToObj(i -> breakAt(i, "type " + i, 1))
                .toList();
        Items read = Items.of(written(ExportFormat.JSON, breaks, List.of(), 0, 4_999));

        assertThat(read.problems).isEmpty();
        assertThat(read.items).hasSize(5_002).startsWith(breaks.get(0), 0L).endsWith(breaks.get(4_999), 4_999L);
    }

    private static void assertProblem(String line, String message) {
        Items read = Items.of(FIRST_LINES + "  " + line + "\n" + FIRST_LINES.replace(":0,", ":2,"));
        assertThat(read.problems).as(line).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(3);
            assertThat(problem.column()).isEqualTo(3);
            assertThat(problem.message()).contains(message);
        });
        assertThat(read.items).as(line).hasSize(4).allMatch(item -> item instanceof Long);
    }

    private static String breakLine(String sequence, String from, String to, String offered) {
        return "{\"$playhead\":\"break\",\"sequence\":" + sequence + ",\"from\":" + from + ",\"to\":" + to
                + ",\"offered\":" + offered + "}";
    }

    @Test
    void shouldReportWhyALineIsNotAValidBreak() {
        String from = "\"2026-01-31T10:00:00Z\"";
        String to = "\"2026-01-31T10:00:01Z\"";
        assertProblem(breakLine("-1", from, to, "{\"x\":1}"), "sequence=-1");
        assertProblem(breakLine("1", from, to, "{\"x\":1}"), "sequence=1 goes backward");
        assertProblem(breakLine("9223372036854775807", from, to, "{\"x\":1}"), "sequence=9223372036854775807");
        assertProblem(breakLine("2.5", from, to, "{\"x\":1}"), "sequence=2.5");
        assertProblem(breakLine("null", from, to, "{\"x\":1}"), "no \"sequence\"");
        assertProblem(breakLine("2", to, from, "{\"x\":1}"), "ends before it begins");
        assertProblem(breakLine("2", "\"yesterday\"", to, "{\"x\":1}"), "from=yesterday");
        assertProblem(breakLine("2", from, "17", "{\"x\":1}"), "to=17");
        assertProblem(breakLine("2", from, "null", "{\"x\":1}"), "no \"to\"");
        assertProblem(breakLine("2", from, to, "{}"), "offered={}");
        assertProblem(breakLine("2", from, to, "[1]"), "offered=[1]");
        assertProblem(breakLine("2", from, to, "{\"x\":1,\"y\":0}"), "{y=0}");
        assertProblem(breakLine("2", from, to, "{\"x\":-1}"), "{x=-1}");
        assertProblem(breakLine("2", from, to, "{\"x\":1.5}"), "{x=1.5}");
        assertProblem(breakLine("2", from, to, "{\"x\":null}"), "{x=null}");
        assertProblem(breakLine("2", from, to, "{\"x\":10000000000000000000}"), "{x=10000000000000000000}");
        assertProblem("{\"$playhead\":\"break\",\"sequence\":2}", "no \"from\"");
        assertProblem("{\"$playhead\":\"break\"}", "no \"sequence\"");
    }

    @Test
    void shouldReportWhyALineIsNotAValidGap() {
        assertProblem("{\"$playhead\":\"gap\",\"first\":5}", "no \"last\"");
        assertProblem("{\"$playhead\":\"gap\",\"last\":5}", "no \"first\"");
        assertProblem("{\"$playhead\":\"gap\",\"first\":-5,\"last\":5}", "first=-5");
        assertProblem("{\"$playhead\":\"gap\",\"first\":5,\"last\":4}", "ends before it begins");
        assertProblem("{\"$playhead\":\"gap\",\"first\":1,\"last\":4}", "first=1 goes backward");
        assertProblem("{\"$playhead\":\"gap\",\"first\":5,\"last\":\"9\"}", "last=9");
        assertProblem("{\"$playhead\":\"gap\",\"first\":5,\"last\":9223372036854775807}", "last=9223372036854775807");
        assertProblem("{\"$playhead\":\"pause\",\"first\":5}", "the event has no type");
    }

    @Test
    void shouldReportTheLocationOfAnInvalidBreakOrGapInADocument() {
        String text = "{\"format\":\"playhead-events\",\"version\":1,\"breaks\":[7],\n\"gaps\":[{\"first\":5}],\n"
                + "\"events\":[{\"type\":\"t\",\"timestamp\":0}]}";
        Items read = Items.of(text);

        assertThat(read.items).containsExactly(-1L);
        assertThat(read.problems)
                .extracting(ImportReport.Problem::toString)
                .containsExactly(
                        "line 1, column 51: a break must be an object, not a number",
                        "line 2, column 9: the gap has no \"last\"");
    }

    @Test
    void shouldReadEventsOfOtherProgramsWithFieldsLikeThoseOfBreaksAndGaps() {
        Items lines = Items.of("""
                {"$playhead":"break","type":"t","timestamp":0}
                {"$playhead":"gap","first":1,"last":2,"type":"t","timestamp":0}
                """);
        assertThat(lines.problems).isEmpty();
        assertThat(lines.items).containsExactly(-1L, -1L);

        Items document =
                Items.of("{\"breaks\":[1,{\"a\":2}],\"gaps\":[[]],\"events\":[{\"type\":\"t\",\"timestamp\":0}]}");
        assertThat(document.problems).isEmpty();
        assertThat(document.items).containsExactly(-1L);
    }

    @Test
    void shouldRefuseAGapWhoseLineContinuesAfterTheObject() {
        Items read = Items.of("{\"$playhead\":\"gap\",\"first\":5,\"last\":6} 7");
        assertThat(read.items).isEmpty();
        assertThat(read.problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("continues after"));
    }

    @Test
    void shouldReadAGapOverSeveralLinesOrWithoutALineTerminator() {
        assertThat(Items.of("{\"$playhead\":\"gap\",\n\"first\":1,\n\"last\":2}\n").items)
                .containsExactly(new SequenceRange(1, 2));
        assertThat(Items.of(FIRST_LINES + "{\"$playhead\":\"gap\",\"first\":2,\"last\":1152921504606846976}").items)
                .containsExactly(0L, 1L, new SequenceRange(2, 1L << 60));
    }
}

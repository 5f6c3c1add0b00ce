package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.SharedData;
import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.PlainData;
import dev.playhead.event.RandomData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of what all formats promise. */
class WrittenFormatsTest {
    private static final List<RecordedEvent> EVENTS = List.of(
            Written.event(0, "cell:edit", Map.of("value", 1.5), Map.of("user", "anna")),
            Written.event(1, "row:add", null, Map.of("causationId", "0")),
            Written.event(3, "row:add", List.of(1, "x"), Map.of()));
    private static final List<RecordingBreak> BREAKS =
            List.of(new RecordingBreak(3, Instant.EPOCH, Instant.EPOCH, Map.of("cell:edit", 2L)));
    private static final List<SequenceRange> GAPS = List.of(new SequenceRange(2, 2));

    /** The formats that list breaks and gaps. */
    private static final Set<ExportFormat> LISTING =
            EnumSet.of(ExportFormat.JSON, ExportFormat.JSON_LINES, ExportFormat.HTML);

    /**
     * A format that is read back.
     *
     * @param format the format
     * @param asReadBack converts an event to the form in which it is read back
     */
    record ReadBack(ExportFormat format, UnaryOperator<GridEvent> asReadBack) {}

    static List<ReadBack> readBack() {
        return List.of(
                new ReadBack(ExportFormat.JSON, event -> event),
                new ReadBack(ExportFormat.JSON_LINES, event -> event),
                new ReadBack(ExportFormat.CSV, event -> event),
                new ReadBack(ExportFormat.CLOUDEVENTS, event -> event),
                new ReadBack(ExportFormat.CLOUDEVENTS_LINES, event -> event),
                new ReadBack(ExportFormat.PERFETTO, event -> event),
                new ReadBack(ExportFormat.OTLP, event -> event),
                new ReadBack(ExportFormat.REDUX_DEVTOOLS, event -> event));
    }

    @ParameterizedTest
    @MethodSource("readBack")
    void shouldReadBackWhatAFormatKeeps(ReadBack read) {
        Imported imported = Imported.of(Imported.exported(EVENTS, read.format));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events)
                .isEqualTo(EVENTS.stream()
                        .map(RecordedEvent::event)
                        .map(read.asReadBack)
                        .toList());
        assertThat(imported.sequences).containsExactly(0L, 1L, 3L);
    }

    /** Returns events with parts that a format can express only by extensions. */
    private static List<RecordedEvent> odd(ExportFormat format) {
        Map<String, Object> payload = Map.of(
                "text", "=1+1",
                "list", List.of(1, "x", List.of()),
                "a.b", Map.of("c", 1.25),
                "number", format == ExportFormat.CSV ? 0.5 : Double.NaN,
                "bytes", Marker.bytes("AQID"));
        Map<String, Object> metadata =
                Map.of("causationId", "7", "user", Map.of("name", "anna"), "deep", List.of(true));
        return List.of(
                RecordedEvent.of(
                        0,
                        GridEvent.of(
                                "a type \u0007",
                                PlainData.of(payload),
                                Instant.parse("2026-01-31T10:42:00.123456789Z"),
                                "a source/\u00e4",
                                PlainData.mapOf(metadata))),
                RecordedEvent.of(
                        9,
                        GridEvent.of(
                                "old",
                                "text",
                                Instant.parse("-0001-01-01T00:00:00Z"),
                                "user",
                                PlainData.mapOf(Map.of("n", 5L)))));
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"CSV", "CLOUDEVENTS", "CLOUDEVENTS_LINES", "PERFETTO", "OTLP", "REDUX_DEVTOOLS"})
    void shouldReadBackWhatTheFormatExpressesByExtensions(ExportFormat format) {
        List<RecordedEvent> events = odd(format);
        Imported imported = Imported.of(Imported.exported(events, format));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events)
                .isEqualTo(events.stream().map(RecordedEvent::event).toList());
        assertThat(imported.sequences).containsExactly(0L, 9L);
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"CLOUDEVENTS", "CLOUDEVENTS_LINES", "PERFETTO", "OTLP"})
    void shouldReadBackRealEvents(ExportFormat format) throws IOException {
        // The grist file has decimals, such as 1479761520618.0, that OTLP can express only as text.
        List<String> names = format == ExportFormat.OTLP
                ? List.of("rrweb-session.jsonl.gz")
                : List.of("rrweb-session.jsonl.gz", "grist-grid-edits.jsonl.gz");
        for (String name : names) {
            Path file = SharedData.file(name);
            List<RecordedEvent> events;
            try (InputStream in = Files.newInputStream(file)) {
                events = Imported.of(in).recorded();
            }
            List<RecordedEvent> numbered = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                numbered.add(RecordedEvent.of(i, events.get(i).event()));
            }
            Imported imported = Imported.of(Imported.exported(numbered, format));

            assertThat(imported.problems).as(name).isEmpty();
            assertThat(imported.recorded().equals(numbered)).as(name).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ExportFormat.class,
            names = {"CLOUDEVENTS", "CLOUDEVENTS_LINES", "PERFETTO", "REDUX_DEVTOOLS"})
    void shouldReadBackRandomEvents(ExportFormat format) {
        long seed = new Random().nextLong();
        RandomData data = new RandomData(new Random(seed));
        List<RecordedEvent> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(RecordedEvent.of(2L * i, data.event()));
        }
        Imported imported = Imported.of(Imported.exported(events, format));

        assertThat(imported.problems).as("seed=%s", seed).isEmpty();
        List<RecordedEvent> back = imported.recorded();
        assertThat(back).as("seed=%s", seed).hasSameSizeAs(events);
        for (int i = 0; i < events.size(); i++) {
            assertThat(back.get(i)).as("seed=%s i=%s", seed, i).isEqualTo(events.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoteBreaksAndGapsUnlessTheFormatListsThem(ExportFormat format) {
        Written written = Written.of(format, EVENTS, BREAKS, GAPS);

        if (LISTING.contains(format)) {
            assertThat(written.notes()).isEmpty();
            assertThat(written.text()).contains("\"offered\":{\"cell:edit\":2}").contains("\"first\":2,\"last\":2");
        } else {
            assertThat(written.notes()).singleElement().asString().contains("breaks=1 and gaps=1 are not in the file");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoteNothingIfNothingIsLeftOut(ExportFormat format) {
        assertThat(Written.of(format, EVENTS, List.of(), List.of()).notes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveTheStreamOpen(ExportFormat format) {
        int[] closed = {0};
        int[] flushed = {0};
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0]++;
            }

            @Override
            public void flush() {
                flushed[0]++;
            }
        };
        EventSerializer.Writer writer = EventSerializer.writer(out, format);
        writer.close();
        int size = out.size();
        writer.close();

        assertThat(closed[0]).isZero();
        assertThat(flushed[0]).isPositive();
        assertThat(out.size()).isEqualTo(size);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReportThatTheStreamFailed(ExportFormat format) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };

        assertThatThrownBy(() -> {
                    EventSerializer.Writer writer = EventSerializer.writer(full, format);
                    EVENTS.forEach(writer::survey);
                    EVENTS.forEach(writer::write);
                    writer.close();
                })
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no space left");
    }

    @Test
    void shouldReadTheJsonOfRealEventsWithAnotherParser() throws IOException {
        Path file = SharedData.file("grist-grid-edits.jsonl.gz");
        assumeTrue(Files.exists(file), () -> "skipped, as there is no file=" + file);
        Imported original;
        try (InputStream in = Files.newInputStream(file)) {
            original = Imported.of(in);
        }
        List<RecordedEvent> events = new ArrayList<>(original.recorded());

        assertThat(Written.of(ExportFormat.CLOUDEVENTS, events, List.of(), List.of())
                        .json())
                .hasSize(6_186);
        assertThat(Written.of(ExportFormat.CLOUDEVENTS_LINES, events, List.of(), List.of())
                        .lines())
                .hasSize(6_186);
        assertThat(Written.of(ExportFormat.OTLP, events, List.of(), List.of()).lines())
                .hasSize(6_186);
        assertThat(Written.of(ExportFormat.PERFETTO, events, List.of(), List.of())
                        .json()
                        .get("traceEvents"))
                .filteredOn(one -> one.get("ph").asString().equals("i"))
                .hasSize(6_186);
        assertThat(Written.of(ExportFormat.REDUX_DEVTOOLS, events, List.of(), List.of())
                        .json()
                        .get("computedStates"))
                .hasSize(ReduxEventWriter.MAX_EVENTS + 1);
    }
}

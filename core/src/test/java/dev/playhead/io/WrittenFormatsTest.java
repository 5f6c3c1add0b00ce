package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.SharedData;
import dev.playhead.event.GridEvent;
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
     * @param asReadBack an event as the format keeps it
     */
    record ReadBack(ExportFormat format, UnaryOperator<GridEvent> asReadBack) {}

    static List<ReadBack> readBack() {
        return List.of(
                new ReadBack(ExportFormat.JSON, event -> event), new ReadBack(ExportFormat.JSON_LINES, event -> event));
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

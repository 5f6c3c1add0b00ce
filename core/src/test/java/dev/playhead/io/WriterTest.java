package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriterTest {
    private static final Instant TIME = Instant.parse("2026-01-31T10:42:00.5Z");
    private static final RecordedEvent FIRST = RecordedEvent.of(
            7, GridEvent.of("cell:edit", Map.of("value", 1.5), TIME, "user", Map.of("causationId", "3")));
    private static final RecordedEvent SECOND =
            RecordedEvent.of(9, GridEvent.of("row:add", null, Instant.EPOCH, "core", Map.of()));
    private static final String FIRST_TEXT =
            "{\"sequence\":7,\"type\":\"cell:edit\",\"timestamp\":\"2026-01-31T10:42:00.500Z\","
                    + "\"source\":\"user\",\"payload\":{\"value\":1.5},\"metadata\":{\"causationId\":\"3\"}}";
    private static final String SECOND_TEXT =
            "{\"sequence\":9,\"type\":\"row:add\",\"timestamp\":\"1970-01-01T00:00:00Z\","
                    + "\"source\":\"core\",\"payload\":null}";

    private static String text(ExportFormat format, RecordedEvent... events) {
        return new String(Imported.exported(List.of(events), format), StandardCharsets.UTF_8);
    }

    @Test
    void shouldWriteOneEventPerLine() {
        assertThat(text(ExportFormat.JSON_LINES, FIRST, SECOND)).isEqualTo(FIRST_TEXT + "\n" + SECOND_TEXT + "\n");
        assertThat(text(ExportFormat.JSON_LINES, FIRST)).isEqualTo(FIRST_TEXT + "\n");
        assertThat(text(ExportFormat.JSON_LINES)).isEmpty();
    }

    @Test
    void shouldWriteADocument() {
        String start = "{\"format\":\"playhead-events\",\"version\":1,\"events\":[\n";

        assertThat(text(ExportFormat.JSON, FIRST, SECOND))
                .isEqualTo(start + FIRST_TEXT + ",\n" + SECOND_TEXT + "\n]}\n");
        assertThat(text(ExportFormat.JSON)).isEqualTo(start + "\n]}\n");
        assertThat(Imported.of(text(ExportFormat.JSON)).problems).isEmpty();
    }

    @Test
    void shouldWriteEveryKindOfValue() {
        Object payload = PlainData.of(Arrays.asList(
                null,
                true,
                Long.MIN_VALUE,
                1.0E10,
                -0.0,
                new java.math.BigInteger("123456789012345678901"),
                new java.math.BigDecimal("1.50"),
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                "\u00e4\n\ud83d\ude00\ud83d",
                Map.of("$playhead", "NaN"),
                Map.of("$playhead", "cycle"),
                Map.of("$playhead:", 1, "x", 2),
                Map.of("\ud83d\\", 1)));

        assertThat(text(
                        ExportFormat.JSON_LINES,
                        RecordedEvent.of(0, GridEvent.of("t", payload).at(TIME))))
                .contains(
                        "\"payload\":[null,true,-9223372036854775808,1.0E10,-0.0,123456789012345678901,1.50,"
                                + "{\"$playhead\":\"NaN\"},{\"$playhead\":\"-Infinity\"},"
                                + "\"\u00e4\\n\\uD83D\\uDE00\\uD83D\",{\"$playhead:$playhead\":\"NaN\"},{\"$playhead\":\"cycle\"},")
                .contains("\"$playhead:$playhead:\":1")
                .contains("{\"$playhead:\\\\uD83D\\\\\\\\\":1}]");
    }

    @Test
    void shouldCompleteTheDocumentAndLeaveTheStreamOpen() throws IOException {
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
        EventSerializer.Writer writer = EventSerializer.writer(out, ExportFormat.JSON);
        writer.write(FIRST);
        writer.close();
        writer.close();

        assertThat(closed[0]).isZero();
        assertThat(flushed[0]).isPositive();
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("\n]}\n");
        out.write('x');
    }

    @Test
    void shouldWriteCompleteLinesOnFlush() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventSerializer.Writer writer = EventSerializer.writer(out, ExportFormat.JSON_LINES)) {
            writer.write(FIRST);
            writer.flush();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(FIRST_TEXT + "\n");
        }
    }

    @Test
    void shouldNotKeepWrittenEventsInMemory() {
        long[] written = {0};
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                written[0]++;
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                written[0] += length;
            }
        };
        try (EventSerializer.Writer writer = EventSerializer.writer(out, ExportFormat.JSON)) {
            for (int i = 1; i <= 10_000; i++) {
                writer.write(FIRST);
                assertThat((long) i * FIRST_TEXT.length() - written[0]).isLessThan(100_000);
            }
        }
    }

    @Test
    void shouldReportThatTheStreamFailed() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };

        assertThatThrownBy(() -> EventSerializer.writer(full, ExportFormat.JSON))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no space left");

        EventSerializer.Writer writer = EventSerializer.writer(full, ExportFormat.JSON_LINES);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        writer.write(FIRST);
                    }
                })
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no space left");
        assertThatThrownBy(writer::close).isInstanceOf(UncheckedIOException.class);

        EventSerializer.Writer buffering = EventSerializer.writer(full, ExportFormat.JSON_LINES);
        buffering.write(FIRST);
        assertThatThrownBy(buffering::flush).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void shouldReportThatTheStreamFailedOnClose() {
        OutputStream failing = new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (new String(bytes, from, length, StandardCharsets.UTF_8).equals("\n]}\n")) {
                    throw new IOException("no space left");
                }
            }
        };
        EventSerializer.Writer writer = EventSerializer.writer(failing, ExportFormat.JSON);
        writer.write(FIRST);

        assertThatThrownBy(writer::close)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no space left");
    }

    @Test
    void shouldRefuseDataThatIsNotPlain() {
        Object payload = PlainData.ofPlain(List.of(1));
        EventSerializer.Writer writer = EventSerializer.writer(new ByteArrayOutputStream(), ExportFormat.JSON_LINES);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.write(RecordedEvent.of(0, GridEvent.of("t", payload))))
                .withMessage("class=java.lang.Integer is not plain data");
    }
}

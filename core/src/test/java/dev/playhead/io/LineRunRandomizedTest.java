package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that lines lead to the same events, problems and notes whether several threads parse them ahead of their use,
 * many lines at a time ({@link LineRun}), or one thread parses them one by one. A stream that delivers one byte at a
 * time has no runs, and is the model.
 */
class LineRunRandomizedTest {
    private static final List<String> SOUND = List.of(
            "{\"type\":\"%s\",\"timestamp\":\"2026-01-31T10:42:%02d.%dZ\",\"source\":\"user\",\"payload\":{\"n\":%d,\"deep\":[1,{\"a\":null}]}}",
            "{\"timestamp\":%4$d,\"type\":\"%1$s\",\"a\":1,\"b\":{\"c\":[]}}",
            "{\"payload\":{\"n\":1.5e3},\"metadata\":{\"id\":\"x\"},\"type\":\"%1$s\",\"timestamp\":\"2026-01-31 10:42\"}",
            "  {\"sequence\":%4$d,\"type\":\"%1$s\",\"timestamp\":\"2026-01-31T10:42:00Z\",\"payload\":\"}{\"}  ");

    private static final List<String> ODD = List.of(
            "",
            "   ",
            "[1,2]",
            "{\"type\":\"%1$s\"",
            "{\"type\":\"%1$s\",\"timestamp\":\"2026-02-30T10:42:00Z\"}",
            "{\"type\":\"%1$s\",\"timestamp\":\"2026-01-31T10:42:00Z\"} {\"type\":\"b\",\"timestamp\":1}",
            "{\"type\":\"%1$s\",\"timestamp\":\"2026-01-31T10:42:00Z\"},",
            "{\"type\":\"%1$s\",\"payload\":{\"a\":1,\"a\":2},\"timestamp\":\"2026-01-31T10:42:00Z\"}",
            "{\"type\":\"%1$s\",\"payload\":1,\"type\":\"cell:other\",\"timestamp\":\"2026-01-31T10:42:00Z\"}",
            "{\"type\":\"%1$s\",\"payload\":1e99999999999,\"timestamp\":\"2026-01-31T10:42:00Z\"}",
            "{\"type\":\"%1$s\",\"payload\":[[[[[[1]]]]]],\"timestamp\":\"2026-06-30T23:59:60Z\"}",
            "{\"type\":\"%1$s\",\n\"timestamp\":\"2026-01-31T10:42:00Z\"\n}",
            "{\"type\":\"%1$s\",\"payload\":{\n",
            "\u001e{\"type\":\"%1$s\",\"timestamp\":\"2026-01-31T10:42:00Z\"}",
            "{\"type\":\"%1$s\",\"timestamp\":\"2026-01-31T10:42:00Z\",\"payload\":{\"\\ud83d\":1}}",
            "{\"$playhead\":\"gap\",\"first\":10,\"last\":20}",
            "{\"$playhead\":\"break\",\"sequence\":42,\"from\":\"2026-01-31T10:42:00Z\",\"to\":\"2026-01-31T10:43:00Z\","
                    + "\"offered\":{\"a\":3}}",
            "\u0000\u0000{\"type\":\"%1$s\"}",
            "\u0000{\u0000}",
            "{\u0000}\u0000",
            "{}",
            " \t ",
            "\n \r\r\n\nx",
            "{\"type\":\"%1$s\",\"timestamp\":\"2026-01-31T10:42:00.1234567890Z\"}",
            "{\"type\":\"%1$s\",\"timestamp\":\"2026-01-31T10:42:00Z\",\"payload\":" + nested(PlainData.MAX_DEPTH, "1")
                    + "}",
            "{\"type\":\"%1$s\",\"timestamp\":\"2026-01-31T10:42:00Z\",\"payload\":"
                    + nested(PlainData.MAX_DEPTH + 1, "1") + "}",
            "{\"type\":\"%1$s\",\"timestamp\":\"2026-01-31T10:42:00Z\",\"payload\":"
                    + nested(PlainData.MAX_DEPTH, "{\"$playhead\":\"NaN\"}") + "}",
            "x".repeat(3_000));

    private static String nested(int depth, String value) {
        return "[".repeat(depth) + value + "]".repeat(depth);
    }

    /** A recorder of everything that a sink receives, as text. */
    private static final class Transcript implements EventSerializer.Sink {
        private final List<String> lines = new ArrayList<>();
        private final Predicate<String> wanted;
        private final boolean filters;
        /** Whether the data of all events is wanted. */
        private final boolean whole;

        /** Creates a recorder that drops the data of events of unwanted types itself, or lets the reader drop it. */
        Transcript(Predicate<String> wanted, boolean filters) {
            this.whole = wanted.test("cell:edit");
            this.wanted = wanted;
            this.filters = filters;
        }

        @Override
        public boolean wantsData(String type) {
            return filters || wanted.test(type);
        }

        @Override
        public void event(GridEvent event, long sequence) {
            lines.add(sequence + " " + event.type() + " " + event.timestamp() + " " + event.source()
                    + (wanted.test(event.type()) ? " " + event.payload() + " " + event.metadata() : ""));
        }

        @Override
        public void recordingBreak(RecordingBreak recordingBreak) {
            lines.add("break " + recordingBreak);
        }

        @Override
        public void gap(SequenceRange lost) {
            lines.add("gap " + lost);
        }

        @Override
        public void problem(ImportReport.Problem problem) {
            lines.add("problem " + problem);
        }

        @Override
        public void note(ImportReport.Problem note) {
            if (whole || !note.message().contains("appears twice")) { // not noticed in data that is not read
                lines.add("note " + note);
            }
        }
    }

    /** A stream that delivers one byte at a time. */
    private static final class SlowStream extends ByteArrayInputStream {
        SlowStream(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(1, length));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }

    static List<Long> seeds() {
        Random random = new Random();
        return random.longs(Boolean.getBoolean("playhead.full") ? 60 : 12)
                .boxed()
                .toList();
    }

    private static String text(Random random) {
        int lines = random.nextInt(4) == 0 ? 12_000 : random.nextInt(300);
        int oddIn = 2 + random.nextInt(random.nextBoolean() ? 4 : 2_000);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            List<String> kinds = random.nextInt(oddIn) == 0 ? ODD : SOUND;
            text.append(String.format(
                    kinds.get(random.nextInt(kinds.size())),
                    random.nextBoolean() ? "cell:edit" : "row:insert",
                    random.nextInt(60),
                    random.nextInt(1_000),
                    1_767_225_600_000L + random.nextInt(1_000_000)));
            text.append(
                    switch (random.nextInt(40)) {
                        case 0 -> "\r\n";
                        case 1 -> "\r";
                        case 2 -> "\n\n";
                        default -> "\n";
                    });
        }
        return random.nextBoolean() ? text.toString() : text.toString().stripTrailing();
    }

    private static List<String> transcript(InputStream in, ImportOptions options, Transcript sink) {
        EventSerializer.read(in, sink, options);
        return sink.lines;
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldReadRunsOfLinesAsLinesByThemselves(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            byte[] bytes = text(random).getBytes(StandardCharsets.UTF_8);
            Predicate<String> wanted = random.nextBoolean() ? type -> true : type -> type.startsWith("row");
            ImportOptions options =
                    random.nextInt(3) == 0 ? ImportOptions.lenient().withMaxLineBytes(2_000) : ImportOptions.lenient();
            List<String> expected = transcript(new SlowStream(bytes), options, new Transcript(wanted, true));
            List<String> found = transcript(new ByteArrayInputStream(bytes), options, new Transcript(wanted, false));
            assertThat(found.size()).as("seed=%s, round=%s", seed, round).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i))
                        .as("seed=%s, round=%s, entry=%s", seed, round, i)
                        .isEqualTo(expected.get(i));
            }
        }
    }
}

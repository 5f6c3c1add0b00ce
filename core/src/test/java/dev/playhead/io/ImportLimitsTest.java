package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.playhead.EventHistory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of input that would fill the memory, and of input that continues after the end of a compressed file. */
class ImportLimitsTest {
    private static final String A = "{\"type\":\"a\",\"timestamp\":0}";
    private static final String B = "{\"type\":\"b\",\"timestamp\":0}";
    private static final int LIMIT = 100_000;

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String text) {
        return Imported.gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static Imported limited(InputStream in) {
        Imported imported = new Imported();
        EventSerializer.read(in, imported, ImportOptions.lenient().withMaxLineBytes(LIMIT));
        return imported;
    }

    /** Returns a compressed file of 600 KB, in which a line of 600 MB of zeros is between two events. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(member)) {
            byte[] zeros = new byte[1_000_000];
            for (int i = 0; i < 10; i++) {
                out.write(zeros);
            }
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(gzip(A + "\n"));
        for (int i = 0; i < 60; i++) {
            all.writeBytes(member.toByteArray());
        }
        all.writeBytes(gzip("\n" + B));
        return all.toByteArray();
    }

    @Test
    void shouldSkipALineThatExceedsTheMemoryWhenDecompressed() throws IOException {
        byte[] bomb = bomb();
        assertThat(bomb).hasSizeLessThan(1_000_000);
        try (EventHistory history = EventHistory.inMemory()) {
            ImportReport report = history.importFrom(new ByteArrayInputStream(bomb), ImportOptions.lenient());

            assertThat(report.imported()).isEqualTo(2);
            assertThat(report.problems())
                    .containsExactly(
                            new ImportReport.Problem(2, 1, EventExtent.tooLong("the line", 64 * 1_024 * 1_024)));
            assertThat(report.problems().get(0).message())
                    .contains("maxLineBytes=67108864")
                    .contains("withMaxLineBytes")
                    .contains("--max-line");
        }
    }

    /** An input of one line of 200 MB. It measures the buffer of the reader on each read. */
    private static final class EndlessLine extends InputStream {
        private final EventLines lines;
        private long left = 200_000_000;
        private int mostBytes;

        EndlessLine(EventLines lines) {
            this.lines = lines;
        }

        @Override
        public int read() {
            throw new AssertionError("the reader must not read single bytes");
        }

        @Override
        public int read(byte[] into, int from, int length) {
            mostBytes = Math.max(mostBytes, lines.bufferBytes());
            if (left == 0) {
                return -1;
            }
            int read = (int) Math.min(left, length);
            java.util.Arrays.fill(into, from, from + read, (byte) 'x');
            left -= read;
            return read;
        }
    }

    private static EventDecoder decoder(int maxLineBytes) {
        return new EventDecoder(ImportOptions.lenient().withMaxLineBytes(maxLineBytes), type -> true);
    }

    @Test
    void shouldBufferNoMoreOfALineThanTheLimit() throws IOException {
        Imported imported = new Imported();
        EventLines lines = new EventLines(imported, decoder(1_000_000));
        EndlessLine line = new EndlessLine(lines);
        lines.read(line, new UntilFailure(line));

        assertThat(imported.problems)
                .containsExactly(new ImportReport.Problem(1, 1, EventExtent.tooLong("the line", 1_000_000)));
        assertThat(line.mostBytes).isBetween(500_000, 1_000_000);
    }

    @Test
    void shouldReleaseTheBufferOfALongLine() throws IOException {
        Imported imported = new Imported();
        EventLines lines = new EventLines(imported, decoder(10_000_000));
        InputStream text = stream("x".repeat(5_000_000) + "\n" + A);
        lines.read(text, new UntilFailure(text));

        assertThat(imported.types()).containsExactly("a");
        assertThat(lines.bufferBytes()).isLessThan(1_000_000);
    }

    private static String listOf(int bytes) {
        return "{\"type\":\"x\",\"timestamp\":0,\"payload\":[0" + ",0".repeat(bytes / 2) + "]}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE"})
    void shouldSkipATooLongEventOfADocument(String charset) {
        for (String layout : List.of("[%s,\n  %s,\n%s]", "{\"events\":[%s,\n  %s,\n%s]}")) {
            String document = String.format(layout, A, listOf(1_000_000), B);
            Imported imported = limited(new ByteArrayInputStream(document.getBytes(Charset.forName(charset))));

            assertThat(imported.types()).containsExactly("a", "b");
            assertThat(imported.problems)
                    .containsExactly(new ImportReport.Problem(2, 3, EventExtent.tooLong("the event", LIMIT)));
        }
    }

    @Test
    void shouldReadAnEventOfMaximumLengthInADocument() {
        String asLong = listOf(LIMIT - 41);
        assertThat(asLong.length()).isBetween(LIMIT - 2, LIMIT);
        Imported imported = limited(stream("[" + (asLong + ",\n").repeat(20) + asLong + "]"));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events).hasSize(21);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"payload\":\"%s\"}",
                "\"%s\":1}",
                "\"payload\":{\"%s\":1}}",
                "\"payload\":%s}",
                "\"payload\":1.%s}",
                "\"payload\":1e%s}",
                "\"type\":\"%s\"}"
            })
    void shouldStopAtATooLongStringNameOrNumberInADocument(String rest) {
        String bad = "{\"timestamp\":0," + String.format(rest, "7".repeat(2_000_000));
        Imported imported = limited(stream("[" + A + ",\n" + bad + ",\n" + B + "]"));

        assertThat(imported.types()).containsExactly("a");
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.problems.get(0).line()).isEqualTo(2);
        assertThat(imported.problems.get(0).message())
                .isEqualTo(EventExtent.tooLong("a string, name or number", LIMIT) + "; the rest was not read");
    }

    @Test
    void shouldSkipOtherFieldsOfADocument() {
        String document = "{\"events\":[" + A + "],\"aside\":[\"" + "x".repeat(1_000_000) + "\",[0"
                + ",0".repeat(1_000_000) + "]]}";
        Imported imported = limited(stream(document));

        assertThat(imported.types()).containsExactly("a");
        assertThat(imported.problems).isEmpty();
    }

    @Test
    void shouldCountEmptyLines() {
        Imported imported = limited(stream("\n".repeat(1_000_000) + A + "\n".repeat(1_000_000) + "x"));

        assertThat(imported.types()).containsExactly("a");
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.problems.get(0).line()).isEqualTo(2_000_001);
    }

    @Test
    void shouldReportALimitedNumberOfProblemsAndCountAll() {
        try (EventHistory history = EventHistory.inMemory()) {
            ImportReport report = history.importFrom(stream("x\n".repeat(1_000_000)), ImportOptions.lenient());

            assertThat(report.rejected()).isEqualTo(1_000_000);
            assertThat(report.problems()).hasSize(ImportReport.MAX_PROBLEMS);
        }
    }

    @Test
    void shouldRefuseInvalidLimits() {
        for (int limit : new int[] {0, -1, Integer.MIN_VALUE, ImportOptions.GREATEST_MAX_LINE_BYTES + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ImportOptions.lenient().withMaxLineBytes(limit))
                    .withMessageContaining("maxLineBytes=" + limit);
        }
        assertThat(ImportOptions.strictly().withMaxLineBytes(1)).isEqualTo(new ImportOptions(true, 1));
    }

    @Test
    void shouldReportGarbageAfterACompressedFile() {
        for (String garbage : List.of(A, "\u001f", "\u001f\u001f", "\0\0x", "\u001f\u008b\u0001")) {
            byte[] file = concat(gzip(A + "\n" + B + "\n"), garbage.getBytes(StandardCharsets.ISO_8859_1));
            Imported imported = limited(new ByteArrayInputStream(file));

            assertThat(imported.types()).as(garbage).containsExactly("a", "b");
            assertThat(imported.problems).as(garbage).hasSize(1);
            assertThat(imported.problems.get(0).message()).as(garbage).startsWith("the stream broke off: ");
        }
    }

    @Test
    void shouldTreatZerosAfterACompressedFileAsPadding() {
        Imported imported = limited(new ByteArrayInputStream(concat(gzip(A), new byte[100_000])));

        assertThat(imported.types()).containsExactly("a");
        assertThat(imported.problems).isEmpty();
    }

    @Test
    void shouldReadManyGzipMembersMostOfWhichAreEmpty() {
        List<InputStream> members = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            members.add(new ByteArrayInputStream(gzip(i % 5_000 == 0 ? A + "\n" : "")));
        }
        Imported imported = limited(new SequenceInputStream(Collections.enumeration(members)));

        assertThat(imported.types()).containsExactly("a", "a", "a", "a");
        assertThat(imported.problems).isEmpty();
    }

    @Test
    void shouldReadAGzipHeaderWithAllOptionalFields() {
        byte[] plain = gzip(A);
        byte[] begin = {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 5, 6, 3, 0, 7, 8, 9};
        byte[] names = "name\0comment\0".getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(begin);
        checksum.update(names);
        byte[] end = {(byte) checksum.getValue(), (byte) (checksum.getValue() >>> 8)};
        byte[] body = java.util.Arrays.copyOfRange(plain, 10, plain.length);
        byte[] member = concat(begin, names, end, body);

        assertThat(limited(new ByteArrayInputStream(concat(member, member.clone()))).events)
                .isEmpty(); // two events are on one line
        Imported imported = limited(new ByteArrayInputStream(concat(member, gzip("\n"), member)));
        assertThat(imported.types()).containsExactly("a", "a");
        assertThat(imported.problems).isEmpty();
        for (int cut = 2; cut < begin.length + names.length + end.length; cut++) {
            Imported cutOff = limited(new ByteArrayInputStream(java.util.Arrays.copyOf(member, cut)));
            assertThat(cutOff.problems).as("cut=%s", cut).hasSize(1);
            assertThat(cutOff.problems.get(0).message()).startsWith("the gzip header is damaged");
        }
    }

    @Test
    void shouldReadAStreamThatReturnsOneByteAtATime() {
        InputStream slow = new ByteArrayInputStream(concat(gzip(A + "\n"), gzip(B))) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(length, 1));
            }
        };
        Imported imported = limited(slow);

        assertThat(imported.types()).containsExactly("a", "b");
        assertThat(imported.problems).isEmpty();
    }
}

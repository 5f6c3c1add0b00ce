package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that malformed input is reported with its location, and that only the malformed part is skipped. */
class MalformedImportTest {
    private static final String A = "{\"type\":\"a\",\"timestamp\":0}";
    private static final String B = "{\"type\":\"b\",\"timestamp\":0}";

    /**
     * Valid JSON that is not a valid event, and the expected message.
     *
     * @param column the column within the event, from 1
     */
    private record Bad(String text, int column, String message) {}

    static List<Bad> invalidEvents() {
        return List.of(
                new Bad("{\"timestamp\":0}", 1, "the event has no type"),
                new Bad("{\"type\":null,\"timestamp\":0}", 1, "the event has no type"),
                new Bad("{\"type\":7,\"timestamp\":0}", 1, "type=7 is not a string"),
                new Bad("{\"type\":[\"a\"],\"timestamp\":0}", 1, "type=[a] is not a string"),
                new Bad("{\"type\":\"a\"}", 1, "the event has no timestamp"),
                new Bad("{\"type\":\"a\",\"timestamp\":null}", 1, "the event has no timestamp"),
                new Bad("{\"type\":\"a\",\"timestamp\":\"noon\"}", 1, "timestamp=noon is not an ISO-8601 time"),
                new Bad("{\"type\":\"a\",\"timestamp\":\"\"}", 1, "timestamp= is not an ISO-8601 time"),
                new Bad(
                        "{\"type\":\"a\",\"timestamp\":\"2026-13-01T00:00:00Z\"}",
                        1,
                        "timestamp=2026-13-01T00:00:00Z is"),
                new Bad("{\"type\":\"a\",\"timestamp\":[0]}", 1, "timestamp=[0] is neither"),
                new Bad("{\"type\":\"a\",\"timestamp\":true}", 1, "timestamp=true is neither"),
                new Bad("{\"type\":\"a\",\"timestamp\":NaN}", 1, "timestamp=NaN is out of range"),
                new Bad("{\"type\":\"a\",\"timestamp\":1e30}", 1, "timestamp=1E+30 is out of range"),
                new Bad("{\"type\":\"a\",\"timestamp\":-1.0E300}", 1, "timestamp=-1.0E300 is out of range"),
                new Bad("{\"type\":\"a\",\"timestamp\":1e999999999}", 1, "timestamp=1E+999999999 is out of range"),
                new Bad("{\"type\":\"a\",\"timestamp\":1e-999999999}", 1, "is out of range"),
                new Bad("{\"type\":\"a\",\"timestamp\":31556889864403200000}", 1, "is out of range"),
                new Bad("{\"type\":\"a\",\"timestamp\":-31557014167219200001}", 1, "is out of range"),
                new Bad("{\"type\":\"a\",\"timestamp\":" + "9".repeat(2_000) + "}", 1, "is out of range"),
                new Bad("{\"type\":\"a\",\"timestamp\":0,\"payload\":1e9999999999}", 37, "number=1e9999999999 is out"),
                new Bad(
                        "{\"type\":\"a\",\"timestamp\":0,\"payload\":{\"x\":[" + "9".repeat(200_001) + "],\"y\":{}}}",
                        43,
                        "a number of length=200001 is longer than maxLength=200000"),
                new Bad(
                        "{\"type\":\"a\",\"timestamp\":0,\"payload\":{\"x\":[0." + "9".repeat(200_001) + "],\"y\":{}}}",
                        43,
                        "a number of length=200003 is longer than maxLength=200000"),
                new Bad(
                        "{\"type\":\"a\",\"timestamp\":0,\"payload\":" + "[".repeat(1_001) + "]".repeat(1_001) + "}",
                        37 + 1_000,
                        "deeper than maxDepth=1000"),
                new Bad(
                        "{\"type\":\"a\",\"timestamp\":0,\"payload\":" + "{\"k\":".repeat(5_000) + "1"
                                + "}".repeat(5_000) + "}",
                        37 + 5 * 1_001,
                        "deeper than maxDepth=1000"),
                new Bad(
                        "{\"type\":\"a\",\"timestamp\":0,\"payload\":" + "[".repeat(1_000) + "{\"k\":1}"
                                + "]".repeat(1_000) + "}",
                        37 + 1_000 + 6,
                        "deeper than maxDepth=1000"),
                new Bad("null", 1, "an event must be an object, not null"),
                new Bad("7", 1, "an event must be an object, not a number"),
                new Bad("\"a\"", 1, "an event must be an object, not a string"),
                new Bad("[{},[]]", 1, "an event must be an object, not an array"));
    }

    private static void check(Imported imported, long line, long column, String message) {
        assertThat(imported.problems).hasSize(1);
        ImportReport.Problem problem = imported.problems.get(0);
        assertThat(problem.message())
                .contains(message)
                .hasSizeLessThanOrEqualTo(ImportReport.Problem.MAX_MESSAGE_LENGTH);
        assertThat(problem.line()).as("line of %s", problem).isEqualTo(line);
        assertThat(problem.column()).as("column of %s", problem).isEqualTo((int) column);
        assertThat(problem).hasToString("line " + line + ", column " + column + ": " + problem.message());
    }

    @ParameterizedTest
    @MethodSource("invalidEvents")
    void shouldSkipAnInvalidEventInLines(Bad bad) {
        Imported imported = Imported.of(A + "\n \r\n  " + bad.text + "  \n" + B + "\n");

        assertThat(imported.types()).containsExactly("a", "b");
        check(imported, 3, bad.column + 2, bad.message);
    }

    @ParameterizedTest
    @MethodSource("invalidEvents")
    void shouldSkipAnInvalidEventInDocuments(Bad bad) {
        for (String layout : List.of("[%s,\n  %s,\n%s]", "{\"events\":[%s,\n  %s,\n%s]}")) {
            Imported imported = Imported.of(String.format(layout, A, bad.text, B));

            assertThat(imported.types()).containsExactly("a", "b");
            check(imported, 2, bad.column + 2, bad.message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"type\":\"a\",\"timestamp\":0",
                "{\"type\":\"a\",\"timestamp\":0,}",
                "{\"type\":\"a\" \"timestamp\":0}",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":[1,}",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":\"x",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":tru}",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":01}",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":\"\\x\"}",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":\"\u0001\"}",
                "{\"type\":\"a\",\"timestamp\":0} trailing",
                "{\"type\":\"a\",\"timestamp\":0}{\"type\":\"a\",\"timestamp\":0}",
                "{\"type\":\"a\",\"timestamp\":0},",
                "type=a",
                "]",
                "}",
                "'",
                "\u0000",
                "\u0001\u0002\u0003"
            })
    void shouldSkipALineThatIsNotJson(String bad) {
        Imported imported = Imported.of(A + "\n" + bad + "\n" + B + "\n");

        assertThat(imported.types()).containsExactly("a", "b");
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.problems.get(0).line()).isEqualTo(2);
        assertThat(imported.problems.get(0).column()).isBetween(1, bad.length() + 1);
    }

    @Test
    void shouldReportWhereALineContinuesAfterItsEvent() {
        check(Imported.of(A + " {}\n" + B), 1, A.length() + 2, "the line continues after its event");
        check(Imported.of("{\"type\":7,\"timestamp\":0} {}"), 1, 26, "the line continues after its event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}\n", "\n", " \n", "{\"type\":\"a\"}\n", "\u0000{\u0000}\n"})
    @Timeout(120) // quadratic time would be hours
    void shouldReadManyLinesWithoutEventsInLinearTime(String line) {
        Imported imported = Imported.of(A + "\n" + line.repeat(400_000) + "x\n" + A);

        assertThat(imported.types()).containsExactly("a", "a");
        assertThat(imported.problems).isNotEmpty();
    }

    @Test
    void shouldSkipALineWithInvalidUtf8() {
        byte[] line = (A + "\n{\"type\":\"x\",\"timestamp\":0}\n" + B).getBytes(StandardCharsets.ISO_8859_1);
        line[A.length() + 10] = (byte) 0xff;
        Imported imported = Imported.of(line);

        assertThat(imported.types()).containsExactly("a", "b");
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.problems.get(0).line()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldSurviveRandomBytes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] junk = new byte[random.nextInt(3_000)];
            random.nextBytes(junk);
            if (junk.length > 4) {
                byte[] start = List.of("{", "[", "{\"events\":[", "\u001f\u008b\b\u0000", "")
                        .get(random.nextInt(5))
                        .getBytes(StandardCharsets.ISO_8859_1);
                System.arraycopy(start, 0, junk, 0, Math.min(junk.length, start.length));
            }
            Imported imported = Imported.of(junk);

            assertThat(imported.events).as("seed=%s i=%s", seed, i).isEmpty();
            assertThat(imported.problems).as("seed=%s i=%s", seed, i).allSatisfy(problem -> {
                assertThat(problem.line()).isPositive();
                assertThat(problem.column()).isPositive();
            });
        }
    }

    /** Checks that a file that differs from a valid file in one byte yields events or problems, and no exception. */
    @ParameterizedTest
    @ValueSource(strings = {"%s\n%s\n", "[%s,\n%s]\n", "{\"events\":[\n%s,\n%s\n]}\n"})
    void shouldSurviveAnyChangedByte(String layout) {
        byte[] sound = String.format(
                        layout, A, "{\"type\":\"b\",\"timestamp\":\"2026-01-31T10:42:00Z\",\"payload\":[1.5]}")
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        for (int at = 0; at < sound.length; at++) {
            for (int flip = 0; flip < 20; flip++) {
                byte[] damaged = sound.clone();
                damaged[at] = (byte) random.nextInt(256);
                Imported imported = Imported.of(damaged);
                assertThat(imported.events.size() + imported.problems.size())
                        .as("at=%s byte=%s", at, damaged[at])
                        .isPositive();
            }
        }
    }

    @Test
    void shouldKeepTheEventsOfATruncatedDocument() {
        String document = "{\"format\":\"playhead-events\",\"version\":1,\"events\":[\n" + A + ",\n" + B + "\n]}\n";
        int endOfA = document.indexOf(A) + A.length();
        int endOfB = document.indexOf(B) + B.length();
        for (int cut = document.indexOf('[') + 1; cut < document.length() - 2; cut++) {
            Imported imported = Imported.of(document.substring(0, cut));

            assertThat(imported.events).as("cut=%s", cut).hasSize(cut >= endOfB ? 2 : cut >= endOfA ? 1 : 0);
            assertThat(imported.problems).as("cut=%s", cut).hasSize(1);
            assertThat(imported.problems.get(0).message()).endsWith("; the rest was not read");
            assertThat(imported.problems.get(0).message()).doesNotContain("Source");
        }
    }

    @Test
    void shouldStopWhereADocumentIsNotJson() {
        Imported imported = Imported.of("[" + A + ",\n{\"type\":},\n" + B + "]");

        assertThat(imported.types()).containsExactly("a");
        check(imported, 2, 9, "; the rest was not read");
    }

    @Test
    void shouldStopWhereADocumentIsNestedTooDeeply() {
        Imported imported = Imported.of("[" + A + ",\n" + "[".repeat(200_000));

        assertThat(imported.types()).containsExactly("a");
        assertThat(imported.problems).hasSize(2);
        assertThat(imported.problems.get(1).line()).isEqualTo(2);
    }

    @Test
    void shouldSkipALineThatIsTooLong() throws IOException {
        String tooLong = "{\"type\":\"x\",\"timestamp\":0,\"payload\":\"" + "x".repeat(200_000) + "\"}";
        String text = A + "\n" + tooLong + "\n" + B + "\n" + tooLong;
        Imported whole = lines(new UntilFailure(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));

        assertThat(whole.types()).containsExactly("a", "b");
        assertThat(whole.problems)
                .containsExactly(
                        new ImportReport.Problem(2, 1, EventExtent.tooLong("the line", 100_000)),
                        new ImportReport.Problem(4, 1, EventExtent.tooLong("the line", 100_000)));

        Imported brokenOff = lines(new UntilFailure(new FailingAfter(text)));
        assertThat(brokenOff.types()).containsExactly("a", "b");
        assertThat(brokenOff.problems).hasSize(2);
        assertThat(brokenOff.problems.get(1).message()).isEqualTo("the stream broke off: cable pulled");
    }

    private static Imported lines(UntilFailure source) throws IOException {
        Imported imported = new Imported();
        new EventLines(imported, new EventDecoder(ImportOptions.lenient().withMaxLineBytes(100_000), type -> true))
                .read(source, source);
        return imported;
    }

    @Test
    void shouldReadALineOfMaximumLength() throws IOException {
        String start = "{\"type\":\"a\",\"timestamp\":0,\"payload\":\"";
        String text = start + "x".repeat(100_000 - start.length() - 2) + "\"}";

        assertThat(lines(new UntilFailure(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))).problems)
                .isEmpty();
        assertThat(lines(new UntilFailure(new ByteArrayInputStream((" " + text).getBytes(StandardCharsets.UTF_8))))
                        .problems)
                .hasSize(1);
    }

    @Test
    void shouldEndTheInputWhereTheSourceFails() {
        UntilFailure source = new UntilFailure(new FailingAfter("x"));

        assertThat(source.read()).isEqualTo('x');
        assertThat(source.failed()).isFalse();
        assertThat(source.read()).isEqualTo(-1);
        assertThat(source.read()).isEqualTo(-1);
        assertThat(source.failed()).isTrue();
        assertThat(source.message()).isEqualTo("the stream broke off: cable pulled");
    }

    @Test
    void shouldReportThatAFileContinuesAfterTheDocument() {
        check(Imported.of("[" + A + "]\n" + B), 2, 1, "the file continues after the document");
        check(Imported.of("{\"events\":[" + A + "]}\n" + B), 2, 1, "the file continues after the document");
        check(Imported.of("[" + A + "] x"), 1, A.length() + 4, "; the rest was not read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"foo\":1}", "{}", "{\"events\":7}", "{\"events\":{\"a\":[]}}"})
    void shouldReportThatAnObjectWithoutEventsIsNotAnEvent(String text) {
        check(Imported.of(text), 1, 1, "the event has no type; it");
    }

    @Test
    void shouldNameTheFieldsOfAnInvalidEvent() {
        check(
                Imported.of("{\"at\":1,\"what\":\"login\",\"" + "u".repeat(100) + "\":7}"),
                1,
                1,
                "the event has no type; its fields are at, what, " + "u".repeat(24) + "...");
        check(Imported.of("{\"msg\":1,\"type\":\"a\"}"), 1, 1, "the event has no timestamp; its fields are type, msg");
        StringBuilder many = new StringBuilder("{\"f0\":0");
        for (int i = 1; i < 20; i++) {
            many.append(",\"f").append(i).append("\":0");
        }
        check(Imported.of(many + "}"), 1, 1, "f10, f11 and 8 more");
    }

    /** Checks that messages describe the JSON text and not the parser, whatever the fault is. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNotMentionTheParserInMessages(long seed) {
        String sound = "{\"type\":\"b\",\"timestamp\":0,\"payload\":[1.5,-2e3,true,null,\"\\u00e4\",{\"\u00e4\":NaN}]}";
        String signs = "{}[]\":,'+-.#/*_aeNI0\\\u0000\u0001\u001e\u00e4\ud83d";
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder damaged = new StringBuilder(sound);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(damaged.length());
                damaged.replace(
                        at, at + random.nextInt(2), String.valueOf(signs.charAt(random.nextInt(signs.length()))));
            }
            for (String text : List.of(damaged.toString(), "[" + damaged + "]")) {
                assertThat(Imported.of(text).problems)
                        .as("seed=%s i=%s text=%s", seed, i, text)
                        .allSatisfy(problem -> assertThat(problem.message())
                                .doesNotContainPattern(
                                        "[A-Z]{2,}_[A-Z]|Feature|[Jj]ackson|Source|CTRL|\\(code|REDACTED")
                                .isNotBlank());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\n  \"type\":\"x\",\n  \"timestamp\":0,\n  \"payload\":{\"n\":1}\n  \"more\":1\n}\n",
                "{\n  \"type\":\"x\",\n  \"timestamp\":0,\n",
                "{\n\n  'type':\"x\"\n}\n",
                "{\"type\":\"x\",\n \"payload\":[{\n  \"type\":\"y\",\"timestamp\":0\n ],\n \"z\":0\n}\n"
            })
    void shouldReportAnObjectOverSeveralLinesAsOneProblem(String bad) {
        for (String tail : List.of("", B + "\n")) {
            Imported imported = Imported.of(A + "\n" + bad + tail);

            assertThat(imported.types()).isEqualTo(tail.isEmpty() ? List.of("a") : List.of("a", "b"));
            check(imported, 2, 1, "an object over several lines breaks off: ");
        }
    }

    @Test
    void shouldReadValidLinesAfterATruncatedLine() {
        Imported imported = Imported.of(A + "\n{\"type\":\"x\",\"payload\":\n" + B + "\n" + A + "\noops\n" + B);

        assertThat(imported.types()).containsExactly("a", "b", "a", "b");
        assertThat(imported.problems).extracting(ImportReport.Problem::line).containsExactly(2L, 5L);
    }

    @Test
    void shouldBufferNoMoreOfAnObjectOverSeveralLinesThanTheLimit() {
        String open = "{\"type\":\"x\",\n\"payload\":[\n" + "0,\n".repeat(10_000);
        Imported imported = Imported.of(
                A + "\n" + open + "0]}\n" + B, ImportOptions.lenient().withMaxLineBytes(10_000));

        assertThat(imported.types()).containsExactly("a", "b");
        check(imported, 2, 1, EventExtent.tooLong("it", 10_000));
    }

    @Test
    void shouldKeepACompleteObjectOverSeveralLinesIfTheStreamFails() {
        Imported whole = Imported.of(new FailingAfter("{\n\"type\":\"a\",\n\"timestamp\":0\n}"));
        assertThat(whole.types()).containsExactly("a");
        check(whole, 4, 2, "the stream broke off: cable pulled");

        Imported half = Imported.of(new FailingAfter(A + "\n{\"payload\":\n" + B + "\n"));
        assertThat(half.types()).containsExactly("a", "b");
        check(half, 4, 1, "the stream broke off: cable pulled");
    }

    @Test
    void shouldKeepTheEventsBeforeInvalidUtf8() {
        byte[] document = ("[" + A + "," + B + ",?").getBytes(StandardCharsets.UTF_8);
        document[document.length - 1] = (byte) 0xff;

        assertThat(Imported.of(document).types()).containsExactly("a", "b");
        assertThat(Imported.of(document).problems.get(0).message()).startsWith("these bytes are not text in UTF-8");
    }

    @Test
    void shouldShortenMessagesThatQuoteTheFile() {
        Imported imported = Imported.of("{\"type\":\"a\",\"timestamp\":\"" + "x".repeat(100_000) + "\"}");

        assertThat(imported.problems.get(0).message())
                .hasSizeBetween(ImportReport.Problem.MAX_MESSAGE_LENGTH - 1, ImportReport.Problem.MAX_MESSAGE_LENGTH)
                .startsWith("timestamp=xxx")
                .contains(" ... ")
                .endsWith("or the option --time-format; its fields are type, timestamp");
    }

    @Test
    void shouldKeepTheLinesOfATruncatedCompressedFile() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        int lines = 3_000;
        for (int i = 0; i < lines; i++) {
            text.append("{\"type\":\"a\",\"timestamp\":0,\"payload\":")
                    .append(random.nextLong())
                    .append("}\n");
        }
        byte[] gzip = Imported.gzip(text.toString().getBytes(StandardCharsets.UTF_8));
        int before = 0;
        for (int cut : new int[] {20, 1_000, gzip.length / 2, gzip.length - 1_000, gzip.length - 8, gzip.length - 1}) {
            Imported imported = Imported.of(Arrays.copyOf(gzip, cut));

            assertThat(imported.problems).as("cut=%s", cut).hasSize(1);
            assertThat(imported.problems.get(0).message()).startsWith("the stream broke off: ");
            assertThat(imported.problems.get(0).line()).isEqualTo(imported.events.size() + 1);
            double share = (double) imported.events.size() / lines;
            assertThat(share).as("cut=%s", cut).isBetween((double) cut / gzip.length - 0.05, 1.0);
            assertThat(imported.events.size()).isGreaterThanOrEqualTo(before);
            before = imported.events.size();
        }
        assertThat(before).isEqualTo(lines);
    }

    @Test
    void shouldKeepTheEventsOfATruncatedOrDamagedCompressedDocument() {
        byte[] gzip = Imported.gzip(("[" + A + ",\n" + B + "]").getBytes(StandardCharsets.UTF_8));

        Imported withoutTrailer = Imported.of(Arrays.copyOf(gzip, gzip.length - 4));
        assertThat(withoutTrailer.types()).containsExactly("a", "b");
        assertThat(withoutTrailer.problems).hasSize(1);
        assertThat(withoutTrailer.problems.get(0).message()).startsWith("the stream broke off: ");

        byte[] wrongChecksum = gzip.clone();
        wrongChecksum[gzip.length - 8] ^= 1;
        Imported damaged = Imported.of(wrongChecksum);
        assertThat(damaged.types()).containsExactly("a", "b");
        check(damaged, 2, B.length() + 2, "the stream broke off: Corrupt GZIP trailer");

        Imported half = Imported.of(new FailingAfter("[" + A + ",\n" + B.substring(0, 10)));
        assertThat(half.types()).containsExactly("a");
        check(half, 2, 11, "the stream broke off: cable pulled");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 9})
    void shouldReportThatACompressedFileEndsInItsHeader(int cut) {
        byte[] gzip = Imported.gzip(A.getBytes(StandardCharsets.UTF_8));

        check(Imported.of(Arrays.copyOf(gzip, cut)), 1, 1, "the gzip header is damaged");
    }

    @Test
    void shouldReportAnUnsupportedCompressionMethod() {
        byte[] gzip = Imported.gzip(A.getBytes(StandardCharsets.UTF_8));
        gzip[2] = 3;

        check(Imported.of(gzip), 1, 1, "the gzip header is damaged: java.util.zip.ZipException: Unsupported");
    }

    @Test
    void shouldReadAllGzipMembersOfAStreamWhoseAvailableReturnsZero() {
        byte[] a = Imported.gzip((A + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] b = Imported.gzip((B + "\n").getBytes(StandardCharsets.UTF_8));
        InputStream both = new SequenceInputStream(new ByteArrayInputStream(a), new ByteArrayInputStream(b)) {
            @Override
            public int available() {
                return 0;
            }
        };

        assertThat(Imported.of(both).types()).containsExactly("a", "b");
    }

    @Test
    void shouldKeepTheLinesBeforeAFailureOfTheStream() {
        Imported cutInTheMiddle = Imported.of(new FailingAfter(A + "\n" + B.substring(0, 10)));
        assertThat(cutInTheMiddle.types()).containsExactly("a");
        check(cutInTheMiddle, 2, 11, "the stream broke off: cable pulled");

        Imported cutAtTheEnd = Imported.of(new FailingAfter(A + "\n" + B));
        assertThat(cutAtTheEnd.types()).containsExactly("a", "b");
        check(cutAtTheEnd, 2, B.length() + 1, "the stream broke off: cable pulled");
    }

    @Test
    void shouldReportALineInAnUnsupportedEncoding() {
        byte[] zeros = "\0{\0\0".getBytes(StandardCharsets.UTF_8);
        Imported imported = Imported.of(new SequenceInputStream(
                new ByteArrayInputStream((A + "\n").getBytes(StandardCharsets.UTF_8)),
                new SequenceInputStream(
                        new ByteArrayInputStream(zeros),
                        new ByteArrayInputStream(("\n" + B).getBytes(StandardCharsets.UTF_8)))));

        assertThat(imported.types()).containsExactly("a", "b");
        check(imported, 2, 1, "these bytes are not text in UTF-8");
    }

    @Test
    void shouldReportAUtf32DocumentThatEndsWithinACharacter() {
        byte[] document = new byte[39];
        document[0] = '[';
        document[5] = 'N';

        Imported imported = Imported.of(new ByteArrayInputStream(document));

        assertThat(imported.problems).hasSize(1).allMatch(problem -> problem.line() == 1 && problem.column() >= 1);
    }

    @Test
    void shouldThrowWhenTheStreamFailsBeforeItsFirstByte() {
        assertThatThrownBy(() -> Imported.of(new FailingAfter("")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cable pulled");
    }

    /** An input stream that throws an exception at its end. */
    private static final class FailingAfter extends FilterInputStream {
        FailingAfter(String text) {
            super(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public int read() throws IOException {
            return orFail(super.read());
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            return orFail(super.read(buffer, from, length));
        }

        private static int orFail(int read) throws IOException {
            if (read < 0) {
                throw new IOException("cable pulled");
            }
            return read;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n%s\n", "[%s,%s]"})
    void shouldPropagateExceptionsOfTheSink(String layout) {
        EventSerializer.Sink strict = new EventSerializer.Sink() {
            @Override
            public void event(GridEvent event, long sequence) {}

            @Override
            public void problem(ImportReport.Problem problem) {
                throw new ImportException(problem, 1);
            }
        };
        InputStream in = new ByteArrayInputStream(String.format(layout, A, "{}").getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> EventSerializer.read(in, strict))
                .isInstanceOfSatisfying(
                        ImportException.class,
                        e -> assertThat(e.problem().message()).isEqualTo("the event has no type; it has no fields"))
                .hasMessageContaining("imported=1");
    }
}

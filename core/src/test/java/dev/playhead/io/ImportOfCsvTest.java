package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of reading tables in CSV. */
class ImportOfCsvTest {
    private static final String TITLES = "time,type,a,b\n";
    private static final String TIME = "2026-01-31T10:42:00Z";

    private static Map<?, ?> payload(String cells) {
        Imported imported = Imported.of(TITLES + TIME + ",t," + cells + "\n");
        assertThat(imported.problems).isEmpty();
        assertThat(imported.events).hasSize(1);
        return (Map<?, ?>) imported.events.get(0).payload();
    }

    @Test
    void shouldReadCellsByTheirForm() {
        assertThat(payload("5,-1.5")).isEqualTo(PlainData.of(Map.of("a", 5, "b", -1.5)));
        assertThat(payload("true,FALSE")).isEqualTo(PlainData.of(Map.of("a", true, "b", false)));
        assertThat(payload("007,+5")).isEqualTo(Map.of("a", "007", "b", "+5"));
        assertThat(payload(",x")).isEqualTo(Map.of("b", "x"));
        assertThat(payload("\"a,\"\"b\"\"\r\nc\",d\"e")).isEqualTo(Map.of("a", "a,\"b\"\r\nc", "b", "d\"e"));
        assertThat(payload("[1],{}")).isEqualTo(Map.of("a", "[1]", "b", "{}"));
        assertThat(payload("'=1,1e9999")).isEqualTo(Map.of("a", "'=1", "b", "1e9999"));
        assertThat(payload("x")).isEqualTo(Map.of("a", "x"));
        assertThat(payload("x,y,, ")).isEqualTo(Map.of("a", "x", "b", "y"));
        assertThat(payload("x,y\n,,,\n\n")).isEqualTo(Map.of("a", "x", "b", "y"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp,type,n\n%s,t,1\n",
                "\ufeff\"timestamp\",\"type\",\"n\"\r\n%s,t,1\r\n",
                "Timestamp;Event;n\r%s;t;1",
                "\n\n@timestamp\tname\tn\n\n%s\tt\t1\n\n",
                "n,date,action\n1,%s,t\n"
            })
    void shouldRecognizeTitles(String layout) {
        byte[] utf8 = String.format(layout, TIME).getBytes(StandardCharsets.UTF_8);
        byte[] utf16 = String.format(layout, TIME).getBytes(StandardCharsets.UTF_16LE);
        for (byte[] bytes : List.of(utf8, utf16, Imported.gzip(utf8))) {
            Imported imported = Imported.of(bytes);

            assertThat(imported.problems).isEmpty();
            assertThat(imported.events)
                    .containsExactly(GridEvent.of(
                            "t", PlainData.of(Map.of("n", 1)), Instant.parse(TIME), GridEvent.CORE, Map.of()));
            assertThat(imported.notes).hasSize(1);
            assertThat(imported.notes.get(0).message()).startsWith("read as CSV: time from ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n1,2\n", "time\n1\n", "Starting, time: now\n", "timestamp type\n", "\"time,type\n"})
    void shouldNotTakeOtherTextForATable(String text) {
        Imported imported = Imported.of(text);

        assertThat(imported.events).isEmpty();
        assertThat(imported.notes).isEmpty();
        assertThat(imported.problems).isNotEmpty();
    }

    @Test
    void shouldReadPathsIntoPayloadAndMetadata() {
        Imported imported = Imported.of("""
                type,ts,source,sequence,payload.a.b,payload.a.c,payload.x\\.y,metadata.user,extra
                t,1769856120000,s,7,1,2,3,anna,4
                """);

        assertThat(imported.problems).isEmpty();
        assertThat(imported.sequences).containsExactly(7L);
        assertThat(imported.events)
                .containsExactly(GridEvent.of(
                        "t",
                        PlainData.of(Map.of("a", Map.of("b", 1, "c", 2), "x.y", 3, "extra", 4)),
                        Instant.parse(TIME),
                        "s",
                        Map.of("user", "anna")));
    }

    @Test
    void shouldKeepValuesWhosePathsExcludeEachOther() {
        Imported imported = Imported.of("type,ts,payload.a,payload.a.b,payload\nt,1769856120000,1,2,3\n");

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events.get(0).payload()).isEqualTo(PlainData.of(Map.of("a", 1, "a.b", 2, "payload", 3)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "soon,t,1,2                | 1  | timestamp=soon is not an ISO-8601 time",
                "2026-01-31,,1,2           | 1  | the event has no type; its fields are time, a, b",
                "2026-01-31,t,1,2,3        | 1  | the row has cells=5 for titles=4",
                "2026-01-31,t,\"1\"x,2     | 17 | the closing quote of a cell is followed by neither a separator nor the end of the line",
                "2026-01-31,t,\"1,2        | 1  | the quotes of a cell are not closed"
            })
    void shouldLoseOnlyTheMalformedRow(String bad, int column, String message) {
        String good = TIME + ",t,\"1\",2\n";
        Imported imported = Imported.of(TITLES + good + bad + "\n" + good + good);

        assertThat(imported.types()).containsExactly("t", "t", "t");
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.problems.get(0).toString()).startsWith("line 3, column " + column + ": " + message);
    }

    @Test
    void shouldReadTheRowsAfterQuotesThatAreNotClosed() {
        String good = TIME + ",t,1,2\n";
        Imported imported = Imported.of(TITLES + TIME + ",t,\"1,2\n" + good.repeat(3));

        assertThat(imported.types()).containsExactly("t", "t", "t");
        assertThat(imported.problems)
                .containsExactly(new ImportReport.Problem(2, 1, "the quotes of a cell are not closed"));
    }

    @Test
    void shouldReportALineOrARowThatIsTooLong() {
        String good = TIME + ",t,1,2\n";
        String text = TITLES + good + "x".repeat(2_000) + "\n" + good + TIME + ",t,\"" + "x\n".repeat(600) + good;
        Imported imported = Imported.of(text, ImportOptions.lenient().withMaxLineBytes(1_000));

        assertThat(imported.types()).containsExactly("t", "t", "t");
        assertThat(imported.problems.get(0))
                .isEqualTo(new ImportReport.Problem(3, 1, EventExtent.tooLong("the line", 1_000)));
        assertThat(imported.problems.get(1))
                .isEqualTo(new ImportReport.Problem(5, 1, EventExtent.tooLong("the row", 1_000)));
        assertThat(imported.problems.get(2).line()).isEqualTo(6);
    }

    @Test
    void shouldReportTextThatIsNotUtf8() {
        byte[] bytes = (TITLES + TIME + ",t,?,2\n" + TIME + ",t,1,2\n").getBytes(StandardCharsets.UTF_8);
        bytes[TITLES.length() + TIME.length() + 3] = (byte) 0xff;
        Imported imported = Imported.of(bytes);

        assertThat(imported.types()).containsExactly("t");
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.problems.get(0).toString())
                .startsWith("line 2, column ")
                .endsWith("not text in UTF-8");
    }

    @Test
    void shouldPassOnARowBeforeTheNextArrives() {
        byte[] bytes = (TITLES + TIME + ",t,1,2\r").getBytes(StandardCharsets.UTF_8);
        Imported imported = new Imported();
        InputStream pipe = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                int read = super.read(into, from, Math.min(1, length));
                if (read < 0 && imported.events.isEmpty()) {
                    throw new AssertionError("more was read before the first event was passed on");
                }
                return read;
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
        EventSerializer.read(pipe, imported);

        assertThat(imported.types()).containsExactly("t");
    }

    @Test
    void shouldReadManyRows() {
        StringBuilder text = new StringBuilder(TITLES);
        for (int i = 0; i < 20_000; i++) {
            text.append(TIME).append(",t,").append(i).append(",\"x\ny\"\n");
        }
        Imported imported = Imported.of(text.toString());

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events).hasSize(20_000);
        assertThat(imported.events.get(19_999).payload()).isEqualTo(PlainData.of(Map.of("a", 19_999, "b", "x\ny")));
    }

    static List<Long> seeds() {
        return new Random().longs(5).boxed().toList();
    }

    /** Checks that tables of random texts are read back, except for what the format cannot distinguish. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldReadBackRandomTexts(long seed) {
        Random random = new Random(seed);
        List<RecordedEvent> events = new ArrayList<>();
        String signs = "ab\",;\n\r\t'=+-@ 1.\\\u00e4\u0001";
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder("x"); // neither a number nor a formula
            for (int length = random.nextInt(8); length > 0; length--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            String name = List.of("n", "a.b", "c\\d", "e f").get(random.nextInt(4));
            events.add(Written.event(i, "t", Map.of(name, text.toString()), Map.of("user", text.toString())));
        }
        Imported imported = Imported.of(Imported.exported(events, ExportFormat.CSV));

        assertThat(imported.problems).as("seed=%s", seed).isEmpty();
        assertThat(imported.recorded()).as("seed=%s", seed).isEqualTo(events);
    }

    /** Checks that any text below titles leads to events or problems, and to no exception. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldSurviveAnyText(long seed) {
        Random random = new Random(seed);
        String signs = "ab\",\n\r'={[]}1";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text =
                    new StringBuilder(random.nextBoolean() ? TITLES : "sequence,timestamp,type,source,payload\n");
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            text.append('\n').append(TIME).append(",t,1,2\n");
            Imported imported = Imported.of(text.toString());

            assertThat(imported.problems.size() + imported.events.size())
                    .as("seed=%s i=%s text=%s", seed, i, text)
                    .isPositive();
        }
    }

    @Test
    void shouldKeepMappedTimesAndTypesAsText() {
        EventMapping mapping = EventMapping.parse("timestamp=when,type=what");
        ImportOptions options = ImportOptions.lenient().withMapping(mapping);

        Imported days = Imported.of("when,what,n\n20260302,1e5,5\n", options);
        assertThat(days.problems).isEmpty();
        assertThat(days.types()).containsExactly("1e5");
        assertThat(days.events.get(0).timestamp()).isEqualTo(Instant.parse("2026-03-02T00:00:00Z"));
        assertThat(days.events.get(0).payload()).isEqualTo(Map.of("n", 5L));

        Imported formatted = Imported.of(
                "when,what\n20260302093000.459,TRUE\n20260302,x\n", options.withTimeFormat("yyyyMMddHHmmss.SSS"));
        assertThat(formatted.types()).containsExactly("TRUE");
        assertThat(formatted.events.get(0).timestamp()).isEqualTo(Instant.parse("2026-03-02T09:30:00.459Z"));
        assertThat(formatted.problems).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {TIME + ",t,1,123", TIME + ",t,1,\"123\n" + TIME + ",t,1,2\n"})
    void shouldLeaveOutTheRowWithWhichTheStreamBreaksOff(String last) {
        String text = TITLES + TIME + ",t,1,2\n" + last;
        InputStream broken = new SequenceInputStream(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("gone");
                    }

                    @Override
                    public int read(byte[] into, int from, int length) throws IOException {
                        return read();
                    }
                });
        Imported imported = Imported.of(broken);

        assertThat(imported.types()).containsExactly("t");
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.problems.get(0).line()).isEqualTo(3);
    }

    @Test
    @Timeout(60)
    void shouldLookAtEachLineAFewTimesOnlyIfNoQuotesAreClosed() {
        String bad = "x\",\"y\n";
        Imported imported = Imported.of(TITLES + bad.repeat(200_000) + TIME + ",t,1,2\n");

        assertThat(imported.types()).containsExactly("t");
        assertThat(imported.problems).hasSize(200_000);
        assertThat(imported.problems.get(0).message()).endsWith("within " + TableReader.MAX_LINES + " lines");
        assertThat(imported.problems.get(1).message()).endsWith("within " + TableReader.MAX_LINES_AGAIN + " lines");
    }
}

package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of input written by other programs. */
class ImportOfOthersTest {
    private static GridEvent only(String text) {
        Imported imported = Imported.of(text);
        assertThat(imported.problems).isEmpty();
        assertThat(imported.events).hasSize(1);
        return imported.events.get(0);
    }

    private static GridEvent with(String field) {
        return only("{\"type\":\"a\",\"timestamp\":0," + field + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "1461248785265, 2016-04-21T14:26:25.265Z",
        "1461248785265.5, 2016-04-21T14:26:25.265500Z",
        "1461248785265.123456, 2016-04-21T14:26:25.265123456Z",
        "1461248785265.1234569, 2016-04-21T14:26:25.265123456Z",
        "1.5E3, 1970-01-01T00:00:01.500Z",
        "1e3, 1970-01-01T00:00:01Z",
        "0, 1970-01-01T00:00:00Z",
        "-0.0, 1970-01-01T00:00:00Z",
        "-1, 1969-12-31T23:59:59.999Z",
        "-1.5, 1969-12-31T23:59:59.998500Z",
        "-1461248785265.000001, 1923-09-12T09:33:34.734999999Z",
        "31556889864403199999.999999, +1000000000-12-31T23:59:59.999999999Z",
        "-31557014167219200000, -1000000000-01-01T00:00:00Z",
        "1e-500, 1970-01-01T00:00:00Z"
    })
    void shouldReadEpochMilliseconds(String millis, Instant expected) {
        assertThat(only("{\"type\":\"a\",\"timestamp\":" + millis + "}").timestamp())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T10:42:00.5Z, 2026-01-31T10:42:00.5Z",
        "2026-01-31T10:42:00.123456789Z, 2026-01-31T10:42:00.123456789Z",
        "2026-01-31t10:42:00z, 2026-01-31T10:42:00Z",
        "2026-01-31T10:42:00+02:00, 2026-01-31T08:42:00Z",
        "2026-01-31T10:42:00-05:30, 2026-01-31T16:12:00Z",
        "2026-01-31T10:42+02:00, 2026-01-31T08:42:00Z",
        "2026-01-31 10:42:00.25+00:00, 2026-01-31T10:42:00.25Z",
        "2026-01-31 10:42:00Z, 2026-01-31T10:42:00Z",
        "2026-01-31T10:42:00.5, 2026-01-31T10:42:00.5Z",
        "2026-01-31 10:42, 2026-01-31T10:42:00Z",
        "2026-06-30T10:42:00+02:00[Europe/Berlin], 2026-06-30T08:42:00Z",
        "+1000000000-12-31T23:59:59.999999999Z, +1000000000-12-31T23:59:59.999999999Z",
        "-1000000000-01-01T00:00:00Z, -1000000000-01-01T00:00:00Z"
    })
    void shouldReadTextOfIso8601(String text, Instant expected) {
        assertThat(only("{\"type\":\"a\",\"timestamp\":\"" + text + "\"}").timestamp())
                .isEqualTo(expected);
    }

    @Test
    void shouldUseDefaultsForMissingFields() {
        GridEvent event = only("{\"timestamp\":0,\"type\":\"a\"}");

        assertThat(event).isEqualTo(GridEvent.of("a", null, Instant.EPOCH, "core", Map.of()));
        assertThat(Imported.of("{\"timestamp\":0,\"type\":\"a\"}").sequences).containsExactly(-1L);
        assertThat(with("\"source\":null").source()).isEqualTo("core");
        assertThat(with("\"metadata\":null").metadata()).isEmpty();
        assertThat(with("\"payload\":null").payload()).isNull();
        assertThat(with("\"sequence\":null").metadata()).isEmpty();
    }

    @Test
    void shouldConvertASourceThatIsNotAStringToAString() {
        assertThat(with("\"source\":42").source()).isEqualTo("42");
        assertThat(with("\"source\":true").source()).isEqualTo("true");
    }

    @Test
    void shouldKeepUnknownFieldsInTheMetadata() {
        assertThat(with("\"payload\":1,\"level\":3,\"metadata\":{\"user\":\"u\"},\"tags\":[1]")
                        .metadata())
                .hasToString("{user=u, level=3, tags=[1]}");
    }

    @Test
    void shouldPrefixUnknownFieldsWhoseNamesAreAlsoInTheMetadata() {
        assertThat(with("\"payload\":null,\"a\":3,\"b\":4,\"metadata\":{\"a\":1,\"event.a\":2}")
                        .metadata())
                .hasToString("{a=1, event.a=2, event.event.a=3, b=4}");
    }

    @Test
    void shouldKeepMetadataThatIsNotAnObject() {
        assertThat(with("\"metadata\":[1,2]").metadata()).isEqualTo(Map.of("metadata", List.of(1L, 2L)));
        assertThat(with("\"metadata\":{\"$playhead\":\"NaN\"}").metadata()).isEqualTo(Map.of("metadata", Double.NaN));
    }

    @Test
    void shouldKeepASourceThatIsAnObjectOrAListAsMetadata() {
        GridEvent object = with("\"source\":{\"user\":\"ann\",\"password\":\"p\"},\"payload\":1");
        assertThat(object.source()).isEqualTo("core");
        assertThat(object.metadata()).isEqualTo(Map.of("source", Map.of("user", "ann", "password", "p")));

        GridEvent list = with("\"source\":[1],\"payload\":1,\"metadata\":{\"source\":2}");
        assertThat(list.source()).isEqualTo("core");
        assertThat(list.metadata()).isEqualTo(Map.of("source", 2L, "event.source", List.of(1L)));
        assertThat(with("\"source\":5").source()).isEqualTo("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"7\"", "9223372036854775807", "9223372036854775808", "4611686018427387905"})
    void shouldKeepAnInvalidSequenceAsMetadata(String sequence) {
        Imported imported = Imported.of("{\"type\":\"a\",\"timestamp\":0,\"sequence\":" + sequence + "}");

        assertThat(imported.sequences).containsExactly(-1L);
        assertThat(imported.events.get(0).metadata()).containsOnlyKeys("sequence");
    }

    @Test
    void shouldReadSequences() {
        Imported imported = Imported.of("""
                {"type":"a","timestamp":0,"sequence":0}
                {"type":"a","timestamp":0,"sequence":4611686018427387904}
                """);

        assertThat(imported.sequences).containsExactly(0L, 1L << 62);
    }

    @Test
    void shouldUseTheLastOfDuplicateKeysAndReportTheFirstDuplicateInAFile() {
        String lines = """
                {"type":"a","timestamp":0,"payload":{"x":1}}
                {"type":"a","timestamp":5,"payload":{"x":1, "x":2},"type":"b","timestamp":0}
                {"type":"a","timestamp":0,"payload":{"y":1,"y":2}}
                """;
        Imported imported = Imported.of(lines);

        assertThat(imported.events.get(1))
                .isEqualTo(GridEvent.of("b", Map.of("x", 2L), Instant.EPOCH, "core", Map.of()));
        assertThat(imported.notes)
                .containsExactly(new ImportReport.Problem(
                        2, 45, "the key \"x\" appears twice in one object; the last value is used"));
        assertThat(Imported.of("[{\"type\":\"a\",\n\"timestamp\":0,\"k\":0,\"k\":1}]").notes)
                .containsExactly(new ImportReport.Problem(
                        2, 21, "the key \"k\" appears twice in one object; the last value is used"));
        assertThat(Imported.of("{\"type\":\"a\",\"type\":\"a\",\"timestamp\":0}").notes)
                .extracting(ImportReport.Problem::column)
                .containsExactly(13);
        assertThat(Imported.of("{\"type\":\"a\",\"timestamp\":0,\"payload\":[{\"x\":1},{\"x\":1}]}").notes)
                .isEmpty();
    }

    @Test
    void shouldUseTheOtherFieldsAsThePayloadIfTheEventHasNone() {
        GridEvent flat = with("\"orderId\":7,\"lines\":[1],\"source\":\"shop\",\"metadata\":{\"user\":\"u\"}");

        assertThat(flat.payload()).isEqualTo(Map.of("orderId", 7L, "lines", List.of(1L)));
        assertThat(flat.metadata()).isEqualTo(Map.of("user", "u"));
        assertThat(flat.source()).isEqualTo("shop");
        assertThat(with("\"payload\":null,\"orderId\":7").payload()).isNull();
        assertThat(with("\"sequence\":-1,\"orderId\":7").metadata()).isEqualTo(Map.of("sequence", -1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n%s\n", "[%s,%s]", "{\"events\":[%s,%s]}"})
    void shouldReadAnUnpairedSurrogateInAKey(String layout) {
        String half = "{\"type\":\"t\",\"timestamp\":0,\"payload\":{\"\\ud800\":1,\"b\":{\"a\\udc00\":2}}}";
        Imported imported = Imported.of(String.format(layout, half, half));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events)
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(event.payload()).isEqualTo(Map.of("\ud800", 1L, "b", Map.of("a\udc00", 2L))));
        assertThat(Imported.of(Imported.exported(imported.recorded(), ExportFormat.JSON_LINES)).events)
                .isEqualTo(imported.events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void shouldReadLinesWithAnyLineTerminator(String end) {
        String text =
                "{\"type\":\"a\",\"timestamp\":0}" + end + end + "oops" + end + "{\"type\":\"b\",\"timestamp\":0}";
        Imported imported = Imported.of(text + end);

        assertThat(imported.types()).containsExactly("a", "b");
        assertThat(imported.problems).extracting(ImportReport.Problem::line).containsExactly(3L);
    }

    @Test
    void shouldReadRecordsThatFollowSeparators() {
        Imported imported = Imported.of("""
                \036{"type":"a","timestamp":0}
                \036\036 {"type":"b",
                "timestamp":0}
                \036{"type":"cut off",
                \036{"type":"c","timestamp":0}
                \036
                """);

        assertThat(imported.types()).containsExactly("a", "b", "c");
        assertThat(imported.problems).extracting(ImportReport.Problem::line).containsExactly(4L);
    }

    @Test
    void shouldReadUnquotedNumbersThatAreNotFinite() {
        assertThat(with("\"payload\":[NaN,Infinity,-Infinity]").payload())
                .isEqualTo(Arrays.asList(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$s\n%2$s\n",
                "%1$s\n%2$s",
                "\ufeff%1$s\r\n%2$s\r\n",
                "\n\n  \t\r\n%1$s\n\n  %2$s  \n\n",
                "[%1$s,%2$s]",
                "\ufeff [\r\n%1$s,\r\n%2$s\r\n]\r\n",
                "{\"events\":[%1$s,%2$s]}",
                "{\"version\":3,\"by\":{\"events\":[1]},\"events\":[%1$s,%2$s],\"more\":[{\"type\":1}]}\n",
                "{\"events\":[%1$s],\"events\":{},\"events\":[%2$s]}",
                "{\n  \"format\" : \"other\",\n  \"events\" : [\n    %1$s,\n    %2$s\n  ]\n}\n"
            })
    void shouldReadLinesArraysAndDocuments(String layout) {
        String text = String.format(layout, "{\"type\":\"a\",\"timestamp\":0}", "{\"type\":\"b\",\"timestamp\":0}");
        for (byte[] bytes :
                List.of(text.getBytes(StandardCharsets.UTF_8), Imported.gzip(text.getBytes(StandardCharsets.UTF_8)))) {
            Imported imported = Imported.of(bytes);

            assertThat(imported.problems).isEmpty();
            assertThat(imported.types()).containsExactly("a", "b");
        }
    }

    @Test
    void shouldReadLinesThatHaveAFieldNamedEvents() {
        GridEvent event = only("{\"type\":\"a\",\"timestamp\":0,\"payload\":7,\"events\":[1]}\n");

        assertThat(event.metadata()).isEqualTo(Map.of("events", List.of(1L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \r\n \t \n", "\ufeff", "[]", "{\"events\":[]}"})
    void shouldReadNothingFromAnEmptyFile(String text) {
        for (byte[] bytes :
                List.of(text.getBytes(StandardCharsets.UTF_8), Imported.gzip(text.getBytes(StandardCharsets.UTF_8)))) {
            Imported imported = Imported.of(bytes);

            assertThat(imported.events).isEmpty();
            assertThat(imported.problems).isEmpty();
        }
    }

    @Test
    void shouldRecognizeAnEventWhoseFirstFieldIsNamedEvents() {
        Imported imported =
                Imported.of("{\"events\":[1,2],\"type\":\"a\",\"timestamp\":1}\n{\"type\":\"b\",\"timestamp\":2}");

        assertThat(imported.problems).isEmpty();
        assertThat(imported.types()).containsExactly("a", "b");
        assertThat(imported.events.get(0).payload()).isEqualTo(Map.of("events", List.of(1L, 2L)));
    }
}

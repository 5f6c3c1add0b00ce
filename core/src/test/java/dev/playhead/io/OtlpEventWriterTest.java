package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.RecordedEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tests that the written log records have the member names and value types of OTLP in JSON. */
class OtlpEventWriterTest {
    private static JsonNode record(Written written) {
        JsonNode resource = written.lines().get(0).get("resourceLogs").get(0);
        assertThat(resource.get("resource").isObject()).isTrue();
        JsonNode scope = resource.get("scopeLogs").get(0);
        assertThat(scope.get("scope").get("name").asString()).isEqualTo("user");
        return scope.get("logRecords").get(0);
    }

    private static JsonNode body(Object payload) {
        return record(Written.of(ExportFormat.OTLP, Written.event(0, "t", payload, Map.of())))
                .get("body");
    }

    @Test
    void shouldWriteALogRecord() {
        JsonNode record = record(Written.of(
                ExportFormat.OTLP, Written.event(7, "cell:edit", Map.of("value", 1), Map.of("user", "anna"))));

        assertThat(record).isEqualTo(Written.json("""
                                {"timeUnixNano":"1769856120500000000","severityNumber":9,"eventName":"cell:edit",
                                "body":{"kvlistValue":{"values":[{"key":"value","value":{"intValue":"1"}}]}},
                                "attributes":[{"key":"playhead.sequence","value":{"intValue":"7"}},
                                {"key":"user","value":{"stringValue":"anna"}}]}
                                """));
    }

    @Test
    void shouldWriteEveryKindOfValue() {
        assertThat(body(Arrays.asList(
                        null,
                        true,
                        Long.MIN_VALUE,
                        1.5,
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        "\u00e4",
                        Map.of(),
                        Marker.bytes("AQI="))))
                .isEqualTo(Written.json("""
                                {"arrayValue":{"values":[{},{"boolValue":true},{"intValue":"-9223372036854775808"},
                                {"doubleValue":1.5},{"doubleValue":"NaN"},{"doubleValue":"-Infinity"},
                                {"stringValue":"\u00e4"},{"kvlistValue":{"values":[]}},{"bytesValue":"AQI="}]}}
                                """));
        assertThat(record(Written.of(ExportFormat.OTLP, Written.event(0, "t", null, Map.of())))
                        .has("body"))
                .isFalse();
    }

    @Test
    void shouldNoteNumbersThatBecomeText() {
        Written written = Written.of(ExportFormat.OTLP, Written.event(0, "t", new BigDecimal("1.50"), Map.of()));

        assertThat(record(written).get("body").get("stringValue").asString()).isEqualTo("1.50");
        assertThat(written.notes())
                .containsExactly("numbers=1 do not fit in 64-bit integers or doubles, and are written as text");
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0, false",
        "2554-07-21T23:34:32Z, 18446744072000000000, false",
        "1969-12-31T23:59:59.999999999Z, 0, true",
        "2600-01-01T00:00:00Z, 0, true"
    })
    void shouldKeepTimesThatNanosecondsCannotRepresent(Instant time, String nanos, boolean noted) {
        Written written =
                Written.of(ExportFormat.OTLP, RecordedEvent.of(0, GridEvent.of("t", null, time, "user", Map.of())));
        JsonNode record = record(written);

        assertThat(record.get("timeUnixNano").asString()).isEqualTo(nanos);
        assertThat(record.get("attributes").size()).isEqualTo(noted ? 2 : 1);
        if (noted) {
            assertThat(record.get("attributes").get(1))
                    .isEqualTo(Written.json(
                            "{\"key\":\"playhead.timestamp\",\"value\":{\"stringValue\":\"" + time + "\"}}"));
            assertThat(written.notes()).hasSize(1);
        }
    }
}

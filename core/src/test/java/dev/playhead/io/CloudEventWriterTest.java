package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tests of CloudEvents by the rules of the specification: attributes, their names and their types. */
class CloudEventWriterTest {
    /** Checks an event by the rules of CloudEvents 1.0 in JSON. */
    private static void check(JsonNode event) {
        for (String name : List.of("specversion", "id", "source", "type")) {
            assertThat(event.get(name).isString()).as(name).isTrue();
            assertThat(event.get(name).asString()).as(name).isNotEmpty();
        }
        assertThat(event.get("specversion").asString()).isEqualTo("1.0");
        assertThat(URI.create(event.get("source").asString())).isNotNull();
        assertThat(event.get("datacontenttype").asString()).isEqualTo("application/json");
        if (event.has("time")) {
            assertThat(OffsetDateTime.parse(event.get("time").asString()).getYear())
                    .isBetween(0, 9999);
        }
        event.propertyNames().forEach(name -> {
            if (!name.equals("data")) {
                JsonNode value = event.get(name);
                assertThat(name).matches("[a-z0-9]{1,20}");
                assertThat(value.isString()
                                || value.isBoolean()
                                || (value.isIntegralNumber() && value.canConvertToInt()))
                        .as(name)
                        .isTrue();
                assertThat(value.asString()).as(name).doesNotMatch("(?s).*[\\x00-\\x1f\\x7f-\\x9f].*");
            }
        });
    }

    private static JsonNode written(RecordedEvent event) {
        JsonNode line =
                Written.of(ExportFormat.CLOUDEVENTS_LINES, event).lines().get(0);
        JsonNode batch = Written.of(ExportFormat.CLOUDEVENTS, event, event).json();
        assertThat(batch).containsExactly(line, line);
        check(line);
        return line;
    }

    @Test
    void shouldWriteAnEvent() {
        JsonNode event = written(Written.event(7, "cell:edit", Map.of("value", 1.5), Map.of()));

        assertThat(event)
                .isEqualTo(
                        Written.json(
                                "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"user\",\"type\":\"cell:edit\",\"time\":\"2026-01-31T10:42:00.500Z\",\"datacontenttype\":\"application/json\",\"data\":{\"value\":1.5}}"));
        assertThat(Written.of(ExportFormat.CLOUDEVENTS).json()).isEmpty();
        assertThat(Written.of(ExportFormat.CLOUDEVENTS_LINES).text()).isEmpty();
    }

    @Test
    void shouldWriteMetadataAsAttributesOrInTheRest() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("causationId", "3");
        metadata.put("correlationId", "c");
        metadata.put("user", "anna");
        metadata.put("attempt", 2);
        metadata.put("dry", true);
        metadata.put("large", 1L << 40);
        metadata.put("Mixed", "x");
        metadata.put("data", "x");
        metadata.put("correlationid", "another");
        metadata.put("control", "a\nb");
        metadata.put("empty", "");
        metadata.put("nested", Map.of("a", List.of(1)));
        RecordedEvent recorded =
                RecordedEvent.of(1, GridEvent.of("t", null, Written.TIME, "user", PlainData.mapOf(metadata)));
        JsonNode event = written(recorded);

        assertThat(event.get("causationid").asString()).isEqualTo("3");
        assertThat(event.get("correlationid").asString()).isEqualTo("c");
        assertThat(event.get("user").asString()).isEqualTo("anna");
        assertThat(event.get("attempt").asInt()).isEqualTo(2);
        assertThat(event.get("dry").asBoolean()).isTrue();
        assertThat(event.get("data").isNull()).isTrue();
        assertThat(Written.json(event.get("playhead").asString()))
                .isEqualTo(
                        Written.json(
                                "{\"metadata\":{\"large\":1099511627776,\"Mixed\":\"x\",\"data\":\"x\",\"correlationid\":\"another\",\"control\":\"a\\nb\",\"empty\":\"\",\"nested\":{\"a\":[1]}}}"));
    }

    @Test
    void shouldKeepWhatAttributesCannotHold() {
        Instant time = Instant.parse("+12345-01-01T00:00:00Z");
        JsonNode event =
                written(RecordedEvent.of(1, GridEvent.of("a\u0000b\ud83d\ufffe", null, time, "my grid", Map.of())));

        assertThat(event.get("type").asString()).isEqualTo("a?b??");
        assertThat(event.get("source").asString()).isEqualTo("my%20grid");
        assertThat(event.has("time")).isFalse();
        JsonNode rest = Written.json(event.get("playhead").asString());
        assertThat(rest.get("source").asString()).isEqualTo("my grid");
        assertThat(rest.get("type").asString()).isEqualTo("a\u0000b\ud83d\ufffe");
        assertThat(rest.get("timestamp").asString()).isEqualTo(time.toString());
        assertThat(written(RecordedEvent.of(1, GridEvent.of("", null, time, "", Map.of())))
                        .get("source")
                        .asString())
                .isEqualTo(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"user", "plugin:fx", "/grid/core", "https://example.com/a?b=c#d", "a%20b", "x.y", "urn:a:b", "."
            })
    void shouldKeepSourcesThatAreReferences(String source) {
        assertThat(UriReference.of(source)).isEqualTo(source);
        assertThat(URI.create(source)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "%",
                "%z1",
                "\u00e4",
                "\ud83d\ude00",
                "1:2",
                ":",
                "a#b#c",
                "<x>",
                "[1]",
                "\\",
                "a\"b",
                "{}",
                "",
                "my app:x",
                "\n"
            })
    void shouldEncodeOtherSources(String source) {
        String reference = UriReference.of(source);

        assertThat(reference).isNotEqualTo(source).matches("[\\x21-\\x7e]+");
        String path = URI.create(reference).getPath();
        assertThat(path == null ? "" : path.replaceFirst("^\\./|^\\.$", "")).isEqualTo(source.replaceFirst("#.*", ""));
    }
}

package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.PayloadPath;
import dev.playhead.io.EventMapping.Origin;
import dev.playhead.io.EventMapping.Part;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventMappingTest {
    private static Origin path(String... steps) {
        return new Origin(new PayloadPath(List.of(steps)), null);
    }

    private static Origin constant(String text) {
        return new Origin(null, text);
    }

    @Test
    void shouldParsePathsConstantsAndTheWholeRecord() {
        assertThat(EventMapping.parse(
                                "type=event.name,timestamp=ts,source=items.0.id,payload=.,metadata=ctx,sequence=n")
                        .origins())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Part.TYPE, path("event", "name"),
                        Part.TIMESTAMP, path("ts"),
                        Part.SOURCE, path("items", "0", "id"),
                        Part.PAYLOAD, Origin.WHOLE,
                        Part.METADATA, path("ctx"),
                        Part.SEQUENCE, path("n")));
        assertThat(EventMapping.parse("type=\"click\",timestamp='2026-01-01',payload=''")
                        .origins())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Part.TYPE, constant("click"),
                        Part.TIMESTAMP, constant("2026-01-01"),
                        Part.PAYLOAD, constant("")));
    }

    @Test
    void shouldPassOverBlanks() {
        assertThat(EventMapping.parse(" type = event name , timestamp = \"a b\" "))
                .isEqualTo(EventMapping.parse("type=event name,timestamp=\"a b\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type=a\\.b.c          | a.b;c",
                "type=a\\,b            | a,b",
                "type=\\\"a            | \"a",
                "type=a=b              | a=b",
                "type=@timestamp       | @timestamp"
            })
    void shouldTakeEscapedCharactersLiterally(String text, String steps) {
        assertThat(EventMapping.parse(text).origins())
                .containsExactly(Map.entry(Part.TYPE, path(steps.split(";", -1))));
    }

    @Test
    void shouldTakeEscapedQuotesOfAConstantLiterally() {
        assertThat(EventMapping.parse("type=\"a\\\"b\\\\,c\"").origins())
                .containsEntry(Part.TYPE, constant("a\"b\\,c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestamp=ts,type=event.name",
                "timestamp=a\\.b.0.c\\\\d,payload=.",
                "type=\"a\\\"b\\\\\",source='it\\'s'",
                "payload=a\\,b,metadata=.",
                "source=\\ a\\ ,sequence=\\'x\\'",
                "type=\\.",
                "type=\\ "
            })
    void shouldRestoreTheMappingFromItsText(String text) {
        EventMapping mapping = EventMapping.parse(text);

        assertThat(EventMapping.parse(mapping.toString())).isEqualTo(mapping).hasSameHashCodeAs(mapping);
    }

    @Test
    void shouldRestoreNamesOfAnyCharacters() {
        List<String> names = List.of(" ", "\"", "'", "\\", ".", ",", "=", " a ", "\\.", "\t", "a\\", "\\ ", ", ");
        for (String first : names) {
            for (String second : names) {
                for (Origin origin : List.of(path(first), path(first, second), constant(first + second))) {
                    Map<Part, Origin> origins = new EnumMap<>(Part.class);
                    origins.put(Part.TYPE, origin);
                    origins.put(Part.PAYLOAD, origin);
                    EventMapping mapping = new EventMapping(origins);
                    assertThat(EventMapping.parse(mapping.toString()))
                            .as(mapping.toString())
                            .isEqualTo(mapping);
                }
            }
        }
    }

    @Test
    void shouldWriteThePartsInOneOrder() {
        assertThat(EventMapping.parse("payload=.,type='click',timestamp=ts"))
                .hasToString("timestamp=ts,type=\"click\",payload=.")
                .isEqualTo(EventMapping.parse("timestamp=ts,type=\"click\",payload=."))
                .isNotEqualTo(EventMapping.parse("timestamp=ts,type=click,payload=."))
                .isNotEqualTo("timestamp=ts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                    | the mapping is empty; name the parts",
                "` `                   | the mapping is empty; name the parts",
                "typ=a                 | at position 1, unknown part 'typ'; the parts are timestamp, type, source, payload, metadata, sequence",
                "type=a,Time=b         | at position 8, unknown part 'Time'",
                "type                  | at position 1, 'type' is not PART=PATH, such as timestamp=ts; the parts are",
                "type,timestamp=ts     | at position 1, 'type' is not PART=PATH",
                "type=a,               | at position 8, '' is not PART=PATH",
                "type=a,,source=b      | at position 8, '' is not PART=PATH",
                "type=                 | at position 6, the part type has no path",
                "type=,timestamp=ts    | at position 6, the part type has no path",
                "type=a, type=b        | at position 9, the part type appears twice",
                "type=\"a              | at position 6, the constant of the part type has no closing quote",
                "type='a' b            | at position 10, a comma is missing after the constant of the part type",
                "type=.                | at position 6, the part type needs a path; '.' is for payload and metadata",
                "metadata='a'          | at position 10, the part metadata needs a path, not a constant",
                "sequence=\"1\"        | at position 10, the part sequence needs a path, not a constant",
                "timestamp=.ts         | at position 11, the path .ts of the part timestamp has an empty name",
                "type=a..b             | at position 6, the path a..b of the part type has an empty name",
                "type=a.               | at position 6, the path a. of the part type has an empty name"
            })
    void shouldNameThePositionOfAFault(String text, String message) {
        assertThatThrownBy(() -> EventMapping.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}

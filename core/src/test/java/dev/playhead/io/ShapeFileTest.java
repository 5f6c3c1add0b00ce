package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeFileTest {
    private static final ImportOptions LENIENT = ImportOptions.lenient();

    @TempDir
    private Path folder;

    @Test
    void shouldReadAllMembers() throws IOException {
        Path file = Files.writeString(folder.resolve("shape.json"), """
                {
                  "map": "type=event.name, timestamp=ts",
                  "timeFormat": "dd.MM.yyyy HH:mm",
                  "timeUnit": "us",
                  "zone": "Europe/Berlin"
                }
                """);

        assertThat(ShapeFile.of(file))
                .isEqualTo(new ShapeFile(
                        EventMapping.parse("type=event.name,timestamp=ts"),
                        "dd.MM.yyyy HH:mm",
                        TimeUnit.MICROSECONDS,
                        ZoneId.of("Europe/Berlin")));
        assertThat(ShapeFile.of(file).applyTo(LENIENT))
                .isEqualTo(LENIENT.withMapping(EventMapping.parse("type=event.name,timestamp=ts"))
                        .withTimeFormat("dd.MM.yyyy HH:mm")
                        .withTimeUnit(TimeUnit.MICROSECONDS)
                        .withZone(ZoneId.of("Europe/Berlin")));
    }

    @Test
    void shouldChangeNothingWithoutMembers() {
        ImportOptions options = LENIENT.withTimeUnit(TimeUnit.SECONDS).withTimeFormat("yyyy-MM-dd");

        assertThat(ShapeFile.parse("{}").applyTo(options)).isEqualTo(options);
    }

    @Test
    void shouldReadTheMappingAsAnObject() {
        assertThat(ShapeFile.parse("{\"map\":{\"type\":\"'click'\",\"timestamp\":\"a\\\\.b.0\",\"payload\":\".\"}}")
                        .mapping())
                .isEqualTo(EventMapping.parse("type='click',timestamp=a\\.b.0,payload=."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                | it is not a single JSON object, such as {\"map\":\"timestamp=ts\"}",
                "[]                                | it is not a single JSON object",
                "{} {}                             | it is not a single JSON object",
                "{\"map\"                          | it is not JSON: line 1, column",
                "type=a                            | it is not JSON: line 1, column",
                "{\"mapping\":\"type=a\"}          | unknown member \"mapping\"; the members are map, timeFormat, timeUnit, zone",
                "{\"map\":\"typ=a\"}               | unknown part 'typ'; the parts are timestamp, type",
                "{\"map\":{\"typ\":\"a\"}}         | unknown part 'typ'",
                "{\"map\":{\"type\":7}}            | the member \"type\" is not a string",
                "{\"map\":{}}                      | the mapping is empty",
                "{\"map\":null}                    | the member \"map\" is not a string",
                "{\"timeFormat\":\"HH:mm\"}        | timeFormat=HH:mm is not a pattern of times: it has no date",
                "{\"timeUnit\":\"min\"}            | timeUnit=min is not one of s, ms, us, ns",
                "{\"zone\":\"Mars\"}               | zone=Mars is not a time zone; use one such as",
                "{\"zone\":1}                      | the member \"zone\" is not a string",
                "{\"zone\":\"UTC\",\"zone\":\"Z\"} | a member appears twice",
                "{\"$playhead\":\"NaN\"}           | it is not a single JSON object"
            })
    void shouldNameTheMemberThatIsWrong(String text, String message) {
        assertThatThrownBy(() -> ShapeFile.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNameTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("shape.json"), "{\"maps\":1}");
        Path large = Files.write(folder.resolve("large.json"), new byte[ShapeFile.MAX_BYTES + 1]);
        Path odd =
                Files.write(folder.resolve("odd.json"), "{\"zone\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ShapeFile.of(file))
                .hasMessageStartingWith("file=" + file + ": unknown member \"maps\"");
        assertThatThrownBy(() -> ShapeFile.of(large))
                .hasMessage("file=" + large + ": it is longer than maxBytes=65536");
        assertThatThrownBy(() -> ShapeFile.of(odd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("file=" + odd + ": it is not ");
        assertThatThrownBy(() -> ShapeFile.of(folder.resolve("none.json"))).isInstanceOf(NoSuchFileException.class);
    }
}

package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.RandomData;
import dev.playhead.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonShapeTest {
    private static JsonShape.State of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new JsonShape().feed(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {\n}\n",
                "{\"a\":1}",
                "{\"a\":[]}",
                "{\"a\":[1,{},\"}\\\"\"],\"b\":{\"c\":null}}",
                "{} x",
                "{\"a\":[-1.5e+3,-Infinity,NaN,Infinity,true,false]}"
            })
    void shouldRecognizeACompleteObject(String text) {
        assertThat(of(text)).isEqualTo(JsonShape.State.COMPLETE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":[", "{\"a\":[1,"})
    void shouldRecognizeAnIncompleteObject(String text) {
        assertThat(of(text)).isEqualTo(JsonShape.State.OPEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "x",
                "\"a\"",
                "}",
                "{]",
                "{,",
                "{:",
                "{x",
                "{1",
                "{{",
                "{[",
                "{\"a\",",
                "{\"a\"}",
                "{\"a\"\"b\"",
                "{\"a\":}",
                "{\"a\":,",
                "{\"a\":1 2",
                "{\"a\":nonsense",
                "{\"a\":tru ",
                "{\"a\":truee",
                "{\"a\":x",
                "{\"a\":1x",
                "{\"a\":1I",
                "{\"a\":1:",
                "{\"a\":1 \"b\"",
                "{\"a\":1{",
                "{\"a\":\"x\" {",
                "{\"a\":1,}",
                "{\"a\":[1,]",
                "{\"a\":[}",
                "{\"a\":{} {",
                "{\"a\":\"x\n",
                "{\"a\n"
            })
    void shouldRecognizeInvalidJson(String text) {
        assertThat(of(text)).isEqualTo(JsonShape.State.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldTrackWrittenEventsByteByByte(long seed) {
        Random random = new Random(seed);
        RandomData data = new RandomData(random);
        for (int i = 0; i < 300; i++) {
            RecordedEvent event = RecordedEvent.of(0, data.event());
            byte[] json = Imported.exported(List.of(event), ExportFormat.JSON_LINES);
            JsonShape shape = new JsonShape();
            for (int at = 0; at < json.length; at++) {
                boolean whole = at >= json.length - 2; // the last byte is the line terminator
                assertThat(shape.feed(json, at, at + 1))
                        .as("seed=%s i=%s at=%s", seed, i, at)
                        .isEqualTo(whole ? JsonShape.State.COMPLETE : JsonShape.State.OPEN);
            }
        }
    }
}

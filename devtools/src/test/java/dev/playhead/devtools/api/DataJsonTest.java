package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Marker;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

class DataJsonTest {
    /** A state of an application, which is no plain data. */
    record Order(String id, List<Integer> lines) {}

    private static byte[] bytes(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            new DataJson(out).value(value);
        }
        return bytes.toByteArray();
    }

    private static Object written(Object value) {
        return Requests.parse(bytes(value));
    }

    private static Map<String, Object> note(Object value) {
        Map<String, Object> outer = Requests.map(value);
        assertThat(outer).containsOnlyKeys("$playhead");
        return Requests.map(outer.get("$playhead"));
    }

    @Test
    void shouldWritePlainValuesAsTheyAre() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", null);
        map.put("b", List.of(1L, 1.5, true, "text \u0000 \uD83D\uDE00"));

        assertThat(written(map)).isEqualTo(map);
        assertThat(written(1L << 53)).isEqualTo(1L << 53);
        assertThat(written(-(1L << 53))).isEqualTo(-(1L << 53));
    }

    @Test
    void shouldWriteOnlyTheLengthsOfShortTextsThatAreLongInBytes() {
        int cells = 50_000;
        for (String text : List.of("\u6F22".repeat(60), "\uD83D\uDE00".repeat(30), "\"".repeat(60))) {
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), json)) {
                DataJson data = new DataJson(out);
                out.writeStartArray();
                for (int i = 0; i < cells; i++) {
                    data.value(text);
                }
                out.writeEndArray();
            }

            assertThat(json.size()).as(text).isLessThan(DataJson.MAX_BYTES + cells * 70);
            List<?> written = (List<?>) Requests.parse(json.toByteArray());
            assertThat(note(written.get(cells - 1)))
                    .as(text)
                    .isEqualTo(Map.of("kind", "cut", "text", "", "length", 60L));
        }
    }

    @Test
    void shouldNoteNumbersThatJavaScriptWouldChange() {
        assertThat(note(written((1L << 53) + 1))).isEqualTo(Map.of("kind", "number", "text", "9007199254740993"));
        assertThat(note(written(Long.MIN_VALUE))).containsEntry("text", "-9223372036854775808");
        assertThat(note(written(new BigInteger("123456789012345678901")))).containsEntry("kind", "number");
        assertThat(note(written(new BigDecimal("1.50")))).isEqualTo(Map.of("kind", "number", "text", "1.50"));
        assertThat(note(written(Double.NaN))).containsEntry("text", "NaN");
        assertThat(note(written(Double.NEGATIVE_INFINITY))).containsEntry("text", "-Infinity");
    }

    @Test
    void shouldTellMarkersFromDataWithTheSameKey() {
        assertThat(note(written(Marker.of(Marker.Reason.CYCLE, "java.util.List"))))
                .isEqualTo(Map.of("kind", "marker", "text", "cycle: java.util.List"));
        assertThat(note(written(Marker.bytes("AAEC")))).isEqualTo(Map.of("kind", "marker", "text", "bytes: AAEC"));
        assertThat(written(Map.of("$playhead", Map.of("kind", "number", "text", "1"))))
                .isEqualTo(Map.of("$playhead:$playhead", Map.of("kind", "number", "text", "1")));
        assertThat(written(Map.of("$playhead:$playhead", 1L))).isEqualTo(Map.of("$playhead:$playhead:$playhead", 1L));
        assertThat(written(Map.of("$playhead", "mine"))).isEqualTo(Map.of("$playhead:$playhead", "mine"));
        assertThat(written(Map.of("$playhead:x", 1L))).isEqualTo(Map.of("$playhead:x", 1L));
    }

    @Test
    void shouldCutLongTextsBetweenCharacters() {
        String text = "x".repeat(DataJson.MAX_TEXT - 1) + "\uD83D\uDE00" + "y".repeat(1_000_000);

        assertThat(note(written(text)))
                .containsEntry("kind", "cut")
                .containsEntry("text", "x".repeat(DataJson.MAX_TEXT - 1))
                .containsEntry("length", (long) text.length());
        assertThat(written("x".repeat(DataJson.MAX_TEXT))).isEqualTo("x".repeat(DataJson.MAX_TEXT));
    }

    @Test
    void shouldKeepUnpairedSurrogates() {
        assertThat(written("a\uD83Db\"\\\n\uDE00")).isEqualTo("a\uD83Db\"\\\n\uDE00");
        assertThat(written(Map.of("k\uD83D", 1L))).isEqualTo(Map.of("k\uFFFD", 1L));
    }

    @Test
    void shouldCountTheElementsThatItLeavesOut() {
        List<Object> list = new ArrayList<>(Collections.nCopies(DataJson.MAX_ITEMS + 5, 1L));
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < DataJson.MAX_ITEMS + 7; i++) {
            map.put("k" + i, 1L);
        }

        List<?> writtenList = (List<?>) written(list);
        assertThat(writtenList).hasSize(DataJson.MAX_ITEMS + 1);
        assertThat(note(writtenList.get(DataJson.MAX_ITEMS))).isEqualTo(Map.of("kind", "more", "count", 5L));
        Map<String, Object> writtenMap = Requests.map(written(map));
        assertThat(writtenMap).hasSize(DataJson.MAX_ITEMS + 1);
        assertThat(writtenMap.get("$playhead")).isEqualTo(Map.of("kind", "more", "count", 7L));
    }

    @Test
    void shouldLimitTheDepth() {
        Object deep = 1L;
        for (int i = 0; i < 100; i++) {
            deep = List.of(deep);
        }

        Object here = written(deep);
        for (int i = 0; i < DataJson.MAX_DEPTH; i++) {
            here = ((List<?>) here).get(0);
        }
        assertThat(note(here)).isEqualTo(Map.of("kind", "more", "count", 1L));
    }

    @Test
    void shouldLimitTheSizeOfAnAnswer() {
        Object wide = "x".repeat(DataJson.MAX_TEXT);
        for (int i = 0; i < 3; i++) {
            wide = Collections.nCopies(900, wide);
        }

        assertThat(bytes(wide)).hasSizeLessThan(2 * DataJson.MAX_BYTES);
        assertThat(bytes(Map.of("x".repeat(1_000_000), 1))).hasSizeLessThan(2_000);
    }

    @Test
    void shouldWriteStatesOfAnApplicationAsData() {
        assertThat(written(new Order("o1", Arrays.asList(1, 2))))
                .isEqualTo(Map.of("id", "o1", "lines", List.of(1L, 2L)));
        assertThat(note(written(new Object()))).containsEntry("kind", "marker");
    }
}

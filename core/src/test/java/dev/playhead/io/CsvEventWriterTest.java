package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.playhead.event.Marker;
import dev.playhead.event.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests of the tables that are exported as CSV. The CSV parser of another library reads them back. */
class CsvEventWriterTest {
    /** Returns the lines of a file, which must all have as many cells as there are titles. */
    private static List<List<String>> read(Written written) {
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .allowExtraFields(false)
                .allowMissingFields(false)
                .ofCsvRecord(written.text())) {
            return reader.stream().map(CsvRecord::getFields).toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<List<String>> table(RecordedEvent... events) {
        return read(Written.of(ExportFormat.CSV, events));
    }

    private static Map<String, @Nullable Object> map(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @Test
    void shouldHaveAColumnForEachPath() {
        List<List<String>> table = table(
                Written.event(7, "a", map("id", 1, "order", map("price", 1.5, "note", null)), map("user", "anna")),
                Written.event(9, "b", map("order", map("lines", List.of(1, map("x", 2)))), map()));

        assertThat(table)
                .containsExactly(
                        List.of(
                                "sequence",
                                "timestamp",
                                "type",
                                "source",
                                "payload.id",
                                "payload.order.price",
                                "payload.order.note",
                                "payload.order.lines",
                                "metadata.user"),
                        List.of("7", "2026-01-31T10:42:00.500Z", "a", "user", "1", "1.5", "", "", "anna"),
                        List.of("9", "2026-01-31T10:42:00.500Z", "b", "user", "", "", "", "[1,{\"x\":2}]", ""));
    }

    @Test
    void shouldKeepQuotesLineEndsAndCommas() {
        String text = "a \"b\", c\r\nd\ne;\u00e4\ud83d\ude00";

        assertThat(table(Written.event(0, "t", map("x", text), map())).get(1)).endsWith(text);
    }

    @Test
    void shouldMakeFormulasHarmless() {
        List<List<String>> table =
                table(Written.event(0, "=cmd", map("x", "=1+1", "n", -5, "s", "-5", "t", "-x"), map("@y", "@SUM(1)")));

        assertThat(table.get(1).subList(2, 9)).containsExactly("'=cmd", "user", "'=1+1", "-5", "-5", "'-x", "'@SUM(1)");
    }

    @Test
    void shouldWriteEveryKindOfValue() {
        List<List<String>> table = table(Written.event(
                0,
                "t",
                map(
                        "bool",
                        true,
                        "decimal",
                        new BigDecimal("1.50"),
                        "big",
                        new java.math.BigInteger("123456789012345678901"),
                        "nan",
                        Double.NaN,
                        "double",
                        1e10,
                        "bytes",
                        Marker.bytes("AQI="),
                        "empty",
                        map(),
                        "none",
                        List.of()),
                map()));

        assertThat(table.get(1).subList(4, 12))
                .containsExactly(
                        "true",
                        "1.50",
                        "123456789012345678901",
                        "NaN",
                        "1.0E10",
                        "{\"$playhead\":\"bytes\",\"base64\":\"AQI=\"}",
                        "{}",
                        "[]");
    }

    @Test
    void shouldHaveColumnsForPayloadsThatAreNoMaps() {
        List<List<String>> table = table(
                Written.event(0, "t", "text", map()),
                Written.event(1, "t", map("a.b", 1, "a", map("b", 2)), map()),
                Written.event(2, "t", null, map()));

        assertThat(table.get(0).subList(4, 7)).containsExactly("payload", "payload.a\\.b", "payload.a.b");
        assertThat(table.get(1).subList(4, 7)).containsExactly("text", "", "");
        assertThat(table.get(2).subList(4, 7)).containsExactly("", "1", "2");
        assertThat(table.get(3).subList(4, 7)).containsExactly("", "", "");
    }

    @Test
    void shouldHaveTitlesEvenWithoutEvents() {
        assertThat(table()).containsExactly(List.of("sequence", "timestamp", "type", "source"));
    }

    @Test
    void shouldJoinTheDeepestMapsIfThereAreTooManyPaths() {
        Map<String, @Nullable Object> cells = new LinkedHashMap<>();
        for (int i = 0; i <= CsvColumns.MAX_PATHS; i++) {
            cells.put("c" + i, map("value", i));
        }
        Written written = Written.of(
                ExportFormat.CSV,
                Written.event(0, "t", map("cells", cells, "id", 1), map("user", "anna")),
                Written.event(1, "t", map("cells", map("c0", 1)), map()));
        List<List<String>> table = read(written);

        assertThat(table.get(0).subList(4, 7)).containsExactly("payload.cells", "payload.id", "metadata.user");
        assertThat(table.get(1).get(4)).startsWith("{\"c0\":{\"value\":0},\"c1\"");
        assertThat(table.get(2).get(4)).isEqualTo("{\"c0\":1}");
        assertThat(written.notes()).singleElement().asString().contains("more than 1000 different fields");
    }

    @Test
    void shouldRefuseAnEventThatWasNotSurveyed() {
        EventSerializer.Writer writer = EventSerializer.writer(new ByteArrayOutputStream(), ExportFormat.CSV);
        RecordedEvent known = Written.event(0, "t", map("a", 1), map());
        writer.survey(known);
        writer.write(known);

        assertThatIllegalStateException()
                .isThrownBy(() -> writer.write(Written.event(1, "t", map("b", 1), map())))
                .withMessageContaining("sequence=1")
                .withMessageContaining("survey");
        assertThatIllegalStateException().isThrownBy(() -> writer.survey(known)).withMessageContaining("sequence=0");
    }

    @Test
    void shouldHaveTheValueOfEachPathInItsColumn() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            RecordedEvent[] events = new RecordedEvent[1 + random.nextInt(5)];
            Arrays.setAll(events, i -> Written.event(i, "t", randomMap(random, 3), map()));
            List<List<String>> table = table(events);
            for (int i = 0; i < events.length; i++) {
                Map<String, String> expected = new TreeMap<>();
                addLeaves("payload", events[i].payload(), expected);
                Map<String, String> found = new TreeMap<>();
                for (int column = 4; column < table.get(0).size(); column++) {
                    String cell = table.get(i + 1).get(column);
                    if (!cell.isEmpty()) {
                        found.put(table.get(0).get(column), cell);
                    }
                }
                assertThat(found).as("seed=%s round=%s", seed, round).isEqualTo(expected);
            }
        }
    }

    private static Map<String, @Nullable Object> randomMap(Random random, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            Object value = switch (random.nextInt(depth > 0 ? 5 : 4)) {
                case 0 -> random.nextInt(100);
                case 1 -> new String[] {"a,b", "\"", "x\ny", " ", "\u00e9", "plain"}[random.nextInt(6)];
                case 2 -> List.of(1, 2);
                case 3 -> null;
                default -> randomMap(random, depth - 1);
            };
            map.put(new String[] {"a", "b", "c.d", "e\\", "", "f,g"}[random.nextInt(6)], value);
        }
        return map;
    }

    /** Adds each value to {@code leaves}, with its path written like the title of a column. */
    private static void addLeaves(String path, @Nullable Object value, Map<String, String> leaves) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, one) ->
                    addLeaves(path + "." + ((String) key).replace("\\", "\\\\").replace(".", "\\."), one, leaves));
        } else if (value != null) {
            leaves.put(path, value instanceof Map ? "{}" : value instanceof List ? "[1,2]" : value.toString());
        }
    }

    @Test
    void shouldWriteLineByLine() {
        List<RecordedEvent> events = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventSerializer.Writer writer = EventSerializer.writer(out, ExportFormat.CSV);
        for (int i = 0; i < 3; i++) {
            events.add(Written.event(i, "t", i, map()));
        }
        events.forEach(writer::survey);
        for (int i = 0; i < 3; i++) {
            writer.write(events.get(i));
            writer.flush();
            assertThat(out.toString(java.nio.charset.StandardCharsets.UTF_8)).hasLineCount(i + 2);
        }
    }
}

package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests that the writer writes the example in {@code docs/BLOCK-FORMAT.md}, and that the example can be read. */
class BlockFormatTest {
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `([0-9a-f]{2}(?: [0-9a-f]{2})*)` \\| .+ \\|");
    private static final Instant TIME = Instant.parse("2026-03-02T09:30:00Z");

    @Test
    void shouldWriteTheExampleInTheFormatDocument() throws IOException {
        BlockWriter writer = new BlockWriter(true);
        List<GridEvent> events = events();
        for (int i = 0; i < events.size(); i++) {
            writer.add(7 + i, events.get(i), events.get(i).timestamp().toEpochMilli());
        }
        assertThat(HexFormat.ofDelimiter(" ").formatHex(example()))
                .isEqualTo(HexFormat.ofDelimiter(" ").formatHex(writer.seal()));
    }

    @Test
    void shouldReadTheExampleInTheFormatDocument() throws IOException {
        SealedBlock block = SealedBlock.open(example());
        List<GridEvent> events = events();
        assertThat(block.size()).isEqualTo(events.size());
        for (int i = 0; i < events.size(); i++) {
            assertThat(block.sequence(i)).isEqualTo(7 + i);
            assertThat(block.event(i).event()).isEqualTo(events.get(i));
        }
    }

    private static byte[] example() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : Files.readAllLines(Path.of("..", "docs", "BLOCK-FORMAT.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(bytes.size()).as(line).isEqualTo(Integer.parseInt(row.group(1)));
                bytes.writeBytes(HexFormat.ofDelimiter(" ").parseHex(row.group(2)));
            }
        }
        return bytes.toByteArray();
    }

    private static List<GridEvent> events() {
        return List.of(
                event("cell:edit", 0, edit("r1", 12)), event("cell:edit", 40, edit("r2", 15)), event("note", 90, "ok"));
    }

    private static GridEvent event(String type, int millis, @Nullable Object payload) {
        return GridEvent.of(type, payload, TIME.plusMillis(millis), "user", PlainData.emptyMap());
    }

    private static Map<String, @Nullable Object> edit(String row, long value) {
        Map<String, @Nullable Object> edit = new LinkedHashMap<>();
        edit.put("rowId", row);
        edit.put("newValue", value);
        return PlainData.mapOf(edit);
    }
}

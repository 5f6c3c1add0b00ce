package dev.playhead.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that all pages together are exactly the results, whatever their number and size. */
@Tag("full")
class McpPagesRandomizedTest {
    private static final int ROUNDS = Boolean.getBoolean("playhead.full") ? 40 : 6;

    @TempDir
    private Path folder;

    @Test
    void shouldReturnExactlyTheResultsPageByPage() {
        long seed = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            long own = seed + round;
            System.out.println("McpPagesRandomizedTest seed=" + own);
            comparePages(new Random(own), folder.resolve(round + (round % 2 == 0 ? ".playhead" : ".jsonl")));
        }
    }

    private static void comparePages(Random random, Path file) {
        List<RecordedEvent> recorded;
        boolean isStore = file.toString().endsWith(".playhead");
        try (EventHistory history = isStore
                ? EventHistory.open(file)
                : EventHistory.builder().capacity(100_000).build()) {
            int events = random.nextInt(120);
            for (int i = 0; i < events; i++) {
                history.recordEvent(GridEvent.of("type" + random.nextInt(3), payload(random)));
            }
            if (!isStore) {
                history.exportTo(file);
            }
            recorded = history.getEvents();
        }
        if (recorded.isEmpty()) {
            return; // an empty event file is an error
        }
        ServerRun server = new ServerRun(file);
        String type = "type" + random.nextInt(3);
        boolean ofType = random.nextBoolean();
        Map<String, Object> search = new LinkedHashMap<>();
        search.put("limit", 1 + random.nextInt(random.nextBoolean() ? 5 : 200));
        if (ofType) {
            search.put("type", type);
        }
        List<Object> expected = new ArrayList<>();
        recorded.stream()
                .filter(event -> !ofType || event.type().equals(type))
                .forEach(e -> expected.add(e.sequence()));

        assertThat(server.pages("search", "events", search))
                .extracting(event -> (Object) event.get("sequence"))
                .isEqualTo(expected);

        Map<String, Object> ids = new LinkedHashMap<>();
        for (RecordedEvent event : recorded) {
            if (event.payload() instanceof Map<?, ?> payload && payload.containsKey("id")) {
                ids.put("e" + payload.get("id"), true);
            }
        }
        if (!ids.isEmpty()) {
            assertThat(server.pages("state", "entities", Map.of("by", "id", "limit", 1 + random.nextInt(30))))
                    .extracting(entity -> "e" + entity.get("entity"))
                    .containsExactlyInAnyOrderElementsOf(ids.keySet());
        }
    }

    private static Object payload(Random random) {
        Map<String, Object> payload = new LinkedHashMap<>();
        if (random.nextInt(5) > 0) {
            payload.put("id", (long) random.nextInt(40));
        }
        int length = random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(60);
        StringBuilder text = new StringBuilder();
        String alphabet = "ab \"\\\n\u00e4\u20ac\u4e16\ud83d\ude00";
        while (text.length() < length) {
            int at = random.nextInt(alphabet.length());
            text.append(alphabet, at, at + 1); // also halves of surrogate pairs
        }
        payload.put("text", text.toString());
        return payload;
    }
}

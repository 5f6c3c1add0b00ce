package dev.playhead.cli.mcp;

import static dev.playhead.cli.mcp.ServerRun.items;
import static dev.playhead.cli.mcp.ServerRun.untrusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.cli.EventFiles;
import dev.playhead.cli.output.JsonText;
import dev.playhead.event.GridEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with data that is too large for a conversation. {@link ServerRun#send} checks the size of each answer. */
class McpLimitsTest {
    private static final int EVENTS = 12;

    @TempDir
    private Path folder;

    private ServerRun server;
    private final List<Object> payloads = new ArrayList<>();

    @BeforeEach
    void writeFile() {
        Path file = folder.resolve("huge.playhead");
        try (EventHistory history = EventHistory.open(file)) {
            for (int i = 0; i < EVENTS; i++) {
                Map<String, Object> payload = new LinkedHashMap<>();
                payload.put("id", "row" + i);
                payload.put("text", "\"\\\u20ac\ud83d\ude00x".repeat(8_000));
                payload.put("deep", nested(500));
                history.recordEvent(GridEvent.of("t".repeat(2_000), payload)
                        .from("s".repeat(100_000))
                        .with("note", "\u0001".repeat(4_000)));
            }
            history.getEvents().forEach(event -> payloads.add(event.payload()));
        }
        server = new ServerRun(file);
    }

    private static Object nested(int depth) {
        Object inner = 1L;
        for (int i = 0; i < depth; i++) {
            inner = i % 2 == 0 ? List.of(inner) : Map.of("k\"", inner);
        }
        return inner;
    }

    @Test
    void shouldCutWhatIsLargeAndTellHowToGetTheRest() {
        List<Map<?, ?>> events = server.pages("search", "events", Map.of());

        assertThat(events).hasSize(EVENTS);
        Map<?, ?> cut = (Map<?, ?>) events.get(3).get("payloadCut");
        String json = JsonText.compact(payloads.get(3));
        assertThat(cut.get("bytes")).isEqualTo((long) json.getBytes(StandardCharsets.UTF_8).length);
        assertThat(json).startsWith((String) cut.get("begin"));
        assertThat(((String) cut.get("begin")).getBytes(StandardCharsets.UTF_8))
                .hasSize(((Long) cut.get("shown")).intValue());
        assertThat((String) cut.get("rest")).isEqualTo("call show with ids [3], path payload and an offset");
        assertThat(events.get(3).containsKey("payload")).isFalse();
        assertThat(events.get(3).containsKey("metadataCut")).isTrue();
        assertThat(events.get(3).containsKey("sourceCut")).isTrue();
        assertThat(items(server.answer("show", Map.of("ids", List.of(1))), "events"))
                .hasSize(1);
    }

    @Test
    void shouldKeepTheHintsOfMembersThatAreCutTwice() {
        Tool show = java.util.Objects.requireNonNull(Tools.named("show"));
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("sequence", 7L);
        for (String name : List.of("type", "source", "payload", "metadata", "other")) {
            item.put(name, "x".repeat(30_000));
        }
        Collected collected = new Collected(
                Cursor.BEGIN,
                20,
                false,
                true,
                data -> Excerpt.fit(data, Page.SHOWN_MEMBER_COST, member -> Results.rest(show, data, member)),
                new Secrets(true),
                () -> false);
        collected.line(item);
        Map<?, ?> page =
                new Page(show, Map.of()).of(collected, Map.of(), List.of(), new Page.Completeness(false, false), "");
        Map<?, ?> event = items(page, "events").get(0);

        assertThat(event.keySet()).hasToString("[sequence, typeCut, sourceCut, payloadCut, metadataCut, otherCut]");
        Map<?, ?> cut = (Map<?, ?>) event.get("payloadCut");
        assertThat(cut.get("bytes")).isEqualTo(30_002L);
        assertThat(cut.get("shown")).isEqualTo((long) ((String) cut.get("begin")).length());
        assertThat((Long) cut.get("shown")).isBetween(100L, 800L);
        assertThat((String) cut.get("rest")).isEqualTo("call show with ids [7], path payload and an offset");
    }

    @Test
    void shouldReturnTheRestByRangesOfBytes() {
        StringBuilder whole = new StringBuilder();
        long offset = 0;
        Map<String, Object> asked = new LinkedHashMap<>(Map.of("ids", List.of(5), "path", "payload"));
        while (true) {
            Map<?, ?> part = server.answer("show", asked);
            assertThat(part.get("offset")).isEqualTo(offset);
            whole.append(untrusted(part).get("json"));
            Object next = part.get("nextOffset");
            if (next == null) {
                break;
            }
            assertThat((Long) next).isGreaterThan(offset);
            offset = (Long) next;
            asked.put("offset", next);
        }
        assertThat(whole.toString()).isEqualTo(JsonText.compact(payloads.get(5)));
        Map<?, ?> beyond = server.answer("show", Map.of("ids", List.of(5), "path", "payload.id", "offset", 99_999));
        assertThat(beyond.get("returned")).isEqualTo(0L);
        assertThat(beyond.containsKey("nextOffset")).isFalse();
    }

    @Test
    void shouldLimitCountsInIntervals() {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < 5_100; i++) {
            events.append(
                    "{\"type\":\"t\",\"timestamp\":" + (1_772_442_000_000L + i) + ",\"payload\":{\"id\":" + i + "}}\n");
        }
        ServerRun many = new ServerRun(EventFiles.write(folder, "many.jsonl", events.toString()));

        assertThat(many.failure("stats", Map.of("by", "id", "every", "1ms", "top", 201)))
                .contains("argument top=201 is not from 1 to 200");
        assertThat(many.failure("stats", Map.of("by", "id", "every", "1ms", "top", 200)))
                .contains("there are 5,100 intervals with 200 values each");
        assertThat(many.answer("stats", Map.of("by", "id", "every", "1ms", "top", 2))
                        .get("total"))
                .isEqualTo(5_100L);
    }

    @Test
    void shouldLimitAllTools() {
        assertThat(server.pages("stats", "counts", Map.of())).hasSize(2);
        assertThat(server.pages("stats", "counts", Map.of("by", "text"))).hasSize(1);
        assertThat(server.pages("state", "entities", Map.of("by", "id"))).hasSize(EVENTS);
        assertThat(server.pages("diff", "differences", Map.of("from", "0", "to", "11", "by", "id")))
                .hasSize(EVENTS - 1);
        assertThat(server.pages("changes", "changes", Map.of("address", "row1/text", "by", "id")))
                .hasSize(1);
        assertThat(items(server.answer("first", Map.of("when", "deep exists")), "events"))
                .hasSize(1);
        assertThat(server.pages("whatif", "differences", Map.of("without", "0-11", "by", "id")))
                .hasSize(EVENTS);
        assertThat(server.pages("causes", "events", Map.of("id", 1))).hasSize(1);
        assertThat(server.failure("state", Map.of("by", "x".repeat(500_000)))).hasSizeLessThan(3_000);
        assertThat(server.failure("search", Map.of("x".repeat(40_000), "x"))).hasSizeLessThan(3_000);
    }
}

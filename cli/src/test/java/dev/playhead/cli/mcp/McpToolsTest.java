package dev.playhead.cli.mcp;

import static dev.playhead.cli.mcp.ServerRun.items;
import static dev.playhead.cli.mcp.ServerRun.untrusted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.cli.BreakFiles;
import dev.playhead.cli.EventFiles;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of each tool on small histories. */
class McpToolsTest {
    private static final String CHECK = """
            package com.acme;
            import dev.playhead.event.GridEvent;
            import java.util.List;
            import java.util.function.Predicate;
            public class Paris implements Predicate<List<GridEvent>> {
                public boolean test(List<GridEvent> events) {
                    System.out.println("a check may print");
                    try {
                        if (System.in.read() >= 0) {
                            throw new IllegalStateException("the check reads the messages of the protocol");
                        }
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    return events.stream().anyMatch(event -> String.valueOf(event.payload()).contains("Paris"));
                }
            }
            """;

    @TempDir
    private Path folder;

    private ServerRun orders;
    private ServerRun grid;

    @BeforeEach
    void writeFiles() {
        orders = new ServerRun(EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS), "--zone", "UTC");
        grid = new ServerRun(EventFiles.write(folder, "grid.jsonl", EventFiles.GRID), "--zone", "UTC");
    }

    @Test
    void shouldSummarize() {
        Map<?, ?> answer = orders.answer("stats", Map.of());

        assertThat(untrusted(answer).get("events")).isEqualTo(5L);
        assertThat(untrusted(answer).get("first")).isEqualTo("2026-03-02T09:00:00.000Z");
        assertThat(items(answer, "counts"))
                .contains(map("type", "order:new", "count", 2L), map("source", "user", "count", 3L))
                .hasSize(6);
        assertThat(answer.get("total")).isEqualTo(6L);
    }

    @Test
    void shouldCountByAValue() {
        Map<?, ?> users = orders.answer("stats", Map.of("by", "metadata.user"));
        assertThat(items(users, "counts"))
                .extracting(count -> (Object) count.get("value"))
                .containsExactly("anna", "ben");
        assertThat(untrusted(users).get("without")).isEqualTo(3L);

        Map<?, ?> hours = orders.answer("stats", Map.of("by", "type", "every", "1h", "top", 1));
        assertThat(items(hours, "counts"))
                .extracting(hour -> (Object) hour.get("total"))
                .containsExactly(4L, 1L);
        assertThat(untrusted(hours).get("columns")).isEqualTo(List.of("order:new"));
    }

    @Test
    void shouldSearch() {
        Map<?, ?> answer =
                orders.answer("search", Map.of("type", List.of("order:new", "order:note"), "where", "id=A-1"));

        assertThat(items(answer, "events"))
                .extracting(event -> (Object) event.get("sequence"))
                .containsExactly(0L, 3L);
        assertThat(items(answer, "events").get(0).get("payload"))
                .isEqualTo(map("id", "A-1", "price", 10L, "address", map("city", "Rome")));
        assertThat(answer.get("total")).isEqualTo(2L);
        assertThat(answer.containsKey("nextCursor")).isFalse();
        assertThat(items(orders.answer("search", Map.of("last", 2)), "events"))
                .extracting(event -> (Object) event.get("sequence"))
                .containsExactly(3L, 4L);
    }

    @Test
    void shouldAnswerThatNothingIsFound() {
        Map<?, ?> answer = orders.answer("search", Map.of("type", "nothing"));

        assertThat(answer.get("total")).isEqualTo(0L);
        assertThat(untrusted(answer).get("notes")).isEqualTo(List.of("no events match"));
    }

    @Test
    void shouldPageWithACursorThatBelongsToTheQuestion() {
        Map<?, ?> first = orders.answer("search", Map.of("limit", 2));
        Object cursor = first.get("nextCursor");

        assertThat(first.get("total")).isEqualTo(5L);
        assertThat(items(first, "events")).hasSize(2);
        Map<?, ?> second = orders.answer("search", Map.of("limit", 10, "cursor", cursor));
        assertThat(items(second, "events"))
                .extracting(event -> (Object) event.get("sequence"))
                .containsExactly(2L, 3L, 4L);
        assertThat(second.get("total")).isEqualTo(5L);
        assertThat(orders.failure("search", Map.of("type", "order:new", "cursor", cursor)))
                .contains("cursor belongs to another question");
        assertThat(orders.failure("search", Map.of("cursor", "abc"))).contains("is not a cursor");
        assertThat(orders.failure("search", Map.of("cursor", "???"))).contains("is not a cursor");
        assertThat(orders.failure("search", Map.of("limit", 0))).contains("limit=0 is not from 1 to 200");
        assertThat(orders.failure("search", Map.of("limit", 201))).contains("limit=201 is not from 1 to 200");
        assertThat(orders.failure("search", Map.of("last", 201))).contains("last=201 is not from 1 to 200");
    }

    @Test
    void shouldPageUpToTheGreatestSequence() {
        long[] sequences = {7, 1_000_000_000_000_000_000L, 1_000_000_000_000_000_009L};
        StringBuilder lines = new StringBuilder();
        for (long sequence : sequences) {
            lines.append("{\"type\":\"a\",\"timestamp\":1,\"sequence\":" + sequence + ",\"payload\":1}\n");
        }
        ServerRun high = new ServerRun(EventFiles.write(folder, "high.jsonl", lines.toString()));

        assertThat(high.pages("search", "events", Map.of("limit", 1)))
                .extracting(event -> (Object) event.get("sequence"))
                .containsExactly(sequences[0], sequences[1], sequences[2]);
        Tool search = java.util.Objects.requireNonNull(Tools.named("search"));
        Cursor last = new Cursor(Long.MAX_VALUE + 1, 3, "");
        assertThat(Cursor.of(search, Map.of("cursor", last.text(search, Map.of()))))
                .isEqualTo(last);
    }

    @Test
    void shouldShowEvents() {
        Map<?, ?> answer = orders.answer("show", Map.of("ids", List.of(4, 0, 77)));

        assertThat(items(answer, "events"))
                .extracting(event -> (Object) event.get("sequence"))
                .containsExactly(4L, 0L);
        assertThat(untrusted(answer).get("notes").toString()).contains("has no event with id 77");
        assertThat(orders.failure("show", Map.of("ids", List.of(77)))).contains("has no event with id 77");
        Map<?, ?> part = orders.answer("show", Map.of("ids", List.of(4), "path", "payload.address.city"));
        assertThat(untrusted(part).get("json")).isEqualTo("\"Paris\"");
        assertThat(part.get("bytes")).isEqualTo(7L);
        assertThat(orders.failure("show", Map.of("ids", List.of(4), "path", "payload.no")))
                .contains("there is no payload.no");
        assertThat(orders.failure("show", Map.of("ids", List.of(0, 4), "path", "payload")))
                .contains("exactly one id");
        assertThat(orders.failure("show", Map.of("ids", List.of(4), "offset", 3)))
                .contains("need the argument path");
    }

    @Test
    void shouldShowTheStateOfGridsRowByRow() {
        Map<?, ?> answer = grid.answer("state", Map.of());

        assertThat(items(answer, "entities")).hasSize(3); // the grid, and two rows
        assertThat(items(answer, "entities").get(0).get("about").toString()).contains("columnOrder");
        assertThat(items(answer, "entities").get(1))
                .isEqualTo(map("grid", "orders", "entity", "r1", "state", map("symbol", "ACME", "price", 7L)));
        Map<?, ?> row = grid.answer("state", Map.of("at", 0, "entity", "r1"));
        assertThat(items(row, "entities"))
                .containsExactly(map("entity", "r1", "state", map("symbol", "ACME", "price", 1L)));
        assertThat(untrusted(grid.answer("state", Map.of("entity", "r1", "path", "state.price")))
                        .get("json"))
                .isEqualTo("7");
        assertThat(grid.failure("state", Map.of("entity", "r9"))).contains("there is no row r9");
    }

    @Test
    void shouldShowTheStateOfEntities() {
        assertThat(items(orders.answer("state", Map.of("by", "id", "at", "09:25")), "entities"))
                .containsExactly(
                        map("entity", "A-1", "state", map("id", "A-1", "price", 12.5, "address", map("city", "Rome"))),
                        map("entity", "A-10", "state", map("id", "A-10", "price", 5L)));
        assertThat(orders.failure("state", Map.of("by", "nothing"))).contains("no payload has the field nothing");
        assertThat(orders.failure("state", Map.of("by", "id", "grid", "x"))).contains("--by is for entities");
        assertThat(orders.failure("state", Map.of("at", "noon")))
                .contains("'noon' is neither the id of an event nor a time");
    }

    @Test
    void shouldShowOneStateOnAllPages() {
        Path file = folder.resolve("live.playhead");
        ServerRun live = new ServerRun(file);
        try (EventHistory history = EventHistory.open(file)) {
            for (int i = 0; i < 5; i++) {
                history.recordEvent(GridEvent.of("n", Map.of("id", "e" + i, "n", i)));
            }
            history.flush();
            Map<?, ?> first = live.answer("state", Map.of("by", "id", "limit", 3));
            history.recordEvent(GridEvent.of("n", Map.of("id", "e4", "n", 99)));
            history.flush();
            Map<?, ?> second = live.answer("state", Map.of("by", "id", "limit", 3, "cursor", first.get("nextCursor")));

            assertThat(items(second, "entities").toString())
                    .contains("e3")
                    .contains("n=4")
                    .doesNotContain("99");
            assertThat(live.answer("search", Map.of()).get("total")).isEqualTo(6L); // each call reads the newest events
        }
    }

    @Test
    void shouldCompareStates() {
        assertThat(items(grid.answer("diff", Map.of("from", "0", "to", 1)), "differences"))
                .containsExactly(map("path", "r1/price", "change", "changed", "before", 1L, "after", 7L));
        assertThat(grid.failure("diff", Map.of("from", "0"))).contains("argument to is missing");
        assertThat(grid.failure("diff", Map.of("from", "-x", "to", "1"))).contains("-x");
    }

    @Test
    void shouldListChanges() {
        Map<?, ?> answer = orders.answer("changes", Map.of("address", "A-1/price", "by", "id"));

        assertThat(items(answer, "changes"))
                .extracting(change -> (Object) change.get("after"))
                .containsExactly(10L, 12.5, 99L);
        assertThat(items(answer, "changes").get(2).get("who")).isEqualTo("ben");
        Map<?, ?> none = orders.answer("changes", Map.of("address", "A-1/color", "by", "id"));
        assertThat(none.get("total")).isEqualTo(0L);
        assertThat(untrusted(none).get("notes").toString()).contains("has no field color");
        assertThat(orders.failure("changes", Map.of("address", "A-1/price"))).contains("the file has no grid events");
    }

    @Test
    void shouldFindTheFirstEvent() {
        Map<?, ?> answer = orders.answer("first", Map.of("when", "A-1/price > 50", "by", "id"));

        assertThat(items(answer, "events"))
                .extracting(event -> (Object) event.get("sequence"))
                .containsExactly(4L);
        Map<?, ?> never = orders.answer("first", Map.of("when", "price > 500"));
        assertThat(never.get("total")).isEqualTo(0L);
        assertThat(untrusted(never).get("notes").toString()).contains("no event's payload meets");
        assertThat(orders.failure("first", Map.of("when", "price"))).contains("is not a condition");
    }

    @Test
    void shouldLeaveOutEvents() {
        assertThat(items(grid.answer("whatif", Map.of("without", List.of("2-3", 1))), "differences"))
                .hasSize(3)
                .contains(map("path", "r1/price", "change", "changed", "before", 7L, "after", 1L));
        assertThat(grid.failure("whatif", Map.of())).contains("no events to omit");
    }

    @Test
    void shouldFollowCauses() {
        ServerRun events = new ServerRun(EventFiles.write(folder, "causes.jsonl", """
                {"type":"click","timestamp":"2026-03-02T09:00:00Z","source":"user","payload":{}}
                {"type":"paid","timestamp":"2026-03-02T09:00:01Z","payload":{},"metadata":{"causationId":"0","correlationId":"0"}}
                {"type":"sent","timestamp":"2026-03-02T09:00:02Z","payload":{},"metadata":{"causationId":"1","correlationId":"0"}}
                {"type":"noted","timestamp":"2026-03-02T09:00:03Z","payload":{},"metadata":{"causationId":"9","correlationId":"0"}}
                """));
        Map<?, ?> answer = events.answer("causes", Map.of("id", 1));

        assertThat(items(answer, "events"))
                .extracting(event -> event.get("relation") + " " + event.get("type"))
                .containsExactly("event paid", "cause click", "effect sent", "related noted");
        assertThat(events.pages("causes", "events", Map.of("id", 1, "limit", 1)))
                .hasSize(4);
        assertThat(events.failure("causes", Map.of("id", 9))).contains("has no event with id 9");
    }

    @Test
    void shouldMinimizeWithAClassOfTheServersClassPath() throws Exception {
        Path source = EventFiles.write(folder, "Paris.java", CHECK);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        "-cp",
                        Path.of(GridEvent.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        source.toString());
        assertThat(status).isZero();
        ServerRun server = new ServerRun(orders.file(), "--classpath", folder.toString());
        InputStream in = System.in;
        ByteArrayInputStream messages = new ByteArrayInputStream(new byte[1_000]);
        System.setIn(messages);
        Map<?, ?> answer;
        try {
            answer = server.answer("minimize", Map.of("check", "com.acme.Paris"));
            assertThat(System.in).isSameAs(messages);
        } finally {
            System.setIn(in);
        }
        assertThat(messages.available()).as("bytes that the check left").isEqualTo(1_000);

        assertThat(items(answer, "events"))
                .extracting(event -> (Object) event.get("sequence"))
                .containsExactly(4L);
        assertThat(untrusted(answer).get("all")).isEqualTo(5L);
        assertThat(untrusted(answer).get("minimal")).isEqualTo(true);
        assertThat(server.failure("minimize", Map.of("check", "com.acme.None"))).contains("there is no class");
        assertThat(server.failure("minimize", Map.of("check", "java.lang.String")))
                .contains("not of --classpath");
        assertThat(orders.failure("minimize", Map.of("check", "com.acme.Paris")))
                .contains("start the server with --classpath");
    }

    @Test
    void shouldReportThatAnswersAreIncomplete() {
        ServerRun paused = new ServerRun(BreakFiles.write(folder, false));
        Map<?, ?> answer = paused.answer("state", Map.of());

        assertThat((String) answer.get("incomplete")).contains("were not recorded");
        assertThat(untrusted(answer).get("notes").toString()).contains("recording was paused");
        assertThat(untrusted(paused.answer("search", Map.of())).get("missingTotal"))
                .isEqualTo(1L);
    }

    @Test
    void shouldExplainWrongArguments() {
        assertThat(orders.failure("search", Map.of("typ", "x")))
                .contains("there is no argument typ")
                .contains("type, source");
        assertThat(orders.failure("search", Map.of("type", Map.of()))).contains("argument type={} is not a text");
        assertThat(orders.failure("show", Map.of("ids", "x"))).contains("is not a whole number");
        assertThat(orders.failure("show", Map.of("ids", -1))).contains("is not a whole number");
        assertThat(orders.failure("search", Map.of("since", "yesterday")))
                .contains("'yesterday' is not a time")
                .doesNotContain("--help");
        assertThat(orders.failure("search", Map.of("session", 1))).contains("only Playhead files have sessions");
    }

    /** Returns a map of plain data, to be compared with data that was read from JSON. */
    private static Map<String, Object> map(Object... namesAndValues) {
        java.util.LinkedHashMap<String, Object> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return PlainData.ofPlain(map);
    }
}

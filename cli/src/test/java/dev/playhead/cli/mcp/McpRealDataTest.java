package dev.playhead.cli.mcp;

import static dev.playhead.cli.mcp.ServerRun.items;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the tools on recorded streams of real applications, if the streams are available. */
class McpRealDataTest {
    @ParameterizedTest
    @CsvSource({
        "grist-grid-edits, 6186, userActions.0.1, Table1/actionNum",
        "chrome-trace, 23315, id2.local, 0x1bc/ph",
        "rrweb-session, 272, id, 55/x"
    })
    void shouldAnswerAllQuestions(String name, long events, String by, String address) {
        Path file = Path.of("../../shared/data", name + ".jsonl.gz");
        assumeTrue(Files.exists(file), "there is no " + file.toAbsolutePath().normalize());
        ServerRun server = new ServerRun(file);
        String entity = address.substring(0, address.lastIndexOf('/'));

        assertThat(ServerRun.untrusted(server.answer("stats", Map.of())).get("events"))
                .isEqualTo(events);
        Map<?, ?> found = server.answer("search", Map.of("limit", 200));
        assertThat(found.get("total")).isEqualTo(events);
        assertThat(found.containsKey("nextCursor")).isTrue();
        List<Map<?, ?>> last = items(server.answer("search", Map.of("last", 1)), "events");
        assertThat(last).hasSize(1);
        long id = (Long) last.get(0).get("sequence");
        assertThat(items(server.answer("show", Map.of("ids", List.of(0, id))), "events"))
                .isNotEmpty();
        assertThat((Long) server.answer("state", Map.of("by", by)).get("total")).isPositive();
        assertThat(items(server.answer("state", Map.of("by", by, "entity", entity)), "entities"))
                .hasSize(1);
        assertThat((Long) server.answer("changes", Map.of("by", by, "address", address))
                        .get("total"))
                .isPositive();
        assertThat((Long) server.answer("diff", Map.of("by", by, "from", "0", "to", id))
                        .get("total"))
                .isPositive();
        assertThat(items(server.answer("first", Map.of("by", by, "when", address + " exists")), "events"))
                .hasSize(1);
        assertThat((Long) server.answer("whatif", Map.of("by", by, "without", "0-" + id))
                        .get("total"))
                .isPositive();
        assertThat((Long) server.answer("causes", Map.of("id", id)).get("total"))
                .isPositive();
    }
}

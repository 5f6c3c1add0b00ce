package dev.playhead.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.EventHistory;
import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Main;
import dev.playhead.event.GridEvent;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.InitializeResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the server, in a process of its own, with the client of the protocol's official library. */
@Tag("full")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class McpSdkClientTest {
    @TempDir
    private Path folder;

    private McpSyncClient connect(Path file) {
        ServerParameters server = ServerParameters.builder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .args(List.of(
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED", // as in the jar's manifest
                        "-Dorg.sqlite.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "mcp",
                        file.toString()))
                .build();
        return McpClient.sync(new StdioClientTransport(server, McpJsonDefaults.getMapper()))
                .requestTimeout(Duration.ofMinutes(1))
                .initializationTimeout(Duration.ofMinutes(1))
                .build();
    }

    private static Map<?, ?> call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        CallToolResult result = client.callTool(
                CallToolRequest.builder(tool).arguments(arguments).build());
        assertThat(result.isError()).as(tool + " " + result.content()).isNotEqualTo(true);
        Map<?, ?> answer = (Map<?, ?>) result.structuredContent();
        assertThat(answer.containsKey("untrusted")).isTrue();
        return answer;
    }

    @Test
    void shouldServeAClientOfTheOfficialLibrary() {
        try (McpSyncClient client = connect(EventFiles.write(folder, "grid.jsonl", EventFiles.GRID))) {
            InitializeResult initialized = client.initialize();
            assertThat(initialized.serverInfo().name()).isEqualTo("playhead");
            assertThat(initialized.protocolVersion()).isEqualTo("2025-11-25");
            assertThat(initialized.instructions()).contains("untrusted");
            client.ping();
            List<Tool> tools = client.listTools().tools();
            assertThat(tools)
                    .hasSize(Tools.ALL.size())
                    .allMatch(tool ->
                            tool.annotations().readOnlyHint() != tool.name().equals("minimize"));

            assertThat(call(client, "stats", Map.of()).get("total")).isEqualTo(6);
            assertThat(call(client, "search", Map.of("type", List.of("cell:*"))).get("total"))
                    .isEqualTo(1);
            assertThat(call(client, "show", Map.of("ids", List.of(1))).get("returned"))
                    .isEqualTo(1);
            assertThat(call(client, "state", Map.of("at", "2")).get("total")).isEqualTo(4);
            assertThat(call(client, "diff", Map.of("from", "0", "to", "1")).get("total"))
                    .isEqualTo(1);
            assertThat(call(client, "changes", Map.of("address", "r1/price")).get("total"))
                    .isEqualTo(2);
            assertThat(call(client, "first", Map.of("when", "r1/price > 5")).get("total"))
                    .isEqualTo(1);
            assertThat(call(client, "whatif", Map.of("without", List.of("1"))).get("total"))
                    .isEqualTo(1);
            assertThat(call(client, "causes", Map.of("id", 1)).get("total")).isEqualTo(1);
            CallToolResult refused = client.callTool(CallToolRequest.builder("minimize")
                    .arguments(Map.of("check", "com.acme.Check"))
                    .build());
            assertThat(refused.isError()).isTrue();
        }
    }

    @Test
    void shouldPageThroughAFileThatIsBeingRecorded() {
        assumeTrue(Boolean.getBoolean("playhead.full"), "needs -Pfull");
        Path file = folder.resolve("live.playhead");
        try (EventHistory history = EventHistory.open(file)) {
            for (int i = 0; i < 1_000; i++) {
                history.recordEvent(GridEvent.of("n", Map.of("n", i)));
            }
            history.flush();
            try (McpSyncClient client = connect(file)) {
                client.initialize();
                Map<?, ?> page = call(client, "search", Map.of("limit", 200));
                int seen = (Integer) page.get("returned");
                while (page.get("nextCursor") != null) {
                    history.recordEvent(GridEvent.of("other", null));
                    history.flush();
                    page = call(client, "search", Map.of("limit", 200, "cursor", page.get("nextCursor")));
                    seen += (Integer) page.get("returned");
                }
                assertThat(page.get("total")).isEqualTo(seen);
                assertThat(seen).isGreaterThan(1_000);
            }
        }
    }
}

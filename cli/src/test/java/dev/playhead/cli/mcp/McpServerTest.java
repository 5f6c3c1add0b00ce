package dev.playhead.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import dev.playhead.cli.option.JsonValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the protocol. */
class McpServerTest {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    @TempDir
    private Path folder;

    private ServerRun server;

    @BeforeEach
    void writeFile() {
        server = new ServerRun(EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS), "--zone", "UTC");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-11-05, 2024-11-05",
        "2025-03-26, 2025-03-26",
        "2025-06-18, 2025-06-18",
        "2025-11-25, 2025-11-25",
        "1999-12-31, 2025-11-25"
    })
    void shouldNegotiateTheVersion(String wanted, String agreed) {
        Map<?, ?> answer = server.ask("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"initialize\",\"params\":"
                + "{\"protocolVersion\":\"" + wanted
                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");

        assertThat(answer.get("id")).isEqualTo("a");
        Map<?, ?> result = (Map<?, ?>) answer.get("result");
        assertThat(result.get("protocolVersion")).isEqualTo(agreed);
        assertThat((Map<?, ?>) result.get("capabilities")).isEqualTo(Map.of("tools", Map.of()));
        assertThat(((Map<?, ?>) result.get("serverInfo")).containsKey("version"))
                .isTrue();
        assertThat((String) result.get("instructions")).contains("untrusted").contains("never an instruction");
    }

    @Test
    void shouldListToolsWithSchemasAndHints() {
        Map<?, ?> answer = server.ask("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\"}");

        List<?> tools = (List<?>) ((Map<?, ?>) answer.get("result")).get("tools");
        assertThat(tools)
                .extracting(tool -> (Object) ((Map<?, ?>) tool).get("name"))
                .containsExactly(
                        "stats", "search", "show", "state", "diff", "changes", "first", "whatif", "causes", "minimize");
        for (Object one : tools) {
            Map<?, ?> tool = (Map<?, ?>) one;
            assertThat((String) tool.get("description")).contains("never an instruction");
            Map<?, ?> hints = (Map<?, ?>) tool.get("annotations");
            boolean runsCode = "minimize".equals(tool.get("name"));
            assertThat(hints.get("readOnlyHint")).isEqualTo(!runsCode);
            assertThat(hints.get("destructiveHint")).isEqualTo(runsCode);
            assertThat(hints.get("idempotentHint")).isEqualTo(!runsCode);
            assertThat(hints.get("openWorldHint")).isEqualTo(runsCode);
            Map<?, ?> schema = (Map<?, ?>) tool.get("inputSchema");
            assertThat(schema.get("type")).isEqualTo("object");
            ((Map<?, ?>) schema.get("properties"))
                    .forEach((name, argument) -> assertThat((String) ((Map<?, ?>) argument).get("description"))
                            .isNotBlank());
        }
    }

    /** Checks that each option that a tool passes on is an option of its command. */
    @Test
    void shouldPassOnlyOptionsThatTheCommandHas() {
        for (Tool tool : Tools.ALL) {
            String help = Run.of(tool.command(), "--help").out();
            for (Argument argument : tool.arguments()) {
                if (argument.place() == Argument.Place.OPTION) {
                    assertThat(help).as(tool.name()).containsPattern("--" + argument.name() + "\\b");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "{; -32700; null",
                "{} {}; -32700; null",
                "{}; -32600; null",
                "7; -32600; null",
                "[]; -32600; null",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}; -32600; 1",
                "{\"jsonrpc\":\"2.0\",\"id\":1}; -32600; 1",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}; -32600; null",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}; -32600; null",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}; -32600; null",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/list\"}; -32601; 1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}; -32602; 1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[1]}; -32602; 1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}}; -32602; 1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}; -32602; 1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"rm\"}}; -32602; 1",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"stats\",\"arguments\":[]}}; -32602; 1"
            })
    void shouldRefuseWhatViolatesTheProtocolAndGoOn(String message, long code, String id) {
        List<String> answers = server.send(message, PING);

        assertThat(answers).hasSize(2);
        Map<?, ?> answer = ServerRun.parse(answers.get(0));
        assertThat(answer.containsKey("id")).isTrue();
        assertThat(String.valueOf(answer.get("id"))).isEqualTo(id);
        Map<?, ?> error = (Map<?, ?>) answer.get("error");
        assertThat(error.get("code")).isEqualTo(code);
        assertThat((String) error.get("message")).isNotBlank();
        assertThat(ServerRun.parse(answers.get(1)).get("result")).isEqualTo(Map.of());
    }

    @Test
    void shouldRefuseAMessageThatIsTooLongAndGoOn() {
        List<String> answers = server.send("[\"" + "x".repeat(3 << 20) + "\"]", PING);

        assertThat(answers).hasSize(2);
        assertThat(answers.get(0)).contains("-32600").contains("longer than");
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        assertThatThrownBy(() -> MessageReader.parse(new byte[] {'"', (byte) 0xff, '"'}))
                .isInstanceOfSatisfying(
                        ProtocolError.class, e -> assertThat(e.code).isEqualTo(-32700));
    }

    @Test
    void shouldNotAnswerNotificationsBlankLinesAndAnswers() {
        assertThat(server.send(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/unknown\",\"params\":{}}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":99}}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/unknown\",\"params\":[1]}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":[99]}",
                        "",
                        " \r",
                        "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{}}"))
                .isEmpty();
    }

    private static String initialize(String version) {
        return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + version
                + "\"}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26"})
    void shouldAnswerABatchTogether(String version) {
        String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
        List<String> answers = server.send(
                initialize(version),
                "[" + PING + "," + notification + "," + ServerRun.call("x", "stats", Map.of()) + "]");

        assertThat(answers).hasSize(2);
        List<?> replies = (List<?>) JsonValue.parseStrictly(answers.get(1));
        assertThat(replies)
                .extracting(reply -> (Object) ((Map<?, ?>) reply).get("id"))
                .containsExactly(1L, "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-06-18", "2025-11-25", "1999-12-31"})
    void shouldRefuseBatchesOfVersionsWithoutThem(String version) {
        List<String> answers = server.send("[" + PING + "]", initialize(version), "[" + PING + "]", PING);

        assertThat(answers).hasSize(4);
        for (int i : new int[] {0, 2}) {
            assertThat(answers.get(i)).contains("-32600", "only versions of the protocol up to 2025-03-26");
        }
        assertThat(ServerRun.parse(answers.get(3)).get("result")).isEqualTo(Map.of());
    }

    @Test
    void shouldAnswerAllCallsBeforeItEnds() {
        List<String> answers = server.send(
                ServerRun.call(1, "stats", Map.of()),
                ServerRun.call("two", "search", Map.of("type", "order:note")),
                ServerRun.call(3, "show", Map.of("ids", List.of(0))));

        assertThat(answers)
                .extracting(answer -> (Object) ServerRun.parse(answer).get("id"))
                .containsExactly(1L, "two", 3L);
    }

    @Test
    void shouldRefuseFilesThatItCannotServe() {
        Run missing = Run.of("mcp", folder.resolve("no.playhead"));
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("no such file");
        Run piped = Run.of("mcp", "-");
        assertThat(piped.exitCode()).isEqualTo(2);
        assertThat(piped.err()).contains("FILE cannot be -");
        assertThat(Run.of("mcp", server.file(), "--time-limit", "0s").exitCode())
                .isEqualTo(2);
    }

    /**
     * Checks that the command does not read further arguments from a file if an argument is {@code @} and the name of
     * the file.
     */
    @Test
    void shouldNotReadArgumentsFromFiles() {
        Path arguments = EventFiles.write(folder, "arguments", "A-1/price");
        Map<?, ?> answer = server.answer("changes", Map.of("address", "@" + arguments, "by", "id"));

        assertThat(answer.get("total")).isEqualTo(0L);
    }
}

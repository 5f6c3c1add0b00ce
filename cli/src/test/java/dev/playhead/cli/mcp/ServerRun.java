package dev.playhead.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.Run;
import dev.playhead.cli.option.JsonValue;
import dev.playhead.cli.output.JsonText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs of the server in this process, each of which answers all given messages. */
record ServerRun(Path file, List<String> options) {
    ServerRun(Path file, String... options) {
        this(file, List.of(options));
    }

    /** Sends lines, and returns the lines of the answers. */
    List<String> send(String... lines) {
        List<Object> args = new ArrayList<>(List.of("mcp", file));
        args.addAll(options);
        Run run = Run.withInput(String.join("\n", lines) + "\n", args.toArray());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines())
                .allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= Page.MAX_MESSAGE_BYTES);
        return run.lines();
    }

    /** Sends a message, and returns the answer. */
    Map<?, ?> ask(String message) {
        List<String> answers = send(message);
        assertThat(answers).hasSize(1);
        return parse(answers.get(0));
    }

    static Map<?, ?> parse(String json) {
        return (Map<?, ?>) JsonValue.parseStrictly(json);
    }

    /** Returns the message of a call. */
    static String call(Object id, String tool, Map<String, ?> arguments) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("name", tool);
        params.put("arguments", arguments);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("jsonrpc", "2.0");
        message.put("id", id);
        message.put("method", "tools/call");
        message.put("params", params);
        return JsonText.compact(message);
    }

    private Map<?, ?> result(String tool, Map<String, ?> arguments) {
        Map<?, ?> answer = ask(call(1, tool, arguments));
        assertThat(answer.get("error")).isNull();
        return (Map<?, ?>) answer.get("result");
    }

    /** Calls a tool, and returns its answer. */
    Map<?, ?> answer(String tool, Map<String, ?> arguments) {
        Map<?, ?> result = result(tool, arguments);
        String text = text(result);
        assertThat(result.get("isError")).as(text).isEqualTo(false);
        Map<?, ?> answer = (Map<?, ?>) result.get("structuredContent");
        assertThat(text).isEqualTo(JsonText.compact(answer));
        return answer;
    }

    /** Calls a tool, and returns the message of its failure. */
    String failure(String tool, Map<String, ?> arguments) {
        Map<?, ?> result = result(tool, arguments);
        assertThat(result.get("isError")).as(text(result)).isEqualTo(true);
        Map<?, ?> failure = (Map<?, ?>) result.get("structuredContent");
        assertThat(text(result)).isEqualTo(JsonText.compact(failure));
        assertThat(failure.keySet()).hasToString("[error, untrusted]");
        assertThat(failure.get("error"))
                .isEqualTo(
                        "the call has no answer; the message in untrusted says why, and may quote what was recorded");
        return (String) untrusted(failure).get("message");
    }

    private static String text(Map<?, ?> result) {
        Map<?, ?> content = (Map<?, ?>) ((List<?>) result.get("content")).get(0);
        assertThat(content.get("type")).isEqualTo("text");
        return (String) content.get("text");
    }

    /** Returns the recorded part of an answer. */
    static Map<?, ?> untrusted(Map<?, ?> answer) {
        return (Map<?, ?>) answer.get("untrusted");
    }

    /** Returns the results in an answer. */
    @SuppressWarnings("unchecked")
    static List<Map<?, ?>> items(Map<?, ?> answer, String name) {
        List<Map<?, ?>> items = (List<Map<?, ?>>) untrusted(answer).get(name);
        assertThat(answer.get("returned")).isEqualTo((long) items.size());
        return items;
    }

    /** Returns the results of all pages. */
    List<Map<?, ?>> pages(String tool, String name, Map<String, ?> arguments) {
        List<Map<?, ?>> all = new ArrayList<>();
        Map<String, Object> asked = new LinkedHashMap<>(arguments);
        while (true) {
            Map<?, ?> answer = answer(tool, asked);
            List<Map<?, ?>> items = items(answer, name);
            all.addAll(items);
            Object next = answer.get("nextCursor");
            if (next == null) {
                assertThat(answer.get("total")).isEqualTo((long) all.size());
                return all;
            }
            assertThat(items).as("a page with a next one").isNotEmpty();
            asked.put("cursor", next);
        }
    }
}

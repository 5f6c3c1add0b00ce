package dev.playhead.cli.mcp;

import dev.playhead.cli.output.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results of tools in the protocol. */
final class ToolResult {
    /** The longest message of a failure, which may quote an argument. */
    private static final int MAX_CHARS = 2_000;

    private ToolResult() {}

    /** {@return the result with an answer, as data, and as text for clients of earlier versions of the protocol} */
    static Map<String, @Nullable Object> of(Map<String, @Nullable Object> answer) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("content", List.of(Map.of("type", "text", "text", JsonText.compact(answer))));
        result.put("structuredContent", answer);
        result.put("isError", false);
        return result;
    }

    /** {@return the result of a call without an answer} */
    static Map<String, @Nullable Object> failed(String message) {
        String text = message.length() > MAX_CHARS ? message.substring(0, MAX_CHARS) + "..." : message;
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("content", List.of(Map.of("type", "text", "text", text)));
        result.put("isError", true);
        return result;
    }

    static boolean isFailed(Map<String, @Nullable Object> result) {
        return Boolean.TRUE.equals(result.get("isError"));
    }
}

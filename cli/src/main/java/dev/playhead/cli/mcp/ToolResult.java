package dev.playhead.cli.mcp;

import dev.playhead.cli.output.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results of tools in the protocol. */
final class ToolResult {
    /** The maximum length of the message of a failure. A message that quotes an argument could be very long. */
    private static final int MAX_CHARS = 2_000;

    private static final String UNTRUSTED_REASON =
            "the call has no answer; the message in untrusted says why, and may quote what was recorded";

    private ToolResult() {}

    /** {@return the result with an answer, as data, and as text for clients of earlier versions of the protocol} */
    static Map<String, @Nullable Object> of(Map<String, @Nullable Object> answer) {
        return result(answer, false);
    }

    /**
     * {@return the result of a call without an answer}
     *
     * @param sentence why there is no answer; it quotes neither recorded data nor arguments
     */
    static Map<String, @Nullable Object> failed(String sentence) {
        return result(Map.of("error", sentence), true);
    }

    /**
     * {@return the result of a call without an answer}
     *
     * @param message why there is no answer; it may quote recorded data, and arguments, which may contain such data
     */
    static Map<String, @Nullable Object> failedAs(String message) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("error", UNTRUSTED_REASON);
        data.put(
                "untrusted",
                Map.of("message", message.length() > MAX_CHARS ? message.substring(0, MAX_CHARS) + "..." : message));
        return result(data, true);
    }

    private static Map<String, @Nullable Object> result(Map<String, @Nullable Object> data, boolean isError) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("content", List.of(Map.of("type", "text", "text", JsonText.compact(data))));
        result.put("structuredContent", data);
        result.put("isError", isError);
        return result;
    }

    static boolean isFailed(Map<String, @Nullable Object> result) {
        return Boolean.TRUE.equals(result.get("isError"));
    }
}

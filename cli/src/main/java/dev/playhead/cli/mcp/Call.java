package dev.playhead.cli.mcp;

import dev.playhead.cli.CommandFailure;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool.
 *
 * <p><b>Threading.</b> Any thread may stop it.
 */
final class Call implements Runnable {
    /** The id of the request, by which the caller can cancel it. */
    final Object id;

    private final Function<BooleanSupplier, Map<String, @Nullable Object>> question;
    private final Consumer<@Nullable Map<String, @Nullable Object>> reply;
    private final CompletableFuture<Map<String, @Nullable Object>> answer = new CompletableFuture<>();
    private volatile boolean stopped;
    private volatile boolean cancelled;

    /**
     * Creates a call.
     *
     * @param id the id of the request
     * @param question computes the answer, as long as the given supplier does not return true
     * @param reply accepts the result of the tool, or null if the call was cancelled; called once
     */
    Call(
            Object id,
            Function<BooleanSupplier, Map<String, @Nullable Object>> question,
            Consumer<@Nullable Map<String, @Nullable Object>> reply) {
        this.id = id;
        this.question = question;
        this.reply = reply;
    }

    /** Computes the answer. */
    @Override
    public void run() {
        try {
            answer.complete(ToolResult.of(question.apply(() -> stopped)));
        } catch (CommandFailure e) {
            answer.complete(ToolResult.failed(String.valueOf(e.getMessage())));
        } catch (OutOfMemoryError e) {
            answer.complete(
                    ToolResult.failed("out of memory; ask for less, or start the server with more memory, such as"
                            + " PLAYHEAD_JAVA_OPTS=-Xmx4g"));
        } catch (RuntimeException | Error e) {
            // Its message may quote sensitive data.
            StackTraceElement[] trace = e.getStackTrace();
            answer.complete(ToolResult.failed(
                    "internal error: " + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0])));
        }
    }

    CompletableFuture<Map<String, @Nullable Object>> answer() {
        return answer;
    }

    /** Asks for the end of the call. */
    void stop() {
        stopped = true;
    }

    /** Asks for the end of the call, whose answer nobody wants. */
    void cancel() {
        cancelled = true;
        stopped = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Sends a result to the caller, unless the caller cancelled the call. */
    void reply(Map<String, @Nullable Object> result) {
        reply.accept(cancelled ? null : result);
    }
}

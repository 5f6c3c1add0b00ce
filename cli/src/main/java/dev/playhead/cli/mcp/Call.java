package dev.playhead.cli.mcp;

import dev.playhead.cli.CommandFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool.
 *
 * <p><b>Threading.</b> Any thread may stop or cancel the call.
 */
final class Call implements Runnable {
    /** The id of the request. The caller can cancel the call with this id. */
    final Object id;

    /** The approximate size of the arguments in bytes. */
    final long bytes;

    private final Function<BooleanSupplier, Map<String, @Nullable Object>> question;
    private final Consumer<@Nullable Map<String, @Nullable Object>> reply;
    private final CompletableFuture<Map<String, @Nullable Object>> answer = new CompletableFuture<>();
    /** Completed when the call is asked to end. */
    private final CompletableFuture<Boolean> stop = new CompletableFuture<>();

    private volatile boolean cancelled;

    /**
     * Creates a call.
     *
     * @param id the id of the request
     * @param bytes the approximate size of its arguments in bytes
     * @param question computes the answer, as long as the given supplier does not return true
     * @param reply accepts the result of the tool, or null if the call was cancelled; called again
     *     if it throws an exception
     */
    Call(
            Object id,
            long bytes,
            Function<BooleanSupplier, Map<String, @Nullable Object>> question,
            Consumer<@Nullable Map<String, @Nullable Object>> reply) {
        this.id = id;
        this.bytes = bytes;
        this.question = question;
        this.reply = reply;
    }

    /** Computes the answer. */
    @Override
    public void run() {
        try {
            answer.complete(ToolResult.of(question.apply(stop::isDone)));
        } catch (CommandFailure e) {
            answer.complete(ToolResult.failedAs(String.valueOf(e.getMessage())));
        } catch (OutOfMemoryError e) {
            answer.complete(
                    ToolResult.failed("out of memory; ask for less, or start the server with more memory, such as"
                            + " PLAYHEAD_JAVA_OPTS=-Xmx4g"));
        } catch (Throwable e) { // also checked exceptions, which code of the user can throw undeclared
            // Its message may quote sensitive data.
            StackTraceElement[] trace = e.getStackTrace();
            answer.complete(ToolResult.failed(
                    "internal error: " + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0])));
        }
    }

    /**
     * Waits for the answer. If there is no answer within the limit, asks for the end of the call. After this request,
     * or if another thread asks for the end, waits only for the grace time.
     *
     * @param limit the time for the answer
     * @param grace the time for the answer after the call was asked to end
     * @return the answer; null if there is still none, so that the thread of the call has to be abandoned
     */
    @Nullable
    Map<String, @Nullable Object> await(Duration limit, Duration grace) throws InterruptedException {
        if (!isDoneWithin(limit, CompletableFuture.anyOf(answer, stop)) || !answer.isDone()) {
            stop();
            if (!isDoneWithin(grace, answer)) {
                return null;
            }
        }
        return answer.join();
    }

    private static boolean isDoneWithin(Duration time, CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // no future here fails
        }
    }

    /** Asks for the end of the call. */
    void stop() {
        stop.complete(true);
    }

    /** Asks for the end of the call, because nobody wants its answer any more. */
    void cancel() {
        cancelled = true;
        stop();
    }

    boolean isStopped() {
        return stop.isDone();
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Passes the result of the tool to the reply; if the call was cancelled, passes null instead. */
    void reply(Map<String, @Nullable Object> result) {
        reply.accept(cancelled ? null : result);
    }
}

package dev.playhead.cli.mcp;

import dev.playhead.cli.output.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The calls of tools. They are answered one at a time, in their order, so that they do not compete for memory.
 *
 * <p>A call that exceeds the time limit is asked to end. If it does not, it is abandoned, and the next one begins;
 * above a number of abandoned calls that still run, none begins.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class Calls implements AutoCloseable {
    private static final int MAX_WAITING = 100;

    /** The maximum number of abandoned calls that still run, each with a thread and its memory. */
    private static final int MAX_ABANDONED = 3;

    private final Duration timeLimit;
    private final Duration grace;
    private final BlockingQueue<Call> waiting = new LinkedBlockingQueue<>();
    private final Set<Call> open = ConcurrentHashMap.newKeySet();
    /** The threads of abandoned calls; used by the thread of calls. */
    private final List<Thread> abandoned = new ArrayList<>();

    private final Call end = new Call("", stopped -> Map.of(), result -> {});
    private final Thread thread = new Thread(this::answerAll, "playhead-mcp-calls");

    /**
     * Starts to answer calls.
     *
     * @param timeLimit the time after which a call is asked to end
     * @param grace the time within which it should end then
     */
    Calls(Duration timeLimit, Duration grace) {
        this.timeLimit = timeLimit;
        this.grace = grace;
        thread.setDaemon(true);
        thread.start();
    }

    /** Accepts a call. */
    void add(Call call) {
        if (open.size() >= MAX_WAITING) {
            call.reply(ToolResult.failed("there are already " + MAX_WAITING + " calls; wait for their answers"));
            return;
        }
        open.add(call);
        waiting.add(call);
    }

    /** Cancels the calls of a request. */
    void cancel(@Nullable Object id) {
        open.stream().filter(call -> call.id.equals(id)).forEach(Call::cancel);
    }

    private void answerAll() {
        try {
            for (Call call = waiting.take(); call != end; call = waiting.take()) {
                answer(call);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server ends without answers to the remaining calls
        }
    }

    /** Answers a call. Whatever fails, the thread goes on with the next call. */
    private void answer(Call call) throws InterruptedException {
        try {
            Map<String, @Nullable Object> result = call.isCancelled() ? ToolResult.failed("cancelled") : resultOf(call);
            open.remove(call);
            call.reply(result);
        } catch (RuntimeException | Error e) {
            open.remove(call);
            replyFailed(call, e);
        }
    }

    private static void replyFailed(Call call, Throwable cause) {
        try {
            call.reply(
                    ToolResult.failed(
                            "the answer failed with " + cause.getClass().getName()
                                    + "; ask for less, or start the server with more memory, such as PLAYHEAD_JAVA_OPTS=-Xmx4g"));
        } catch (RuntimeException | Error e) {
            // There is not even memory for a short answer. The caller's own time limit ends this call.
        }
    }

    private Map<String, @Nullable Object> resultOf(Call call) throws InterruptedException {
        abandoned.removeIf(one -> !one.isAlive());
        if (abandoned.size() >= MAX_ABANDONED) {
            return ToolResult.failed(MAX_ABANDONED + " calls that were stopped have not ended; restart the server");
        }
        Thread worker = new Thread(call, "playhead-mcp-call");
        worker.setDaemon(true);
        worker.start();
        Map<String, @Nullable Object> result = await(call, timeLimit);
        if (result != null) {
            return result;
        }
        call.stop();
        result = await(call, grace);
        if (result == null) {
            abandoned.add(worker);
        }
        // Some commands have an answer even if they end early.
        return result != null && !ToolResult.isFailed(result)
                ? result
                : ToolResult.failed("the call took longer than " + Times.length(timeLimit)
                        + " and was stopped; ask about fewer events, or start the server with a greater --time-limit");
    }

    private static @Nullable Map<String, @Nullable Object> await(Call call, Duration time) throws InterruptedException {
        try {
            return call.answer().get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // a call completes its answer in any case
        }
    }

    /** Answers all calls, and ends. */
    @Override
    public void close() {
        waiting.add(end);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
        }
    }
}

package dev.playhead.cli.mcp;

import dev.playhead.cli.output.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The calls of tools. They are answered one at a time, in their order, so that they do not compete for memory.
 *
 * <p>A call that exceeds the time limit, or is cancelled while it runs, is asked to end. If the call does not end
 * within a grace period, it is abandoned, and the next call begins. As long as {@value #MAX_ABANDONED} abandoned calls
 * still run, further calls fail without running.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class Calls implements AutoCloseable {
    private static final int MAX_WAITING = 100;

    /** The maximum total size in bytes, estimated, of the ids and arguments of all calls that have no answer yet. */
    private static final long MAX_WAITING_BYTES = 4L << 20;

    /** The maximum number of abandoned calls that still run, each with a thread and its memory. */
    private static final int MAX_ABANDONED = 3;

    private final Duration timeLimit;
    private final Duration grace;
    private final BlockingQueue<Call> waiting = new LinkedBlockingQueue<>();
    private final Set<Call> open = ConcurrentHashMap.newKeySet();

    /** The sum of {@link Call#bytes} of the calls in {@code open}; guarded by this. */
    private long openBytes;

    /** The threads of abandoned calls; used only by {@link #thread}. */
    private final List<Thread> abandoned = new ArrayList<>();

    private final Call end = new Call("", 0, stopped -> Map.of(), result -> {});
    /**
     * The time, in terms of {@link System#nanoTime}, from which on no call begins, and a running call is asked to end;
     * null before {@link #close}.
     */
    private volatile @Nullable Long endNanos;

    private volatile boolean aborted;
    private final Thread thread = new Thread(this::answerAll, "playhead-mcp-calls");

    /**
     * Starts to answer calls.
     *
     * @param timeLimit the time after which a call is asked to end
     * @param grace the time within which it should end after that
     */
    Calls(Duration timeLimit, Duration grace) {
        this.timeLimit = timeLimit;
        this.grace = grace;
        thread.setDaemon(true);
        thread.start();
    }

    /** Accepts a call, or refuses it if the calls without an answer are too many, or too large with this call. */
    void add(Call call) {
        String refusal = accept(call);
        if (refusal == null) {
            waiting.add(call);
        } else {
            call.reply(ToolResult.failed(refusal));
        }
    }

    /** {@return why a call is refused; null if it is accepted and counted as open} */
    private synchronized @Nullable String accept(Call call) {
        if (open.size() >= MAX_WAITING) {
            return "there are already " + MAX_WAITING + " calls; wait for their answers";
        }
        if (openBytes + call.bytes > MAX_WAITING_BYTES) {
            return "the calls without an answer have arguments of more than " + (MAX_WAITING_BYTES >> 20)
                    + " MiB with this one; wait for their answers";
        }
        open.add(call);
        openBytes += call.bytes;
        return null;
    }

    private synchronized void release(Call call) {
        if (open.remove(call)) {
            openBytes -= call.bytes;
        }
    }

    /** Cancels the call of the request with the given id, if this call has no answer yet. */
    void cancel(@Nullable Object id) {
        open.stream().filter(call -> call.id.equals(id)).forEach(Call::cancel);
    }

    /** Stops all calls and ends without further answers, because nobody receives them. */
    void abort() {
        aborted = true;
        open.forEach(Call::stop);
        thread.interrupt();
    }

    private void answerAll() {
        while (!aborted) {
            try {
                Call call = waiting.take();
                if (call == end) {
                    return;
                }
                answer(call);
            } catch (InterruptedException e) {
                // An interrupt ends the thread only after an abort.
            }
        }
    }

    /** Answers a call. Whatever fails, the thread goes on with the next call. */
    private void answer(Call call) {
        try {
            Map<String, @Nullable Object> result = call.isCancelled() ? ToolResult.failed("cancelled") : resultOf(call);
            release(call);
            call.reply(result);
        } catch (Throwable e) {
            release(call);
            if (!aborted) {
                replyFailed(call, e);
            }
        }
    }

    private static void replyFailed(Call call, Throwable cause) {
        try {
            call.reply(
                    ToolResult.failed(
                            "the answer failed with " + cause.getClass().getName()
                                    + "; ask for less, or start the server with more memory, such as PLAYHEAD_JAVA_OPTS=-Xmx4g"));
        } catch (Throwable e) {
            // There is not even memory for a short answer. The caller's own time limit ends this call.
        }
    }

    private Map<String, @Nullable Object> resultOf(Call call) throws InterruptedException {
        Duration limit = limit();
        if (limit.isZero()) {
            return ToolResult.failed("the server ended before this call began: its input ended more than "
                    + Times.length(timeLimit) + " ago");
        }
        abandoned.removeIf(one -> !one.isAlive());
        if (abandoned.size() >= MAX_ABANDONED) {
            return ToolResult.failed(MAX_ABANDONED + " calls that were stopped have not ended; restart the server");
        }
        Thread worker = new Thread(call, "playhead-mcp-call");
        worker.setDaemon(true);
        worker.start();
        Map<String, @Nullable Object> result = null;
        try {
            result = call.await(limit, grace);
        } finally {
            if (result == null) {
                call.stop();
                abandoned.add(worker);
            }
        }
        if (result != null && (!call.isStopped() || !ToolResult.isFailed(result))) {
            return result; // some commands have an answer even if they end early
        }
        return ToolResult.failed(
                limit.compareTo(timeLimit) < 0
                        ? "the call was stopped: the input has ended, and all calls that waited then have "
                                + Times.length(timeLimit) + " together"
                        : "the call took longer than " + Times.length(limit)
                                + " and was stopped; ask about fewer events, or start the server with a greater"
                                + " --time-limit");
    }

    /** {@return the time limit of a call that begins now; zero if no call may begin any more} */
    private Duration limit() {
        Long end = endNanos;
        if (end == null) {
            return timeLimit;
        }
        long left = Math.max(0, end - System.nanoTime());
        return left < timeLimit.toNanos() ? Duration.ofNanos(left) : timeLimit;
    }

    /**
     * Answers the waiting calls, and ends. All of them together have the time limit of one call, and the call that is
     * running at the end of this time has the grace period. Calls that have not begun by then are answered as failed.
     */
    @Override
    public void close() {
        endNanos = System.nanoTime() + timeLimit.toNanos();
        waiting.add(end);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abort();
        }
    }
}

package dev.playhead.devtools.server;

import dev.playhead.EventHistory;
import dev.playhead.HistoryClosedException;
import dev.playhead.event.PlayheadException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams that report growth, and where the application stands, as lines of JSON. Growth is coalesced: a line
 * states how far the history reaches, not what is new, so a page that reads slowly misses nothing and holds up nobody.
 *
 * <p>Each stream keeps a thread. Between the lines, empty lines are sent, because only a failing write shows that a
 * page is gone.
 */
final class LiveStream {
    private static final String LINES = "application/x-ndjson";
    private static final byte[] HEARTBEAT = {'\n'};
    private static final byte[] PING = line("{\"ping\":true}");
    private static final byte[] CLOSED = line("{\"closed\":true}");

    private static final int MAX_WAITERS = 4;

    /** The time between two looks while the history grows: at most 20 lines a second. */
    private static final long GROWING_MILLIS = 50;

    private static final long QUIET_MILLIS = 100;
    private static final Duration PING_AFTER = Duration.ofSeconds(10);

    /** JavaScript has no greater whole numbers. */
    private static final long MAX_SEQUENCE = (1L << 53) - 1;

    private final EventHistory history;
    private final Supplier<String> application;
    private final CountDownLatch closing;
    private final Limits limits;
    private final Semaphore free;
    /** The requests that may wait for a stream, so that the threads for other requests stay free. */
    private final Semaphore waiters = new Semaphore(MAX_WAITERS);

    LiveStream(EventHistory history, Supplier<String> application, CountDownLatch closing, Limits limits) {
        this.history = history;
        this.application = application;
        this.closing = closing;
        this.limits = limits;
        this.free = new Semaphore(limits.streams());
    }

    /**
     * Answers until the page is gone, the history is closed or the server is closed.
     *
     * @param query the encoded query of the request, or null
     * @throws IOException if the page is gone or the history cannot be read any longer; the page then asks again
     */
    void answer(Reply reply, @Nullable String query) throws IOException {
        if (reply.isHead()) {
            reply.headOnly(LINES);
            return;
        }
        long after;
        try {
            after = new Asked(query, "", (done, total) -> true, LiveStream::noFile)
                    .number("after", -1, -1, MAX_SEQUENCE);
        } catch (BadRequest e) {
            reply.refuse(new Refusal(e.status(), String.valueOf(e.getMessage())));
            return;
        }
        if (!acquire()) {
            reply.refuse(new Refusal(
                    503, "All " + limits.streams() + " live streams are in use. Close a page of this history."));
            return;
        }
        try {
            stream(reply, after);
        } finally {
            free.release();
        }
    }

    private static OutputStream noFile(String type, String name) {
        throw new IllegalStateException("a live stream is no file: type=" + type + " name=" + name);
    }

    private boolean acquire() {
        if (free.tryAcquire()) {
            return true;
        }
        if (!waiters.tryAcquire()) {
            return false;
        }
        try {
            return free.tryAcquire(limits.streamWait().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts a thread that waits here: it does not use the connection.
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiters.release();
        }
    }

    private void stream(Reply reply, long after) throws IOException {
        Growth growth = new Growth(history, after);
        Growth.Extent extent;
        try {
            extent = growth.look();
        } catch (HistoryClosedException e) {
            reply.part(LINES, CLOSED);
            return;
        } catch (PlayheadException e) {
            reply.refuse(new Refusal(500, String.valueOf(e.getMessage())));
            return;
        }
        String standing = application.get();
        reply.part(LINES, extent == null ? HEARTBEAT : line(extent));
        if (!standing.isEmpty()) {
            reply.part(LINES, applicationLine(standing));
        }
        long wroteNanos = System.nanoTime();
        long pingedNanos = wroteNanos;
        while (!awaitClosing(extent == null ? QUIET_MILLIS : GROWING_MILLIS)) {
            try {
                extent = growth.look();
            } catch (HistoryClosedException e) {
                break;
            } catch (PlayheadException e) {
                throw new IOException("the history cannot be read", e);
            }
            long now = System.nanoTime();
            String stands = application.get();
            if (!stands.equals(standing)) {
                standing = stands;
                reply.part(LINES, applicationLine(stands));
                wroteNanos = now;
                pingedNanos = now;
            }
            if (extent != null) {
                reply.part(LINES, line(extent));
                wroteNanos = now;
                pingedNanos = now;
            } else if (now - pingedNanos >= PING_AFTER.toNanos()) {
                reply.part(LINES, PING);
                wroteNanos = now;
                pingedNanos = now;
            } else if (now - wroteNanos >= limits.heartbeat().toNanos()) {
                reply.part(LINES, HEARTBEAT);
                wroteNanos = now;
            }
        }
        reply.part(LINES, CLOSED);
    }

    private boolean awaitClosing(long millis) throws IOException {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static byte[] applicationLine(String standing) {
        return line("{\"application\":" + standing + "}");
    }

    private static byte[] line(Growth.Extent extent) {
        Instant to = extent.to();
        return line("{\"last\":" + extent.last() + ",\"count\":" + extent.count() + ",\"to\":"
                + (to == null ? "null" : "\"" + to + "\"") + "}");
    }

    private static byte[] line(String json) {
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }
}

package dev.playhead.devtools.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The turn of a request on a thread: from reading its head to the end of its answer. While the thread reads or writes
 * the connection, the turn has a deadline. An overdue thread is interrupted, which closes the connection, because the
 * JDK's server reads and writes interruptible channels. A thread that computes an answer is never interrupted.
 *
 * <p><b>Threading.</b> The thread of the turn calls {@link #run}, {@link #compute}, {@link #transfer} and
 * {@link #finish}; any thread calls {@link #check} and {@link #cut}.
 */
final class Turn implements Runnable {
    /** What the thread is doing. */
    private enum Phase {
        /** Reads the head of the request, or what follows it. */
        READING,
        /** Sends a part of the answer. */
        SENDING,
        /** Does not use the connection. */
        COMPUTING
    }

    private static final ThreadLocal<@Nullable Turn> CURRENT = new ThreadLocal<>();

    private final Runnable exchange;
    private final Workers workers;
    private final Limits limits;
    // All of these are guarded by this.
    private @Nullable Thread thread;
    private Phase phase = Phase.COMPUTING;
    private long sinceNanos;
    /** Whether an answer is being sent in chunks, and when the present one was begun. */
    private boolean hasChunks;

    private long chunkNanos;
    private boolean isCut;

    Turn(Runnable exchange, Workers workers, Limits limits) {
        this.exchange = exchange;
        this.workers = workers;
        this.limits = limits;
    }

    /** {@return the turn of the calling thread} */
    static Turn current() {
        Turn current = CURRENT.get();
        if (current == null) {
            throw new IllegalStateException("thread=" + Thread.currentThread().getName() + " has no turn");
        }
        return current;
    }

    @Override
    public void run() {
        CURRENT.set(this);
        synchronized (this) {
            thread = Thread.currentThread();
            phase = Phase.READING;
            sinceNanos = System.nanoTime();
        }
        workers.begun(this);
        try {
            exchange.run();
        } finally {
            workers.ended(this);
            synchronized (this) {
                thread = null;
                phase = Phase.COMPUTING;
            }
            Thread.interrupted(); // an interruption of this turn does not concern the next one
            CURRENT.remove();
        }
    }

    /**
     * Begins to compute, without a deadline.
     *
     * @throws InterruptedIOException if the deadline of the transfer before has passed
     */
    void compute() throws InterruptedIOException {
        synchronized (this) {
            phase = Phase.COMPUTING;
            hasChunks = false;
        }
        if (Thread.interrupted()) {
            throw new InterruptedIOException("the connection was too slow");
        }
    }

    /**
     * Begins to send.
     *
     * @throws IOException if the server is closed
     */
    void transfer() throws IOException {
        begin(Phase.SENDING);
    }

    /**
     * Begins to read what the page sent after the head.
     *
     * @throws IOException if the server is closed
     */
    void finish() throws IOException {
        begin(Phase.READING);
    }

    private synchronized void begin(Phase next) throws IOException {
        if (isCut) {
            throw new IOException("the server is closed");
        }
        phase = next;
        hasChunks = false;
        sinceNanos = System.nanoTime();
    }

    /**
     * Begins to send the next chunk of an answer. The time for the whole answer goes on.
     *
     * @throws IOException if the server is closed
     */
    synchronized void chunk() throws IOException {
        if (isCut) {
            throw new IOException("the server is closed");
        }
        hasChunks = true;
        chunkNanos = System.nanoTime();
    }

    /** Interrupts the thread if it is overdue. */
    synchronized void check(long nowNanos, boolean busy) {
        if (phase == Phase.COMPUTING) {
            return;
        }
        Duration allowed = phase == Phase.SENDING ? limits.send() : busy ? limits.headWhenBusy() : limits.head();
        boolean stalls = hasChunks && nowNanos - chunkNanos >= limits.chunk().toNanos();
        if (stalls || nowNanos - sinceNanos >= allowed.toNanos()) {
            interrupt();
        }
    }

    /** Interrupts the thread if it uses the connection, and refuses any further use. */
    synchronized void cut() {
        isCut = true;
        if (phase != Phase.COMPUTING) {
            interrupt();
        }
    }

    private synchronized void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}

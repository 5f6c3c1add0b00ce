package dev.playhead.devtools.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads that read requests and answer them, and the thread that watches their deadlines. If all are occupied,
 * requests wait; if too many wait, {@link #execute} refuses, and the JDK's server closes the connection.
 */
final class Workers implements Executor {
    private static final String PREFIX = "playhead-devtools-";
    private static final String ACCEPT = PREFIX + "accept";
    private static final long IDLE_SECONDS = 30;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long POLL_MILLIS = 5;

    private final Limits limits;
    private final ThreadPoolExecutor pool;
    private final Set<Turn> running = ConcurrentHashMap.newKeySet();
    private final Thread watch;
    private volatile boolean isWatchParked;
    private volatile boolean isClosing;
    private volatile boolean isClosed;

    Workers(Limits limits) {
        this.limits = limits;
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(limits.waiting()),
                task -> daemon(task, "http-" + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        watch = daemon(this::watch, "watch");
        watch.start();
    }

    /** Returns a thread that does not keep the virtual machine alive. */
    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, PREFIX + name);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs an exchange of the JDK's server. Called by its thread that accepts connections, which gets a name by this. */
    @Override
    public void execute(Runnable exchange) {
        if (!Thread.currentThread().getName().equals(ACCEPT)) {
            Thread.currentThread().setName(ACCEPT);
        }
        pool.execute(new Turn(exchange, this, limits));
    }

    void begun(Turn turn) {
        running.add(turn);
        if (isWatchParked) {
            LockSupport.unpark(watch);
        }
    }

    void ended(Turn turn) {
        running.remove(turn);
    }

    private void watch() {
        while (!isClosed) {
            // This flag is set before the set is read, and a turn is added before the flag is read: one side sees the
            // other.
            isWatchParked = true;
            if (running.isEmpty() && !isClosed) {
                LockSupport.park(this);
            }
            isWatchParked = false;
            long now = System.nanoTime();
            boolean busy = isClosing || !pool.getQueue().isEmpty();
            for (Turn turn : running) {
                turn.check(now, busy);
            }
            LockSupport.parkNanos(this, TICK_NANOS);
        }
    }

    /**
     * Waits until no request is under way, but not longer than {@code first}; then closes the connections that are
     * being read or written, and waits again.
     */
    void drain(Duration first, Duration second) {
        isClosing = true;
        if (!awaitIdle(first)) {
            running.forEach(Turn::cut);
            awaitIdle(second);
        }
    }

    private boolean awaitIdle(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!running.isEmpty() || !pool.getQueue().isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the caller is in a hurry
                return false;
            }
        }
        return true;
    }

    /** Ends the threads that do not compute. */
    void close() {
        isClosed = true;
        pool.shutdown();
        LockSupport.unpark(watch);
    }
}

package dev.playhead.internal.recording;

import dev.playhead.storage.Durability;
import dev.playhead.storage.NotDurableException;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EventStore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The writer thread of a store. It commits the events recorded in a buffer, with group commit: one commit serves all
 * callers that wait for it.
 *
 * <p><b>Threading.</b> Safe for use by any thread. A method waits for the store only if its Javadoc states so.
 */
final class StoreWriter {
    /*
     * A caller that needs durability takes a ticket, which is a number, and waits until the ticket is served. The
     * writer reads the latest ticket before it collects unstored events, so every event recorded before a ticket was
     * taken is stored at the latest by the commit that serves the ticket. One commit serves all tickets taken before it
     * began. These tickets form the group.
     *
     * Without tickets, the thread commits every 50 ms or, under Durability.ON_FLUSH, when many bytes are unstored. A
     * failed commit also serves its tickets, and reports the failure to their callers. The events stay in the buffer,
     * and the next commit tries to store them again.
     *
     * The backlog is bounded: recording waits while more than maxUnstoredBytes bytes are not stored. While the store
     * fails, each attempt discards the oldest events beyond the memory budget, and reports them as lost. An attempt may
     * take seconds. If the backlog exceeds twice the budget during an attempt, recording waits until the attempt ends.
     */
    private static final long INTERVAL_MILLIS = 50;
    private static final long FAILING_MILLIS = 500;
    private static final long MAX_UNSTORED_BYTES =
            Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 16);
    static final long MIN_UNSTORED_BYTES = 1 << 20;

    private final UnstoredEvents events;
    private final Committer committer;
    private final EventStore store;
    private final Durability durability;
    private final long maxUnstoredBytes;
    /**
     * The number of unstored bytes that are kept while the store fails. If more bytes are unstored, the oldest events
     * are lost.
     */
    private final long keptBytes;

    private final StoreReader reader;
    private final Thread thread;
    private volatile boolean failing;

    // Confined to the writer thread.
    private boolean maintenanceFailing;
    private boolean closesStore;

    private final Object monitor = new Object();
    // Guarded by monitor.
    private long tickets;
    private long served;
    private long succeeded;
    private boolean commitRequested;
    private boolean closing;
    private boolean ended;
    private @Nullable Throwable failure;
    private long failures;

    StoreWriter(UnstoredEvents events, StoreConfig config, StoreReader reader, Committer committer) {
        this.events = events;
        this.store = config.store();
        this.durability = config.durability();
        this.maxUnstoredBytes = Math.max(MIN_UNSTORED_BYTES, Math.min(MAX_UNSTORED_BYTES, config.budgetBytes()));
        this.keptBytes = Math.max(MIN_UNSTORED_BYTES, config.budgetBytes());
        this.reader = reader;
        this.committer = committer;
        this.thread = new Thread(this::run, "playhead-writer");
        this.thread.setDaemon(true);
    }

    /**
     * Starts the thread and waits for the first commit, which stores the session. A failure of this commit is reported
     * like the failure of any other commit.
     */
    void start() {
        thread.start();
        Throwable unusedSinceReported = serve();
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    long durableSequence() {
        return committer.durableSequence();
    }

    /**
     * Waits until the event with the given sequence is durable, if the durability mode requires this of every event.
     * Throws a {@link NotDurableException} if the event cannot be stored.
     */
    void awaitDurable(long sequence) {
        if (durability != Durability.EVERY_EVENT || sequence <= durableSequence()) {
            return;
        }
        Throwable failed = serve();
        if (sequence > durableSequence()) {
            throw new NotDurableException(sequence, failed);
        }
    }

    /** Waits until everything recorded so far is durable. */
    void flush() {
        Throwable failed = serve();
        if (failed instanceof StoreException known) {
            throw new StoreException(known.reason(), String.valueOf(known.getMessage()), known);
        }
        if (failed != null) {
            throw new StoreException(
                    StoreException.Reason.IO, store.location() + " could not be written: " + failed, failed);
        }
    }

    /**
     * Takes a ticket and waits until it is served. Returns the failure of the commit that served the ticket; null if
     * the commit succeeded. On the writer thread, does not wait, and returns the failure of the latest commit.
     */
    private @Nullable Throwable serve() {
        if (isCurrentThread()) {
            return failing ? failure : null; // a problem listener runs on this thread, which cannot wait for itself
        }
        boolean interrupted = false;
        try {
            synchronized (monitor) {
                long ticket = ++tickets;
                monitor.notifyAll();
                while (served < ticket && !ended) {
                    try {
                        monitor.wait();
                    } catch (InterruptedException e) {
                        interrupted = true; // restored below, when the ticket is served
                    }
                }
                return succeeded >= ticket ? null : failure;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits while the unstored backlog exceeds its limit. While the store fails, waits at most until the end of the
     * current attempt, which discards the oldest events beyond the budget. Called by recording threads, once per block.
     */
    void awaitRoom() {
        if (events.unstoredBytes() <= limitBytes() || isCurrentThread()) {
            return;
        }
        boolean interrupted = false;
        synchronized (monitor) {
            long failed = failures;
            while (!ended && failures == failed && events.unstoredBytes() > limitBytes()) {
                commitRequested = true;
                monitor.notifyAll();
                try {
                    monitor.wait(INTERVAL_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                    break; // the limit is exceeded temporarily, because the interrupt must not be ignored
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the number of unstored bytes above which recording waits. */
    private long limitBytes() {
        return failing ? 2 * keptBytes : maxUnstoredBytes;
    }

    private void run() {
        try {
            while (!runOnce()) {
                // until the last attempt is done
            }
        } catch (Throwable e) { // an OutOfMemoryError, or an exception from the handler of uncaught exceptions
            failing = true;
            synchronized (monitor) {
                failure = ended ? failure : e; // after the last commit, its result is kept
                ended = true;
                monitor.notifyAll(); // releases waiting callers, because the thread is ending
            }
            events.storeFailed(e);
        } finally {
            if (closesStore) {
                reader.close();
            }
        }
    }

    /** Waits for work and performs it. Returns whether the writer has finished. */
    private boolean runOnce() {
        long ticket;
        boolean awaited;
        boolean last;
        synchronized (monitor) {
            waitForWork();
            ticket = tickets;
            awaited = ticket > served || closing;
            last = closing;
            commitRequested = false;
        }
        Throwable failed = attempt(awaited, last);
        runListener(() -> report(failed));
        synchronized (monitor) {
            served = ticket;
            succeeded = failed == null ? ticket : succeeded;
            failure = failed;
            failures += failed == null ? 0 : 1;
            ended = last;
            monitor.notifyAll();
        }
        maintain(ticket, failed == null);
        return last;
    }

    /** Runs a listener. Its exceptions do not stop the writer thread. */
    private void runListener(Runnable listener) {
        try {
            listener.run();
        } catch (Throwable e) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Waits for work, at most for one interval. The caller holds the monitor. */
    private void waitForWork() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(failing ? FAILING_MILLIS : INTERVAL_MILLIS);
        try {
            for (long left = end - System.nanoTime(); left > 0 && !isWanted(); left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(monitor, left);
            }
        } catch (InterruptedException e) {
            // The thread is private to this class, so an interrupt has no meaning here.
            commitRequested = true;
        }
    }

    /** Commits pending events, if a commit is due. Returns the failure; null if there was none. */
    private @Nullable Throwable attempt(boolean awaited, boolean last) {
        try {
            if (awaited || durability != Durability.ON_FLUSH || events.unstoredBytes() > maxUnstoredBytes / 4) {
                committer.commit(awaited, last);
            }
            return null;
        } catch (Throwable e) { // whatever the failure, recording continues, and another attempt follows
            committer.reset();
            return e;
        }
    }

    /** Stores an index, and runs the store's maintenance step by step, as long as no caller waits. */
    private void maintain(long servedTicket, boolean committed) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS / 2);
        try {
            if (committed && !isAwaitedAfter(servedTicket)) {
                committer.storeIndex(); // even if a commit is requested, as is always the case at a high event rate
            }
            boolean more = true;
            while (more && !isWantedAfter(servedTicket) && System.nanoTime() < end) {
                more = store.maintain();
                if (maintenanceFailing) {
                    maintenanceFailing = false;
                    runListener(events::storeResumed);
                }
            }
        } catch (StoreException e) {
            // Safe to ignore: either the next commit fails too, and is reported, or a later step succeeds.
        } catch (Throwable e) { // a fault of the store: it is reported once, and storing continues
            if (!maintenanceFailing) {
                maintenanceFailing = true;
                String why = store.location() + " cannot be maintained and may grow; events are still stored: " + e;
                runListener(() -> events.storeFailed(new StoreException(StoreException.Reason.IO, why, e)));
            }
        }
    }

    private boolean isAwaitedAfter(long servedTicket) {
        synchronized (monitor) {
            return tickets > servedTicket || closing;
        }
    }

    private boolean isWantedAfter(long servedTicket) {
        synchronized (monitor) {
            return tickets > servedTicket || commitRequested || closing;
        }
    }

    private boolean isWanted() {
        synchronized (monitor) {
            return tickets > served || commitRequested || closing;
        }
    }

    private void report(@Nullable Throwable failed) {
        if (failed != null) {
            boolean first = !failing;
            failing = true;
            if (first) {
                events.storeFailed(failed);
            }
            events.loseUnstored(keptBytes, durableSequence());
        } else if (failing) {
            failing = false;
            events.storeResumed();
        }
    }

    /**
     * Stores the remaining events and ends the session. Waits until both are done, except on the writer thread. If the
     * thread was never started, there is nothing to store.
     */
    void close() {
        synchronized (monitor) {
            closing = true;
            monitor.notifyAll();
        }
        if (isCurrentThread()) {
            closesStore = true; // the thread closes the store when it ends, after its current work and one more commit
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // restored below, once the events are durable
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failed;
        synchronized (monitor) {
            failed = failure;
        }
        if (failed != null) {
            String what = durableSequence() < events.lastSequence()
                    ? "the events after sequence=" + durableSequence() + " could not be stored"
                    : "the end of the session could not be stored, although all of its events were";
            throw new StoreException(
                    StoreException.Reason.IO,
                    store.location() + " was closed, but " + what + ": " + failed.getMessage(),
                    failed);
        }
    }
}

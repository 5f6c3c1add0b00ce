package dev.playhead.internal.recording;

import dev.playhead.block.BufferView;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.MemoryMonitor;
import dev.playhead.storage.NotDurableException;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.SnapshotManager.FoldedBaseline;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The events that a history keeps: a ring of blocks, the oldest evicted when the {@link RetentionPolicy} says so. With a
 * store it is in memory as far as the budget goes, and in the store for the rest.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Appending gives one total order and takes a lock only once a block;
 * a reader gets a run that neither recording, sealing, storing nor eviction changes.
 */
public final class CircularBuffer implements Maintenance.Target, AutoCloseable {
    /*
     * The life of an event here: append() claims a place in the open block and fills it (RecordingBlock tells how). The
     * thread that finds the block full takes the lock, closes it and opens the next one. A closed block is encoded by
     * seal(), on the maintenance thread, or on the thread that records when too much waits; then the encoded block takes the
     * place of the references. Both answer every question alike, so nobody can tell when that happened. Where there is a
     * store, its writer takes the encoded block there, and memory lets go of it when it needs the room.
     *
     * Retention by count costs nothing at append: which position is the first kept one follows from the number of events,
     * when somebody looks. Whole blocks are let go of when a block is opened, and when somebody looks. The open block takes
     * events without the lock all the while, so whoever looks asks for its size once and does everything by that number.
     *
     * With a limit on bytes blocks are sealed as they are closed, by the thread that closes them, before it evicts: how many
     * bytes a block has, and so what is evicted, is never up to a background thread.
     *
     * The lock is never held over encoding, the store, or code of the application's.
     */
    private static final long WATCH_MILLIS = 1_000;

    private final BufferState state;
    private final BlockSealer sealer;
    private final Appender appender;
    private final Persistence persistence;
    private final BufferReader reader;
    private final UnstoredEvents unstored;
    private final Maintenance maintenance;
    private final BreakRecorder breaks;
    private final BufferOwner owner;
    private final @Nullable MemoryMonitor monitor;
    private final long evictedBefore;

    /**
     * What else a buffer is to know.
     *
     * @param compressed whether sealed blocks are made small
     * @param retiring whether evicted blocks wait for {@link #release}
     * @param monitor says when to let go of the oldest blocks, whatever the policy is; null for never
     * @param storing where to keep events beyond the process; null for nowhere
     * @param owner is notified of what happens
     */
    public record Options(
            boolean compressed,
            boolean retiring,
            @Nullable MemoryMonitor monitor,
            @Nullable StoreConfig storing,
            BufferOwner owner) {}

    /**
     * Numbers about the buffer.
     *
     * @param recorded how many events were appended, those of earlier sessions that are still there included
     * @param stored how many events are kept
     * @param bytes about how many bytes they take in memory
     * @param evicted how many events were evicted
     * @param shed how many of these because the heap was too full
     * @param nextSequence the sequence of the next event
     */
    public record Counts(long recorded, long stored, long bytes, long evicted, long shed, long nextSequence) {}

    /**
     * Creates a buffer: an empty one, or one with what is in the store. It is maintained once it is {@linkplain #start started}.
     *
     * @param policy what to keep
     * @param toData from a captured event to one with plain data; runs no code of the application's
     * @param clock tells the time of recording when the buffer is made
     * @param nanoTime a monotonic time source in nanoseconds, by which the time of recording advances from then on
     * @param options what else there is to know
     * @throws StoreException if the store cannot be read or written
     */
    public CircularBuffer(
            RetentionPolicy policy,
            UnaryOperator<GridEvent> toData,
            Clock clock,
            LongSupplier nanoTime,
            Options options) {
        this.owner = options.owner();
        this.monitor = options.monitor();
        StoreConfig config = options.storing();
        boolean writing = config != null && config.isWritable();
        Object lock = new Object();
        StoreReader stored = config == null ? null : new StoreReader(config, this::damaged, this::gone);
        BlockRing ring = new BlockRing(writing, stored == null ? null : stored.cache());
        // Of what another process keeps, that process decides.
        RetentionPolicy kept = config == null || writing ? policy : RetentionPolicy.unlimited();
        Retention retention = new Retention(kept, options.retiring(), ring);
        StoreContents found = null;
        if (stored != null) {
            synchronized (lock) {
                found = stored.restore(ring, retention);
            }
        }
        RecordingTime time = new RecordingTime(clock, nanoTime, latestRecordedMillis(found));
        if (retention.limitsAge()) {
            retention.passed(time.millis());
        }
        this.state = new BufferState(lock, ring, retention, time, toData, options.compressed());
        this.sealer = new BlockSealer(state, owner);
        this.unstored = new BufferUnstoredEvents(state, sealer, owner);
        this.evictedBefore = found == null ? 0 : found.history().evictedEvents();
        if (config == null || stored == null || found == null) {
            this.persistence = new Persistence.InMemory(state);
        } else if (writing) {
            new TailContinuation(state).restore(found);
            Committer committer = new Committer(unstored, config, policy, stored, found, clock);
            this.persistence =
                    new Persistence.Writing(state, stored, new StoreWriter(unstored, config, stored, committer));
        } else {
            this.persistence = new Persistence.Following(state, stored, owner);
        }
        this.reader = new BufferReader(state, sealer, persistence);
        this.maintenance = new Maintenance(this);
        this.breaks = new BreakRecorder(state, sealer, maintenance);
        this.appender = new Appender(state, sealer, maintenance, persistence, owner);
    }

    /**
     * Starts what runs in the background: expiry, and the thread that stores, whose first commit this waits for. Until then
     * the buffer can be read, and without a store be appended to. Called once.
     */
    public void start() {
        long everyMillis = state.expires() ? state.retention.expiryMillis() : Long.MAX_VALUE;
        everyMillis = monitor == null ? everyMillis : Math.min(everyMillis, WATCH_MILLIS);
        everyMillis = Math.min(everyMillis, persistence.maintenanceMillis());
        if (everyMillis < Long.MAX_VALUE) {
            maintenance.every(everyMillis);
        }
        persistence.start();
    }

    private static long latestRecordedMillis(@Nullable StoreContents found) {
        long latest = Long.MIN_VALUE;
        if (found != null) {
            for (StoredBlock block : found.blocks()) {
                latest = Math.max(latest, block.maxRecordedAtMillis());
            }
            for (SealedBlock tail : found.tail()) {
                latest = Math.max(latest, tail.header().maxRecordedAtMillis());
            }
        }
        return latest;
    }

    /**
     * Appends an event at the next place.
     *
     * @param captured the event, captured by value
     * @return its sequence, or -1 if the buffer is closed and has a store
     */
    public long append(GridEvent captured) {
        return appender.append(captured);
    }

    /**
     * Appends an event at a given place, if that is not yet passed.
     *
     * @param captured the event, captured by value
     * @param sequence the place that it had elsewhere, or -1 for the next one
     * @return the sequence, or -1 if the place was passed and nothing was appended
     */
    public long append(GridEvent captured, long sequence) {
        return appender.append(captured, sequence);
    }

    /**
     * Returns what records the breaks of this buffer.
     *
     * @return the recorder, the same at each call
     */
    public BreakRecorder breaks() {
        return breaks;
    }

    private void shedUnderPressure() {
        if (monitor == null || !monitor.isUnderPressure()) {
            return;
        }
        long events;
        synchronized (state.lock) {
            int inOpen = state.openEvents();
            state.evict(inOpen);
            events = persistence.freeMemory(inOpen);
        }
        if (events > 0) {
            owner.shed(events);
        }
    }

    /** Seals what is closed, and evicts what expired or is too much for the heap. Called by the maintenance thread. */
    @Override
    public void maintain() {
        sealer.letTimePass();
        synchronized (state.lock) {
            state.evict(state.openEvents());
        }
        shedUnderPressure();
        if (retiredBlocks() > 0) {
            owner.retired();
        }
        while (sealer.sealNext()) {
            // until nothing is left
        }
        persistence.maintain();
    }

    /** Closes the open block and seals everything, so that a test sees sealed blocks alone. */
    public void sealAll() {
        sealer.sealAll();
    }

    UnstoredEvents unstored() {
        return unstored;
    }

    /**
     * What is held now. Expired events are evicted first.
     *
     * <p><b>Cost.</b> Linear in the number of groups of blocks, unless blocks have changed.
     *
     * @return the events, unaffected by what happens later
     */
    public BufferView held() {
        return reader.held();
    }

    /**
     * The event at a place.
     *
     * <p><b>Cost.</b> Logarithmic in the number of blocks; one event is decoded.
     *
     * @param sequence the place
     * @return the event, if it is kept
     */
    public Optional<RecordedEvent> get(long sequence) {
        return reader.event(sequence);
    }

    /**
     * Numbers about what is held now. Expired events are evicted first.
     *
     * @return the counts
     */
    public Counts counts() {
        return reader.counts();
    }

    /**
     * How much memory is held for the events: blocks with their headers, the open block, what waits to be encoded or folded,
     * and what is kept of the store, with all that these refer to. Not counted is what reading found out about blocks, which
     * is held softly.
     *
     * <p><b>Cost.</b> Linear in the number of blocks and of events not encoded yet, the latter outside of the state.lock.
     *
     * @return how many bytes
     */
    public long heldBytes() {
        return HeldMemory.bytes(state, persistence.cacheBytes());
    }

    /**
     * How many evicted blocks wait to be folded.
     *
     * @return the number of retired blocks
     */
    public int retiredBlocks() {
        synchronized (state.lock) {
            return state.retention.retiredBlocks();
        }
    }

    /**
     * Lets go of retired blocks.
     *
     * @param folded blocks that end before its sequence are no longer needed, nor will be those yet to be evicted; a store
     *     gets its states before it lets go of them
     */
    public void release(FoldedBaseline folded) {
        synchronized (state.lock) {
            state.retention.release(folded);
        }
    }

    /**
     * Reads a state of the store.
     *
     * @param stored the state, as it is among what is {@linkplain #held held}
     * @return its bytes; empty if it is gone or damaged
     * @throws StoreException if it cannot be read
     */
    public Optional<byte[]> storedState(StoredState stored) {
        return persistence.state(stored);
    }

    /**
     * Forgets all events. Sequences go on, and the next event begins a new history. The store forgets them with the next
     * commit.
     */
    public void clear() {
        synchronized (state.lock) {
            state.closeLast();
            state.retention.clear();
        }
    }

    // What follows concerns the store.

    /** A block of the store is damaged: it is set aside, so that the next question gets the rest. */
    private void damaged(StoredBlock block, PlayheadException cause) {
        SequenceRange range = new SequenceRange(block.firstSequence(), block.lastSequence());
        boolean isNew;
        synchronized (state.lock) {
            isNew = state.ring.quarantine(block, String.valueOf(cause.getMessage()));
        }
        if (isNew) {
            owner.lost(range, "a stored block is damaged; it is set aside", cause);
        }
    }

    /** A block has left the store: whoever asks again gets the rest. */
    private void gone(StoredBlock block) {
        synchronized (state.lock) {
            state.ring.removeGone(block);
        }
    }

    /**
     * Up to where events survive the end of the process.
     *
     * @return the last durable sequence; -1 if there is none, or no store
     */
    public long durableSequence() {
        return persistence.durableSequence(() -> counts().nextSequence() - 1);
    }

    /**
     * Waits until an event is durable, where every event is to be; else returns at once.
     *
     * @param sequence its sequence
     * @throws NotDurableException if it cannot be stored
     */
    public void awaitDurable(long sequence) {
        persistence.awaitDurable(sequence);
    }

    /**
     * Whether the calling thread is the one that stores, as it is in a listener that the application lets it run. What waits
     * for the storing must not wait there.
     *
     * @return whether it is; false if there is no store
     */
    public boolean isStoringThread() {
        return persistence.isWriterThread();
    }

    /**
     * Makes everything recorded so far durable, against a failure of power too.
     *
     * @throws StoreException if it cannot be stored
     */
    public void flush() {
        persistence.flush();
    }

    /**
     * How the store was found.
     *
     * @return the report; empty if there is no store
     */
    public Optional<RecoveryReport> recovery() {
        return persistence.recovery();
    }

    /**
     * How many events of this history were evicted before the buffer was made, so that nobody here has seen them.
     *
     * @return the number; 0 if there is no store
     */
    public long evictedInEarlierSessions() {
        return evictedBefore;
    }

    /**
     * The sessions of the store, this one included.
     *
     * @return the sessions, oldest first; none if there is no store
     */
    public List<StoredSession> sessions() {
        reader.look();
        return persistence.sessions();
    }

    /**
     * Ends the maintenance. Without a store, what is held can still be read; with one, everything is made durable first, and
     * the store closed.
     *
     * @throws StoreException if not everything could be stored
     */
    @Override
    public void close() {
        maintenance.stop();
        persistence.close();
    }
}

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
 * The events that a history retains: a ring of blocks, from which the oldest blocks are evicted as the {@link
 * RetentionPolicy} specifies. With a store, memory holds blocks up to the budget, and older blocks are only in the
 * store.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Appending establishes one total order. It takes a lock once per
 * block. Appending at a given sequence takes the lock for each event. A reader receives a snapshot that never changes.
 */
public final class CircularBuffer implements Maintenance.Target, AutoCloseable {
    /*
     * The life of an event: append() claims a position in the open block and fills it (see RecordingBlock). The thread
     * that finds the block full takes the lock, closes the block and opens the next one. A closed block is encoded by
     * BlockSealer: on the maintenance thread, on the writer thread of the store, or on a recording thread if too many
     * blocks wait or the thread appends at given sequences. Until then, it consists of references to the captured
     * events. Both forms return the same results, so readers do not see the replacement. If there is a store, its
     * writer commits the encoded block, which is released from memory when the budget is exceeded.
     *
     * Retention by count costs nothing on append. Readers derive the first retained position from the number of events.
     * Whole blocks are evicted when a block is opened, when the buffer is read or stored, and in maintenance.
     * Meanwhile, events are appended to the open block without the lock. Each reader therefore reads the size of that
     * block once and uses it throughout.
     *
     * With a limit on bytes, the thread that closes a block also seals it before it evicts blocks. The size of a block,
     * and therefore the eviction, never depends on a background thread.
     *
     * The lock is not held during encoding, store access or application code, with two exceptions. The constructor
     * reads the store under the lock, before other threads can use the buffer. After a salvage, or when the buffer
     * follows another process, stored events of unsealed blocks are encoded under the lock.
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
     * The options of a buffer.
     *
     * @param compressed whether sealed blocks are compressed
     * @param retiring whether evicted blocks wait for {@link #release}
     * @param monitor decides when to free memory regardless of the policy; null for never
     * @param storing the store that keeps events after the process ends; null for none
     * @param owner the observer of the buffer
     */
    public record Options(
            boolean compressed,
            boolean retiring,
            @Nullable MemoryMonitor monitor,
            @Nullable StoreConfig storing,
            BufferOwner owner) {}

    /**
     * The counts of a buffer.
     *
     * @param recorded the number of events appended to the buffer or found in the store
     * @param stored the number of events retained
     * @param bytes the approximate number of bytes that the retained events and the cached data of the store take in
     *     memory
     * @param evicted the number of events evicted, including those evicted in earlier sessions of the store
     * @param shed the number of events that were evicted because the heap was too full
     * @param nextSequence the sequence of the next event
     */
    public record Counts(long recorded, long stored, long bytes, long evicted, long shed, long nextSequence) {}

    /**
     * Creates a buffer, either empty or with the contents of the store. Its maintenance begins when the buffer is
     * {@linkplain #start started}.
     *
     * @param policy the retention policy
     * @param toData the conversion from a captured event to an event with plain data; runs no application code
     * @param clock the clock that provides the time of recording when the buffer is created
     * @param nanoTime a monotonic time source in nanoseconds; it advances the time of recording afterwards
     * @param options the options
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
        // If another process writes the store, that process decides what to retain.
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
        this.sealer = new BlockSealer(
                state, owner, stored == null ? null : stored.cache().recentValues());
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
     * Starts the background activities: periodic maintenance, if it is needed, and the writer thread, if there is one.
     * Waits for the first commit of the writer thread. Before this call, the buffer can be read and, if it has no
     * store, events can be appended. Called once.
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
     * Appends an event at the next sequence.
     *
     * @param captured the event, captured by value
     * @return its sequence, or -1 if the buffer is closed and has a store
     */
    public long append(GridEvent captured) {
        return appender.append(captured);
    }

    /**
     * Appends an event at the given sequence, unless the next sequence of the buffer is already higher.
     *
     * @param captured the event, captured by value
     * @param sequence the sequence that the event had in another history, or -1 for the next sequence
     * @return the sequence, or -1 if nothing was appended, because the next sequence was already higher, or the buffer
     *     is closed and has a store
     */
    public long append(GridEvent captured, long sequence) {
        return appender.append(captured, sequence);
    }

    /**
     * Returns the recorder of this buffer's breaks.
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

    /**
     * Evicts expired events, frees memory if the heap is too full, reports retired blocks, seals closed blocks, and
     * updates the buffer if another process writes the store. Called by the maintenance thread.
     */
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
            // seals blocks until none is left
        }
        persistence.maintain();
    }

    /** Closes the open block and seals all blocks. Only for tests. */
    public void sealAll() {
        sealer.sealAll();
    }

    UnstoredEvents unstored() {
        return unstored;
    }

    /**
     * Returns the events that are retained now. Expired events are evicted first.
     *
     * <p><b>Cost.</b> Linear in the number of groups of blocks, plus the number of blocks in the groups whose lists
     * must be rebuilt; see {@link SharedBlocks}.
     *
     * @return the events, unaffected by later changes
     */
    public BufferView held() {
        return reader.held();
    }

    /**
     * Returns the event with the given sequence.
     *
     * <p><b>Cost.</b> Logarithmic in the number of blocks; one event is decoded. Its block may be read from the store.
     *
     * @param sequence the sequence
     * @return the event, if it is retained
     */
    public Optional<RecordedEvent> get(long sequence) {
        return reader.event(sequence);
    }

    /**
     * Returns the current counts. Expired events are evicted first.
     *
     * @return the counts
     */
    public Counts counts() {
        return reader.counts();
    }

    /**
     * Returns the memory held for the events: blocks with their headers, the open block, events that wait to be encoded
     * or folded, and cached data of the store, with all objects to which these refer. Results that were computed when
     * blocks were read are not counted, because they are held by soft references.
     *
     * <p><b>Cost.</b> Linear in the number of blocks and in the number of events that are not encoded yet. Events are
     * measured outside the lock.
     *
     * @return the number of bytes
     */
    public long heldBytes() {
        return HeldMemory.bytes(state, persistence.cacheBytes());
    }

    /**
     * Returns the number of evicted blocks that wait to be folded.
     *
     * @return the number of retired blocks
     */
    public int retiredBlocks() {
        synchronized (state.lock) {
            return state.retention.retiredBlocks();
        }
    }

    /**
     * Releases retired blocks.
     *
     * @param folded the folded states. A block that ends before their sequence is released when it is evicted. With
     *     {@link Options#retiring()}, a commit that drops blocks, except by {@link #clear}, also stores the states
     */
    public void release(FoldedBaseline folded) {
        synchronized (state.lock) {
            state.retention.release(folded);
        }
    }

    /**
     * Reads a state from the store.
     *
     * @param stored the description of the state, from a view returned by {@link #held}
     * @return the bytes of the state; empty if the state was dropped or is damaged
     * @throws StoreException if the state cannot be read
     */
    public Optional<byte[]> storedState(StoredState stored) {
        return persistence.state(stored);
    }

    /**
     * Clears all events. Sequences continue, and the next event begins a new history. The store drops the events with
     * the next commit.
     */
    public void clear() {
        synchronized (state.lock) {
            state.closeLast();
            state.retention.clear();
        }
    }

    // The following methods concern the store.

    /** Quarantines a damaged block of the store, so that the next read returns the other blocks. */
    private void damaged(StoredBlock block, PlayheadException cause) {
        SequenceRange range = new SequenceRange(block.firstSequence(), block.lastSequence());
        boolean isNew;
        synchronized (state.lock) {
            isNew = state.ring.quarantine(block, String.valueOf(cause.getMessage()));
        }
        if (isNew) {
            owner.lost(range, "a stored block is damaged; it is left out", cause);
        }
    }

    /** Removes a block that is no longer in the store, so that the next read returns the other blocks. */
    private void gone(StoredBlock block) {
        synchronized (state.lock) {
            state.ring.removeGone(block);
        }
    }

    /**
     * Returns the sequence up to which events survive the end of the process.
     *
     * @return the last durable sequence; -1 if no event is durable or there is no store
     */
    public long durableSequence() {
        return persistence.durableSequence(() -> counts().nextSequence() - 1);
    }

    /**
     * Waits until an event is durable, if the durability mode requires this of every event; otherwise returns at once.
     *
     * @param sequence the sequence of the event
     * @throws NotDurableException if the event cannot be stored
     */
    public void awaitDurable(long sequence) {
        persistence.awaitDurable(sequence);
    }

    /**
     * Returns whether the calling thread is the writer thread, which may run listeners of the application. Code on that
     * thread must not wait for a commit.
     *
     * @return whether the calling thread is the writer thread; false if there is no writer thread
     */
    public boolean isStoringThread() {
        return persistence.isWriterThread();
    }

    /**
     * Makes everything recorded so far durable, so that it survives even a power failure. No effect without a store.
     *
     * @throws StoreException if the events cannot be stored
     */
    public void flush() {
        persistence.flush();
    }

    /**
     * Returns a report of the condition of the store when it was opened or last salvaged.
     *
     * @return the report; empty if there is no store
     */
    public Optional<RecoveryReport> recovery() {
        return persistence.recovery();
    }

    /**
     * Returns the number of events of this history that were evicted before the buffer was created. This buffer never
     * contained them.
     *
     * @return the number; 0 if there is no store
     */
    public long evictedInEarlierSessions() {
        return evictedBefore;
    }

    /**
     * Returns the sessions of the store, including the current one.
     *
     * @return the sessions, oldest first; empty if there is no store
     */
    public List<StoredSession> sessions() {
        reader.look();
        return persistence.sessions();
    }

    /**
     * Ends the background maintenance. Without a store, the retained events can still be read. With a store, all
     * recorded events are first made durable, and then the store is closed.
     *
     * @throws StoreException if the remaining events or the end of the session could not be stored
     */
    @Override
    public void close() {
        maintenance.stop();
        persistence.close();
    }
}

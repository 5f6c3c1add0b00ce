package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.block.ReferenceBlock;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.capture.HeldBytes;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.internal.recording.DropPlanner.Plan;
import dev.playhead.storage.MemoryMonitor;
import dev.playhead.storage.NotDurableException;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.FoldedBaseline;
import dev.playhead.timetravel.NewStates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
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
    /** What may wait for being sealed before the recording threads seal themselves: a burst of some 100,000 events. */
    private static final long MAX_BACKLOG_BYTES =
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 32);

    private static final long WATCH_MILLIS = 1_000;
    /** How often a store that others write to is asked for more. */
    private static final long REFRESH_MILLIS = 100;

    private final UnaryOperator<GridEvent> toData;
    private final RecordingTime time;
    private final Options options;
    private final Owner owner;
    private final boolean sealsAtOnce;
    private final Maintenance maintenance = new Maintenance(this);
    private final UnstoredEvents unstored = new Unstored();
    private final @Nullable StoreReader reader;
    private final @Nullable StoreWriter writer;
    private final @Nullable Future<?> ticking;
    private long evictedBefore;
    private boolean followingFails; // of the maintenance thread

    /** Where the next event goes; one that takes nothing when a block has yet to be opened. */
    private volatile RecordingBlock open = RecordingBlock.closed();
    /** Whether nothing is appended any more, since the store would not get it. */
    private volatile boolean ended;

    private final Object lock = new Object();
    // All below are guarded by the lock.
    private final BlockRing ring;
    private final Retention retention;

    /**
     * What else a buffer is to know.
     *
     * @param compressed whether sealed blocks are made small
     * @param retiring whether evicted blocks wait for {@link #release}
     * @param monitor says when to let go of the oldest blocks, whatever the policy is; null for never
     * @param storing where to keep events beyond the process; null for nowhere
     * @param owner told what happens
     */
    public record Options(
            boolean compressed,
            boolean retiring,
            @Nullable MemoryMonitor monitor,
            @Nullable StoreConfig storing,
            Owner owner) {}

    /** Whom a buffer tells what happens in it, under no lock. */
    public interface Owner {
        /** The calling thread, which records, has opened a block. */
        void rolled();

        /** The maintenance thread has evicted blocks that wait for {@link #release}. */
        void retired();

        /**
         * A block could not be encoded and stays as it is.
         *
         * @param failure what was thrown
         */
        void sealingFailed(Throwable failure);

        /**
         * The oldest blocks were let go of because the heap was too full.
         *
         * @param events how many events they had
         */
        void shed(long events);

        /**
         * What the store is to get of states on the way. Asked by the thread that stores.
         *
         * @param upTo the events up to this sequence are stored
         * @param last whether this is asked for the last time
         * @return the states
         */
        NewStates newStates(long upTo, boolean last);

        /** The store, open for reading, may have got more from its writer. */
        void refreshed();

        /**
         * The store failed. Said once, until it works again.
         *
         * @param failure why
         */
        void storeFailed(Throwable failure);

        /** The store works again. */
        void storeResumed();

        /**
         * Events are lost.
         *
         * @param range their sequences
         * @param why what happened
         * @param cause what was thrown, if anything was
         */
        void lost(SequenceRange range, String why, @Nullable Throwable cause);
    }

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
     * Creates a buffer: an empty one, or one with what is in the store.
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
        this.toData = toData;
        this.options = options;
        this.owner = options.owner();
        StoreConfig storing = options.storing();
        boolean writing = storing != null && storing.isWritable();
        this.reader = storing == null ? null : new StoreReader(storing, this::damaged, this::gone);
        this.ring = new BlockRing(writing, reader == null ? null : reader.cache());
        // Of what another process keeps, that process decides.
        this.retention = new Retention(
                storing == null || writing ? policy : RetentionPolicy.unlimited(), options.retiring(), ring);
        this.sealsAtOnce = retention.limitsBytes();
        StoreContents found = null;
        long latestStoredMillis = Long.MIN_VALUE;
        if (reader != null) {
            synchronized (lock) {
                found = reader.restore(ring, retention);
            }
            for (StoredBlock block : found.blocks()) {
                latestStoredMillis = Math.max(latestStoredMillis, block.maxRecordedAtMillis());
            }
            for (SealedBlock tail : found.tail()) {
                latestStoredMillis = Math.max(latestStoredMillis, tail.header().maxRecordedAtMillis());
            }
        }
        this.time = new RecordingTime(clock, nanoTime, latestStoredMillis);
        if (expires()) {
            retention.passed(time.millis());
        }
        if (storing == null || found == null) {
            this.writer = null;
        } else {
            evictedBefore = found.history().evictedEvents();
            if (writing) {
                continueTail(found);
            }
            this.writer = writing ? writer(storing, policy, Objects.requireNonNull(reader), found, clock) : null;
        }
        long everyMillis = expires() ? retention.expiryMillis() : Long.MAX_VALUE;
        everyMillis = options.monitor() == null ? everyMillis : Math.min(everyMillis, WATCH_MILLIS);
        everyMillis = isFollowing() ? REFRESH_MILLIS : everyMillis;
        this.ticking = everyMillis < Long.MAX_VALUE ? maintenance.every(everyMillis) : null;
        if (writer != null) {
            writer.start();
        }
    }

    private StoreWriter writer(
            StoreConfig config, RetentionPolicy policy, StoreReader from, StoreContents found, Clock clock) {
        return new StoreWriter(unstored, config, from, new Committer(unstored, config, policy, from, found, clock));
    }

    /**
     * Makes blocks of what was recorded and not sealed before, which are closed at once and stored with the first commit. A
     * tail is never split, so that a block takes its place in the store. Recording goes on behind the sequences that were
     * given, which may be further.
     */
    private void continueTail(StoreContents found) {
        List<SealedBlock> together = new ArrayList<>();
        int events = 0;
        long bytes = 0;
        synchronized (lock) {
            for (SealedBlock part : found.tail()) {
                events += part.size();
                bytes += part.memoryBytes();
                // A block with events on both sides of a gap would hide it.
                if (events > retention.blockEvents()
                        || bytes > retention.blockBytes()
                        || isGapBetween(together, part, found.gaps())) {
                    addClosed(together);
                    together.clear();
                    events = part.size();
                    bytes = part.memoryBytes();
                }
                together.add(part);
            }
            addClosed(together);
            // Sequences that were given go on from there, also where the store has lost their events.
            ring.sequenceAfterClosed(found.history().nextSequence());
        }
    }

    private static boolean isGapBetween(List<SealedBlock> before, SealedBlock part, List<SequenceRange> gaps) {
        if (before.isEmpty()) {
            return false;
        }
        long last = before.get(before.size() - 1).header().lastSequence();
        return gaps.stream()
                .anyMatch(
                        gap -> gap.first() > last && gap.last() < part.header().firstSequence());
    }

    /** Adds the events of tails that are in no block as a closed block. Called with the lock. */
    private void addClosed(List<SealedBlock> tails) {
        int events = tails.stream().mapToInt(SealedBlock::size).sum();
        RecordingBlock block = null;
        for (SealedBlock part : tails) {
            for (int i = 0; i < part.size(); i++) {
                if (part.sequence(i) < ring.sequenceAfterClosed()) {
                    continue;
                }
                if (block == null) {
                    block = RecordingBlock.withGaps(events, part.header().minRecordedAtMillis(), toData);
                    ring.add(block);
                }
                GridEvent event = part.event(i).event();
                boolean unusedSinceItFits = block.appendAt(part.sequence(i), event);
                block.addBytes(EstimatedBytes.of(event));
                block.recordedAt(part.header().maxRecordedAtMillis());
            }
        }
        closeLast();
    }

    /** Whether there is a store that is read only. */
    private boolean isFollowing() {
        return reader != null && writer == null;
    }

    /**
     * Appends an event at the next place.
     *
     * @param captured the event, captured by value
     * @return its sequence, or -1 if the buffer is closed and has a store
     */
    public long append(GridEvent captured) {
        long eventBytes = EstimatedBytes.of(captured);
        // The clock is asked for each event only where events expire.
        long millis = expires() ? time.millis() : Long.MIN_VALUE;
        while (true) {
            RecordingBlock block = open;
            int position = retention.isOld(block, millis) ? -1 : block.append(captured);
            if (position >= 0) {
                if (expires()) {
                    block.recordedAt(millis);
                }
                if (block.addBytes(eventBytes) > retention.blockBytes()) {
                    roll(block);
                }
                return block.sequence(position);
            }
            if (ended) {
                return -1;
            }
            roll(block);
        }
    }

    private boolean expires() {
        return retention.limitsAge();
    }

    /** Closes a block, unless another thread has, and opens the next one. */
    private void roll(RecordingBlock full) {
        long millis = time.millis();
        boolean seal;
        boolean hurry;
        synchronized (lock) {
            if (open != full || ended) {
                return;
            }
            long nowMillis = retention.passed(millis);
            closeLast();
            RecordingBlock next =
                    new RecordingBlock(retention.blockEvents(), ring.sequenceAfterClosed(), nowMillis, toData);
            ring.add(next);
            open = next;
            if (!sealsAtOnce) {
                evict(0);
            }
            seal = sealsAtOnce || ring.backlogBytes() > MAX_BACKLOG_BYTES;
            hurry = ring.backlogBytes() > MAX_BACKLOG_BYTES / 4;
        }
        if (seal) {
            sealClosed();
        } else {
            maintenance.request(hurry);
        }
        rolled();
    }

    private void rolled() {
        if (writer != null) {
            writer.awaitRoom();
        }
        owner.rolled();
    }

    /**
     * Appends an event at a given place, if that is not yet passed.
     *
     * @param captured the event, captured by value
     * @param sequence the place that it had elsewhere, or -1 for the next one
     * @return the sequence, or -1 if the place was passed and nothing was appended
     */
    public long append(GridEvent captured, long sequence) {
        if (sequence < 0) {
            return append(captured);
        }
        boolean appended = place(captured, sequence, time.millis());
        boolean more;
        synchronized (lock) {
            more = ring.hasUnsealed();
        }
        if (more) {
            sealClosed();
            rolled();
        }
        return appended ? sequence : -1;
    }

    /** Puts an event where it was; returns whether that place was not yet passed. */
    private boolean place(GridEvent captured, long sequence, long millis) {
        long eventBytes = EstimatedBytes.of(captured);
        boolean appended = true;
        synchronized (lock) {
            if (ended || sequence < nextSequence(openEvents())) {
                return false;
            }
            RecordingBlock last = ring.open();
            if (last == null
                    || retention.isOld(last, millis)
                    || last.bytes() + eventBytes > retention.blockBytes()
                    || !last.appendAt(sequence, captured)) {
                long nowMillis = retention.passed(millis);
                closeLast();
                // Until then other threads went on recording into it, and may have passed the place.
                appended = sequence >= ring.sequenceAfterClosed();
                last = RecordingBlock.withGaps(retention.blockEvents(), nowMillis, toData);
                if (appended) {
                    ring.add(last);
                    last.appendAt(sequence, captured);
                }
                if (!sealsAtOnce) {
                    evict(openEvents());
                }
            }
            last.addBytes(eventBytes);
            last.recordedAt(millis);
            return appended;
        }
    }

    /** Seals on the recording thread: everything, where what is evicted depends on it, and else as much as it adds. */
    private void sealClosed() {
        boolean more = sealNext();
        while (more && sealsAtOnce) {
            more = sealNext();
        }
    }

    private long nextSequence(int inOpen) {
        RecordingBlock last = ring.open();
        return last == null || inOpen == 0 ? ring.sequenceAfterClosed() : last.sequence(inOpen - 1) + 1;
    }

    private void closeLast() {
        open = RecordingBlock.closed();
        ring.closeLast();
    }

    private int openEvents() {
        RecordingBlock last = ring.open();
        return last == null ? 0 : last.size();
    }

    private long openBytes() {
        RecordingBlock last = ring.open();
        return last == null ? 0 : last.bytes();
    }

    private void evict(int inOpen) {
        retention.evict(inOpen, openBytes());
    }

    private void evictNow() {
        synchronized (lock) {
            evict(openEvents());
        }
    }

    private void shedUnderPressure() {
        MemoryMonitor monitor = options.monitor();
        if (monitor == null || !monitor.isUnderPressure()) {
            return;
        }
        long events = 0;
        synchronized (lock) {
            int inOpen = openEvents();
            evict(inOpen);
            if (reader == null) {
                events = retention.shed(inOpen);
            } else { // what the store has is not kept in memory so much, but kept
                ring.page(ring.memoryBytes() / 2);
                reader.cache().clear();
            }
        }
        if (events > 0) {
            owner.shed(events);
        }
    }

    /** Lets time pass: closes a block that is so old that it would delay expiry. */
    private void letTimePass() {
        if (!expires()) {
            return;
        }
        long millis = time.millis();
        boolean seal;
        synchronized (lock) {
            long nowMillis = retention.passed(millis);
            RecordingBlock last = ring.open();
            if (last != null && retention.isOld(last, nowMillis)) {
                closeLast();
            }
            seal = sealsAtOnce && ring.hasUnsealed();
        }
        if (seal) {
            sealClosed();
        }
    }

    /** Seals what is closed, and evicts what expired or is too much for the heap. Called by the maintenance thread. */
    @Override
    public void maintain() {
        letTimePass();
        evictNow();
        shedUnderPressure();
        if (retiredBlocks() > 0) {
            owner.retired();
        }
        while (sealNext()) {
            // until nothing is left
        }
        if (isFollowing()) {
            follow();
        }
    }

    /** Seals the oldest block that waits for it; returns false if there is none. */
    private boolean sealNext() {
        Slot slot;
        RecordingBlock references;
        synchronized (lock) {
            slot = ring.takeUnsealed();
            references = slot == null ? null : slot.references;
        }
        if (slot == null || references == null) {
            return false;
        }
        SealedBlock sealed = null;
        Throwable failure = null;
        try {
            sealed = Sealing.seal(references, slot.size(), slot.lastRecordedAtMillis(), options.compressed());
        } catch (Throwable e) { // also that memory is short
            // The events stay as they are, readable for ever; they only take more memory.
            failure = e;
        } finally {
            synchronized (lock) {
                if (sealed == null) {
                    ring.settle(slot);
                } else {
                    ring.sealed(slot, sealed);
                }
                if (sealsAtOnce) {
                    evict(openEvents());
                }
                lock.notifyAll(); // the writer, which may wait for this very block
            }
        }
        if (failure != null) {
            owner.sealingFailed(failure);
        }
        return true;
    }

    /** Closes the open block and seals everything, so that a test sees sealed blocks alone. */
    public void sealAll() {
        synchronized (lock) {
            closeLast();
        }
        while (sealNext()) {
            // until nothing is left
        }
        while (isSealing()) { // what another thread took before
            Thread.onSpinWait();
        }
    }

    private boolean isSealing() {
        synchronized (lock) {
            return ring.backlogBytes() > 0;
        }
    }

    /**
     * What is held now. Expired events are evicted first.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the events, unaffected by what happens later
     */
    public BufferView held() {
        look();
        synchronized (lock) {
            int inOpen = openEvents();
            evict(inOpen);
            boolean skipOpen = ring.open() != null && inOpen == 0;
            int blockCount = ring.size() - (skipOpen ? 1 : 0);
            List<Block> blocks = new ArrayList<>(blockCount);
            int size = 0;
            for (int i = 0; i < blockCount; i++) {
                Slot slot = ring.get(i);
                size = slot.isOpen() ? inOpen : slot.size();
                blocks.add(ring.block(slot, size));
            }
            int excess = retention.excess(inOpen);
            boolean complete = excess == 0 && retention.evictedSinceOrigin() == 0;
            return new BufferView(
                    new EventSlice(blocks, excess, size),
                    retention.retired(),
                    complete,
                    retention.originSequence(),
                    ring.lost(),
                    reader == null ? List.of() : reader.states());
        }
    }

    private void look() {
        letTimePass();
        if (isFollowing()) {
            refresh();
        }
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
        Block block;
        int first;
        look();
        synchronized (lock) {
            int inOpen = openEvents();
            evict(inOpen);
            int low = 0;
            int high = ring.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                Slot slot = ring.get(middle);
                if ((!slot.isOpen() || inOpen > 0) && slot.sequence(0) <= sequence) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            if (high < 0) {
                return Optional.empty();
            }
            Slot slot = ring.get(low);
            first = low == 0 ? retention.excess(inOpen) : 0;
            block = ring.block(slot, slot.isOpen() ? inOpen : slot.size());
        }
        int position = block.indexOf(sequence);
        return position < first ? Optional.empty() : Optional.of(block.event(position));
    }

    /**
     * Numbers about what is held now. Expired events are evicted first.
     *
     * @return the counts
     */
    public Counts counts() {
        look();
        synchronized (lock) {
            int inOpen = openEvents();
            evict(inOpen);
            int excess = retention.excess(inOpen);
            return new Counts(
                    ring.recordedInClosed() + inOpen,
                    ring.closedEvents() + inOpen - excess,
                    ring.memoryBytes()
                            + openBytes()
                            + (reader == null ? 0 : reader.cache().bytes()),
                    retention.evicted() + excess,
                    retention.shed(),
                    nextSequence(inOpen));
        }
    }

    /**
     * How much memory is held for the events: blocks with their headers, the open block, what waits to be encoded or folded,
     * and what is kept of the store, with all that these refer to. Not counted is what reading found out about blocks, which
     * is held softly.
     *
     * <p><b>Cost.</b> Linear in the number of blocks and of events not encoded yet, the latter outside of the lock.
     *
     * @return how many bytes
     */
    public long heldBytes() {
        List<RecordingBlock> references = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Set<Block> waiting;
        long bytes = reader == null ? 0 : reader.cache().bytes();
        synchronized (lock) {
            int inOpen = openEvents();
            for (int i = 0; i < ring.size(); i++) {
                Slot slot = ring.get(i);
                RecordingBlock block = slot.references;
                if (block == null) {
                    bytes += slot.heldBytes();
                } else {
                    references.add(block);
                    sizes.add(slot.isOpen() ? inOpen : slot.size());
                }
            }
            bytes += ring.heldBytes();
            waiting = Collections.newSetFromMap(new IdentityHashMap<>()); // what waits for both counts once
            waiting.addAll(retention.retired());
            waiting.addAll(ring.evictedUnstored());
        }
        HeldBytes account = new HeldBytes();
        for (int i = 0; i < references.size(); i++) {
            bytes += references.get(i).heldBytes(sizes.get(i), account);
        }
        for (Block block : waiting) {
            if (block instanceof ReferenceBlock events) {
                bytes += events.heldBytes(account::add);
            } else if (block instanceof SealedBlock sealed) {
                bytes += sealed.memoryBytes();
            }
        }
        return bytes;
    }

    /**
     * How many evicted blocks wait to be folded.
     *
     * @return the number of retired blocks
     */
    public int retiredBlocks() {
        synchronized (lock) {
            return retention.retiredBlocks();
        }
    }

    /**
     * Lets go of retired blocks.
     *
     * @param folded blocks that end before its sequence are no longer needed, nor will be those yet to be evicted; a store
     *     gets its states before it lets go of them
     */
    public void release(FoldedBaseline folded) {
        synchronized (lock) {
            retention.release(folded);
        }
    }

    /**
     * Reads a state of the store.
     *
     * @param state the state, as it is among what is {@linkplain #held held}
     * @return its bytes; empty if it is gone or damaged
     * @throws StoreException if it cannot be read
     */
    public Optional<byte[]> storedState(StoredState state) {
        return reader == null ? Optional.empty() : reader.state(state);
    }

    /**
     * Forgets all events. Sequences go on, and the next event begins a new history. The store forgets them with the next
     * commit.
     */
    public void clear() {
        synchronized (lock) {
            closeLast();
            retention.clear();
        }
    }

    // What follows concerns the store.

    /** Looks for more now and then; a failure is told once. */
    private void follow() {
        try {
            refresh();
        } catch (StoreException e) {
            if (e.reason() == StoreException.Reason.CLOSED) {
                return; // the history was closed while this looked
            }
            if (!followingFails) {
                followingFails = true;
                owner.storeFailed(e);
            }
            return;
        }
        if (followingFails) {
            followingFails = false;
            owner.storeResumed();
        }
        owner.refreshed();
    }

    /** Takes over what the writer of the store, another process, has done since. */
    private void refresh() {
        StoreReader follower = reader;
        if (follower != null) {
            follower.refresh(lock, ring, retention);
        }
    }

    /** A block of the store is damaged: it is set aside, so that the next question gets the rest. */
    private void damaged(StoredBlock block, PlayheadException cause) {
        SequenceRange range = new SequenceRange(block.firstSequence(), block.lastSequence());
        boolean isNew;
        synchronized (lock) {
            isNew = ring.quarantine(block, String.valueOf(cause.getMessage()));
        }
        if (isNew) {
            owner.lost(range, "a stored block is damaged; it is set aside", cause);
        }
    }

    /** A block has left the store: whoever asks again gets the rest. */
    private void gone(StoredBlock block) {
        synchronized (lock) {
            ring.removeGone(block);
        }
    }

    UnstoredEvents unstored() {
        return unstored;
    }

    /** The buffer as its writer sees it. */
    private final class Unstored implements UnstoredEvents {
        @Override
        public boolean isCompressed() {
            return options.compressed();
        }

        @Override
        public long unstoredBytes() {
            synchronized (lock) {
                return ring.unstoredBytes();
            }
        }

        @Override
        public long sealAllClosed() throws InterruptedException {
            letTimePass();
            long before;
            synchronized (lock) {
                ring.retrySealing();
                before = nextSequence(openEvents());
            }
            while (true) {
                synchronized (lock) {
                    // A block may be closed while this waits, by a thread that leaves the sealing to others.
                    while (!ring.hasUnsealed(before) && ring.isSealing(before)) {
                        lock.wait();
                    }
                    if (!ring.hasUnsealed(before)) {
                        return before;
                    }
                }
                sealNext();
            }
        }

        @Override
        public PendingCommit pendingCommit(long committed, long before, boolean withTail, long maxBytes) {
            synchronized (lock) {
                int inOpen = openEvents();
                evict(inOpen);
                return ring.pendingCommit(
                        committed, before, inOpen, withTail, maxBytes, retention.bounds(), retention.clears());
            }
        }

        @Override
        public NewStates newStates(long upTo, boolean all) {
            return owner.newStates(upTo, all);
        }

        @Override
        public void stored(PendingCommit pending, Map<Long, SealedBlock> blocks, @Nullable Plan plan, long keptBytes) {
            synchronized (lock) {
                ring.stored(pending, blocks, plan == null ? 0 : plan.beforeSequence());
                FoldedBaseline states = plan == null ? null : plan.states();
                if (states != null) {
                    retention.stored(states);
                }
                ring.page(keptBytes);
            }
        }

        @Override
        public void reconcile(StoreContents contents, RecoveryReport report) {
            List<SequenceRange> lost;
            synchronized (lock) {
                lost = ring.reconcile(contents, retention.keptFrom());
            }
            lost.forEach(range -> owner.lost(range, "the store was damaged: " + report, null));
        }

        @Override
        public void loseUnstored(long maxBytes, long durableSequence) {
            List<SequenceRange> lost;
            synchronized (lock) {
                lost = ring.loseUnstored(maxBytes, durableSequence);
            }
            lost.forEach(range -> owner.lost(
                    range, "the store does not take more events, and there is no memory left for them", null));
        }

        @Override
        public void storeFailed(Throwable failure) {
            owner.storeFailed(failure);
        }

        @Override
        public void storeResumed() {
            owner.storeResumed();
        }
    }

    /**
     * Up to where events survive the end of the process.
     *
     * @return the last durable sequence; -1 if there is none, or no store
     */
    public long durableSequence() {
        if (writer != null) {
            return writer.durableSequence();
        }
        return reader == null ? -1 : counts().nextSequence() - 1;
    }

    /**
     * Waits until an event is durable, where every event is to be; else returns at once.
     *
     * @param sequence its sequence
     * @throws NotDurableException if it cannot be stored
     */
    public void awaitDurable(long sequence) {
        if (writer != null) {
            writer.awaitDurable(sequence);
        }
    }

    /**
     * Whether the calling thread is the one that stores, as it is in a listener that the application lets it run. What waits
     * for the storing must not wait there.
     *
     * @return whether it is; false if there is no store
     */
    public boolean isStoringThread() {
        return writer != null && writer.isCurrentThread();
    }

    /**
     * Makes everything recorded so far durable, against a failure of power too.
     *
     * @throws StoreException if it cannot be stored
     */
    public void flush() {
        if (writer != null) {
            writer.flush();
        }
    }

    /**
     * How the store was found.
     *
     * @return the report; empty if there is no store
     */
    public Optional<RecoveryReport> recovery() {
        return reader == null ? Optional.empty() : Optional.of(reader.recovery());
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
        look();
        return reader == null ? List.of() : reader.sessions();
    }

    /**
     * Ends the maintenance. Without a store, what is held can still be read; with one, everything is made durable first, and
     * the store closed.
     *
     * @throws StoreException if not everything could be stored
     */
    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        try {
            if (writer != null) {
                synchronized (lock) {
                    closeLast();
                    ended = true;
                }
                writer.close();
            }
        } finally {
            if (reader != null && !isStoringThread()) { // which closes the store itself, after its last commit
                reader.close();
            }
        }
    }
}

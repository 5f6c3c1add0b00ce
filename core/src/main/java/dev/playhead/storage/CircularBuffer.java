package dev.playhead.storage;

import dev.playhead.block.Block;
import dev.playhead.block.EventRun;
import dev.playhead.block.Held;
import dev.playhead.block.ReferenceBlock;
import dev.playhead.block.SealedBlock;
import dev.playhead.capture.HeldBytes;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The events that a history keeps in memory: a ring of blocks, the oldest evicted when the {@link RetentionPolicy} says
 * so.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Appending gives one total order and takes a lock only once a block;
 * a reader gets a run that neither recording, sealing nor eviction changes.
 */
public final class CircularBuffer implements AutoCloseable {
    /*
     * The life of an event here: append() claims a place in the open block and fills it (RecordingBlock tells how). The
     * thread that finds the block full takes the lock, closes it and opens the next one. A closed block is encoded by
     * seal(), on the maintenance thread, or on the thread that records when too much waits; then the encoded block takes the
     * place of the references. Both answer every question alike, so nobody can tell when that happened.
     *
     * Retention by count costs nothing at append: which position is the first kept one follows from the number of events,
     * when somebody looks. Whole blocks are let go of when a block is opened, and when somebody looks. The open block takes
     * events without the lock all the while, so whoever looks asks for its size once and does everything by that number.
     *
     * With a limit on bytes blocks are sealed as they are closed, by the thread that closes them, before it evicts: how many
     * bytes a block has, and so what is evicted, is never up to a background thread. The open block is counted as if it were
     * full, so that it does not grow beyond the limit.
     *
     * Evicted blocks are retired, not dropped, where the history has projections: their events have to be folded into the
     * state before the oldest kept event (the base) first, and folding is code of the application's, which no lock may
     * cover. Whoever folds calls release(), perhaps for more than is evicted by then: that is remembered.
     *
     * The lock is never held over encoding or code of the application's.
     */
    private static final int MAX_BLOCK_EVENTS = 1_024;
    private static final int MIN_BLOCK_EVENTS = 16;
    private static final int BLOCKS_PER_CAPACITY = 8;
    private static final long MAX_BLOCK_BYTES = 256 * 1_024;
    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);
    private static final long WATCH_MILLIS = 1_000;
    /** What is let go of at once when the heap is too full. */
    private static final int SHED_PART = 8;

    /** What may wait for being sealed before the recording threads seal themselves: a burst of some 100,000 events. */
    private static final long MAX_BACKLOG_BYTES =
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 32);

    private final UnaryOperator<GridEvent> toData;
    private final Clock clock;
    private final Options options;
    private final Owner owner;
    private final long maxCount;
    private final long maxBytes;
    private final long maxAgeMillis;
    private final int blockEvents;
    private final long blockBytes;
    private final boolean sealsAtOnce;
    private final Maintenance maintenance = new Maintenance(this);
    private final @Nullable Future<?> ticking;

    /** Where the next event goes; one that takes nothing when a block has yet to be opened. */
    private volatile RecordingBlock open = RecordingBlock.closed();

    private final Object lock = new Object();
    // All below are guarded by the lock.
    private final Ring ring = new Ring();
    private final Deque<Slot> unsealed = new ArrayDeque<>();
    private final Deque<Block> retired = new ArrayDeque<>();
    private long backlogBytes;
    private long closedEvents;
    private long closedBytes;
    private long recordedInClosed;
    private long sequenceAfterClosed;
    private long evictedBlocksEvents;
    private long evictedBeforeOrigin;
    private long shed;
    private long originSequence;
    private long releasedBefore;
    private long nowMillis = Long.MIN_VALUE;

    /**
     * What else a buffer is to know.
     *
     * @param compressed whether sealed blocks are made small
     * @param retiring whether evicted blocks wait for {@link #release}
     * @param monitor says when to let go of the oldest blocks, whatever the policy is; null for never
     * @param owner told what happens
     */
    public record Options(
            boolean compressed, boolean retiring, @Nullable MemoryMonitor monitor, Owner owner) {}

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
    }

    /**
     * Numbers about the buffer.
     *
     * @param recorded how many events were appended since the buffer was made
     * @param stored how many events are kept
     * @param bytes about how many bytes they take
     * @param evicted how many events were evicted
     * @param shed how many of these because the heap was too full
     * @param nextSequence the sequence of the next event
     */
    public record Counts(long recorded, long stored, long bytes, long evicted, long shed, long nextSequence) {}

    /**
     * Creates an empty buffer.
     *
     * @param retention what to keep
     * @param toData from a captured event to one with plain data; runs no code of the application's
     * @param clock tells the time of recording
     * @param options what else there is to know
     */
    public CircularBuffer(RetentionPolicy retention, UnaryOperator<GridEvent> toData, Clock clock, Options options) {
        this.toData = toData;
        this.clock = clock;
        this.options = options;
        this.owner = options.owner();
        this.maxCount = retention.maxCount().orElse(Long.MAX_VALUE);
        this.maxBytes = retention.maxBytes().orElse(Long.MAX_VALUE);
        this.maxAgeMillis = millis(retention.maxAge().orElse(FOR_EVER));
        // Small histories get small blocks, so that they do not pin the application's objects for long, and so that
        // dropping a block costs a small part of what may be kept.
        this.blockEvents = (int) Math.min(MAX_BLOCK_EVENTS, Math.max(MIN_BLOCK_EVENTS, maxCount / BLOCKS_PER_CAPACITY));
        this.blockBytes = Math.min(MAX_BLOCK_BYTES, maxBytes / BLOCKS_PER_CAPACITY);
        this.sealsAtOnce = maxBytes < Long.MAX_VALUE;
        long expiryMillis = Math.max(10, Math.min(60_000, maxAgeMillis / BLOCKS_PER_CAPACITY));
        boolean watches = options.monitor() != null;
        this.ticking = expires() || watches
                ? maintenance.every(watches ? Math.min(WATCH_MILLIS, expiryMillis) : expiryMillis)
                : null;
    }

    private static long millis(Duration age) {
        return age.compareTo(FOR_EVER) < 0 ? age.toMillis() : Long.MAX_VALUE;
    }

    /**
     * Appends an event at the next place.
     *
     * @param captured the event, captured by value
     * @return its sequence
     */
    public long append(GridEvent captured) {
        long eventBytes = EstimatedBytes.of(captured);
        // The clock is asked for each event only where events expire.
        long millis = expires() ? clock.millis() : Long.MIN_VALUE;
        while (true) {
            RecordingBlock block = open;
            int position = isOld(block, millis) ? -1 : block.append(captured);
            if (position >= 0) {
                if (expires()) {
                    block.recordedAt(millis);
                }
                if (block.addBytes(eventBytes) > blockBytes) {
                    roll(block);
                }
                return block.sequence(position);
            }
            roll(block);
        }
    }

    private boolean expires() {
        return maxAgeMillis < Long.MAX_VALUE;
    }

    /** Whether a block has been open for so long that it would delay expiry. */
    private boolean isOld(RecordingBlock block, long millis) {
        return expires() && millis - block.openedAtMillis() > maxAgeMillis / BLOCKS_PER_CAPACITY;
    }

    /** Closes a block, unless another thread has, and opens the next one. */
    private void roll(RecordingBlock full) {
        long millis = clock.millis();
        boolean seal;
        boolean hurry;
        synchronized (lock) {
            if (open != full) {
                return;
            }
            passed(millis);
            closeLast();
            RecordingBlock next = new RecordingBlock(blockEvents, sequenceAfterClosed, nowMillis, toData);
            ring.addLast(new Slot(next));
            open = next;
            if (!sealsAtOnce) {
                evict(0);
            }
            seal = sealsAtOnce || backlogBytes > MAX_BACKLOG_BYTES;
            hurry = backlogBytes > MAX_BACKLOG_BYTES / 4;
        }
        if (seal) {
            sealClosed();
        } else {
            maintenance.request(hurry);
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
        long eventBytes = EstimatedBytes.of(captured);
        long millis = clock.millis();
        boolean appended = true;
        synchronized (lock) {
            if (sequence < nextSequence(openEvents())) {
                return -1;
            }
            RecordingBlock last = lastOpen();
            if (last == null
                    || isOld(last, millis)
                    || last.bytes() + eventBytes > blockBytes
                    || !last.appendAt(sequence, captured)) {
                passed(millis);
                closeLast();
                // Until then other threads went on recording into it, and may have passed the place.
                appended = sequence >= sequenceAfterClosed;
                last = RecordingBlock.withGaps(blockEvents, nowMillis, toData);
                if (appended) {
                    ring.addLast(new Slot(last));
                    last.appendAt(sequence, captured);
                }
                if (!sealsAtOnce) {
                    evict(openEvents());
                }
            }
            last.addBytes(eventBytes);
            last.recordedAt(millis);
            if (unsealed.isEmpty()) {
                return appended ? sequence : -1;
            }
        }
        sealClosed();
        owner.rolled();
        return appended ? sequence : -1;
    }

    /** Seals on the recording thread: everything, where what is evicted depends on it, and else as much as it adds. */
    private void sealClosed() {
        boolean more = sealNext();
        while (more && sealsAtOnce) {
            more = sealNext();
        }
        if (sealsAtOnce) {
            evictNow();
        }
    }

    private @Nullable RecordingBlock lastOpen() {
        return !ring.isEmpty() && ring.last().isOpen() ? ring.last().references : null;
    }

    private long nextSequence(int inOpen) {
        RecordingBlock last = lastOpen();
        return last == null || inOpen == 0 ? sequenceAfterClosed : last.sequence(inOpen - 1) + 1;
    }

    private void passed(long millis) {
        nowMillis = Math.max(nowMillis, millis);
    }

    /** Closes the last block if it is open. */
    private void closeLast() {
        if (lastOpen() == null) {
            return;
        }
        open = RecordingBlock.closed();
        Slot last = ring.last();
        int size = last.close();
        if (size == 0) {
            ring.removeLast();
            return;
        }
        closedEvents += size;
        closedBytes += last.bytes();
        backlogBytes += last.bytes();
        recordedInClosed += size;
        sequenceAfterClosed = last.sequence(size - 1) + 1;
        last.waiting = true;
        unsealed.addLast(last);
    }

    private int openEvents() {
        RecordingBlock last = lastOpen();
        return last == null ? 0 : last.size();
    }

    private long openBytes() {
        RecordingBlock last = lastOpen();
        return last == null ? 0 : last.bytes();
    }

    /** Lets go of the blocks that retention wants no event of, given how many events the open block has. */
    private void evict(int inOpen) {
        while (!ring.isEmpty()) {
            Slot first = ring.get(0);
            boolean evictable = !first.isOpen()
                    && (excess(inOpen) >= first.size()
                            || nowMillis - first.lastRecordedAtMillis() > maxAgeMillis
                            || (isTooLarge() && !hasLatestEvent(first, inOpen)));
            if (!evictable) {
                return;
            }
            evictFirst();
        }
    }

    private void evictFirst() {
        Slot first = ring.removeFirst();
        evictedBlocksEvents += first.size();
        if (options.retiring() && first.sequence(first.size() - 1) >= releasedBefore) {
            retired.addLast(first.block(first.size()));
        }
        forget(first);
    }

    /** Lets go of the oldest blocks, but not of the latest event, when the heap is too full. */
    private void shedUnderPressure() {
        if (options.monitor() == null || !options.monitor().isUnderPressure()) {
            return;
        }
        long events = 0;
        synchronized (lock) {
            int inOpen = openEvents();
            evict(inOpen);
            long enough = closedBytes - Math.max(1, closedBytes / SHED_PART);
            while (closedBytes > enough && !hasLatestEvent(ring.get(0), inOpen)) {
                // What count has evicted of the first block already is not shed.
                events += ring.get(0).size() - excess(inOpen);
                evictFirst();
            }
            shed += events;
        }
        if (events > 0) {
            owner.shed(events);
        }
    }

    /** How many events there are beyond the greatest number. After evicting, less than the first block has. */
    private int excess(int inOpen) {
        return (int) Math.max(0, closedEvents + inOpen - maxCount);
    }

    private boolean isTooLarge() {
        return closedBytes + (lastOpen() == null ? 0 : Math.max(blockBytes, openBytes())) > maxBytes;
    }

    /** Whether a closed block, the first one, is the last one with events: no limit on bytes takes the latest event. */
    private boolean hasLatestEvent(Slot first, int inOpen) {
        return first.size() == closedEvents && inOpen == 0;
    }

    /** Takes a closed block that left the ring out of the account. */
    private void forget(Slot slot) {
        slot.gone = true;
        closedEvents -= slot.size();
        closedBytes -= slot.bytes();
        settle(slot);
    }

    /** A block no longer waits for being sealed. */
    private void settle(Slot slot) {
        backlogBytes -= slot.waiting ? slot.bytes() : 0;
        slot.waiting = false;
    }

    private void evictNow() {
        synchronized (lock) {
            evict(openEvents());
        }
    }

    /** Lets time pass: closes a block that is so old that it would delay expiry. */
    private void letTimePass() {
        if (!expires()) {
            return;
        }
        long millis = clock.millis();
        boolean seal;
        synchronized (lock) {
            passed(millis);
            RecordingBlock last = lastOpen();
            if (last != null && isOld(last, nowMillis)) {
                closeLast();
            }
            seal = sealsAtOnce && !unsealed.isEmpty();
        }
        if (seal) {
            sealClosed();
        }
    }

    /** Seals what is closed, and evicts what expired or is too much for the heap. Called by the maintenance thread. */
    void maintain() {
        letTimePass();
        evictNow();
        shedUnderPressure();
        if (retiredBlocks() > 0) {
            owner.retired();
        }
        while (sealNext()) {
            // until nothing is left
        }
    }

    /** Seals the oldest block that waits for it; returns false if there is none. */
    private boolean sealNext() {
        Slot slot;
        RecordingBlock references;
        synchronized (lock) {
            do {
                slot = unsealed.pollFirst();
            } while (slot != null && slot.gone);
            references = slot == null ? null : slot.references;
        }
        if (slot == null || references == null) {
            return false;
        }
        SealedBlock sealed;
        try {
            sealed = Sealing.seal(references, slot.size(), slot.lastRecordedAtMillis(), options.compressed());
        } catch (Throwable e) { // also that memory is short
            // The events stay as they are, readable for ever; they only take more memory.
            synchronized (lock) {
                settle(slot);
            }
            owner.sealingFailed(e);
            return true;
        }
        synchronized (lock) {
            if (!slot.gone) {
                settle(slot);
                closedBytes += slot.seal(sealed);
            }
        }
        return true;
    }

    /** Closes the open block and seals everything, so that a test sees sealed blocks alone. */
    void sealAll() {
        synchronized (lock) {
            closeLast();
        }
        while (sealNext()) {
            // until nothing is left
        }
    }

    /**
     * What is held now. Expired events are evicted first.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the events, unaffected by what happens later
     */
    public Held held() {
        letTimePass();
        synchronized (lock) {
            int inOpen = openEvents();
            evict(inOpen);
            boolean skipOpen = lastOpen() != null && inOpen == 0;
            int blockCount = ring.size() - (skipOpen ? 1 : 0);
            List<Block> blocks = new ArrayList<>(blockCount);
            int size = 0;
            for (int i = 0; i < blockCount; i++) {
                Slot slot = ring.get(i);
                size = slot.isOpen() ? inOpen : slot.size();
                blocks.add(slot.block(size));
            }
            int excess = excess(inOpen);
            boolean complete = excess == 0 && evictedBlocksEvents == evictedBeforeOrigin;
            return new Held(new EventRun(blocks, excess, size), List.copyOf(retired), complete, originSequence);
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
        letTimePass();
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
            first = low == 0 ? excess(inOpen) : 0;
            block = slot.block(slot.isOpen() ? inOpen : slot.size());
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
        letTimePass();
        synchronized (lock) {
            int inOpen = openEvents();
            evict(inOpen);
            int excess = excess(inOpen);
            return new Counts(
                    recordedInClosed + inOpen,
                    closedEvents + inOpen - excess,
                    closedBytes + openBytes(),
                    evictedBlocksEvents + excess,
                    shed,
                    nextSequence(inOpen));
        }
    }

    /**
     * How much memory is held for the events: blocks with their headers, the open block, and what waits to be encoded or
     * folded, with all that these refer to. Not counted is what reading found out about blocks, which is held softly.
     *
     * <p><b>Cost.</b> Linear in the number of blocks and of events not encoded yet, the latter outside of the lock.
     *
     * @return how many bytes
     */
    public long heldBytes() {
        List<RecordingBlock> references = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        List<Block> waiting;
        long bytes = 0;
        synchronized (lock) {
            int inOpen = openEvents();
            for (int i = 0; i < ring.size(); i++) {
                Slot slot = ring.get(i);
                RecordingBlock block = slot.references;
                if (block == null) {
                    bytes += slot.bytes();
                } else {
                    references.add(block);
                    sizes.add(slot.isOpen() ? inOpen : slot.size());
                }
            }
            bytes += ring.heldBytes();
            waiting = List.copyOf(retired);
        }
        HeldBytes account = new HeldBytes();
        for (int i = 0; i < references.size(); i++) {
            bytes += references.get(i).heldBytes(sizes.get(i), account);
        }
        for (Block block : waiting) {
            bytes += block instanceof ReferenceBlock events
                    ? events.heldBytes(account::add)
                    : ((SealedBlock) block).memoryBytes();
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
            return retired.size();
        }
    }

    /**
     * Lets go of retired blocks.
     *
     * @param beforeSequence blocks that end before this sequence are no longer needed, nor will be those yet to be evicted
     */
    public void release(long beforeSequence) {
        synchronized (lock) {
            releasedBefore = Math.max(releasedBefore, beforeSequence);
            while (!retired.isEmpty()) {
                Block first = retired.getFirst();
                if (first.sequence(first.size() - 1) >= beforeSequence) {
                    return;
                }
                retired.removeFirst();
            }
        }
    }

    /** Forgets all events. Sequences go on, and the next event begins a new history. */
    public void clear() {
        synchronized (lock) {
            closeLast();
            evictedBlocksEvents += excess(0); // they were evicted, not cleared
            while (!ring.isEmpty()) {
                forget(ring.removeFirst());
            }
            unsealed.clear();
            retired.clear();
            evictedBeforeOrigin = evictedBlocksEvents;
            originSequence = sequenceAfterClosed;
        }
    }

    /** Ends the maintenance. What is held can still be read. */
    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
    }
}

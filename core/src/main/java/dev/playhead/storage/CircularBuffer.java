package dev.playhead.storage;

import dev.playhead.block.Block;
import dev.playhead.block.EventRun;
import dev.playhead.block.Held;
import dev.playhead.block.OpenBlock;
import dev.playhead.event.GridEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The events that a history keeps in memory: a ring of blocks, the oldest evicted when the {@link RetentionPolicy} says
 * so.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Appending gives one total order; a reader gets a run that neither
 * recording nor eviction changes.
 */
public final class CircularBuffer {
    /*
     * One lock guards the list of blocks and the open block's size. A block's events are written before its size, under
     * the lock, and never change; a reader that copied list and size under the lock may read them without it.
     *
     * Evicted blocks are retired, not dropped, where the history has projections: their events have to be folded into the
     * state before the oldest kept event (the base) first, and folding is code of the application's, which no lock may
     * cover. Whoever folds calls release().
     */
    private static final int MAX_BLOCK_EVENTS = 1_024;
    private static final int MIN_BLOCK_EVENTS = 16;
    private static final int BLOCKS_PER_CAPACITY = 8;
    private static final long MAX_BLOCK_BYTES = 256 * 1_024;
    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);

    private final UnaryOperator<GridEvent> toData;
    private final Clock clock;
    private final boolean retiring;
    private final long maxCount;
    private final long maxBytes;
    private final long maxAgeMillis;
    private final int blockEvents;
    private final long blockBytes;

    private final Object lock = new Object();
    // All below are guarded by the lock.
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Deque<Block> retired = new ArrayDeque<>();
    private @Nullable OpenBlock open;
    private int firstPosition;
    private long recorded;
    private long count;
    private long bytes;
    private long evicted;
    private boolean complete = true;
    private long nextSequence;
    private long originSequence;
    private long nowMillis = Long.MIN_VALUE;

    /** A block with what retention has to know of it. */
    private static final class Kept {
        Block block;
        long bytes;
        final long firstRecordedAtMillis;
        long lastRecordedAtMillis;

        Kept(Block block, long nowMillis) {
            this.block = block;
            this.firstRecordedAtMillis = nowMillis;
        }
    }

    /**
     * Numbers about the buffer.
     *
     * @param recorded how many events were appended since the buffer was made
     * @param stored how many events are kept
     * @param bytes about how many bytes they take
     * @param evicted how many events retention has evicted
     * @param nextSequence the sequence of the next event
     */
    public record Counts(long recorded, long stored, long bytes, long evicted, long nextSequence) {}

    /**
     * Creates an empty buffer.
     *
     * @param retention what to keep
     * @param toData from a captured event to one with plain data; runs no code of the application's
     * @param clock tells the time of recording
     * @param retiring whether evicted blocks wait for {@link #release}
     */
    public CircularBuffer(RetentionPolicy retention, UnaryOperator<GridEvent> toData, Clock clock, boolean retiring) {
        this.toData = toData;
        this.clock = clock;
        this.retiring = retiring;
        this.maxCount = retention.maxCount().orElse(Long.MAX_VALUE);
        this.maxBytes = retention.maxBytes().orElse(Long.MAX_VALUE);
        this.maxAgeMillis = millis(retention.maxAge().orElse(FOR_EVER));
        // Small histories get small blocks, so that they do not pin the application's objects for long, and so that
        // dropping a block costs a small part of what may be kept.
        this.blockEvents = (int) Math.min(MAX_BLOCK_EVENTS, Math.max(MIN_BLOCK_EVENTS, maxCount / BLOCKS_PER_CAPACITY));
        this.blockBytes = Math.min(MAX_BLOCK_BYTES, maxBytes / BLOCKS_PER_CAPACITY);
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
        return append(captured, -1);
    }

    /**
     * Appends an event at a given place, if that is not yet passed.
     *
     * @param captured the event, captured by value
     * @param wantedSequence the place that it had elsewhere, or -1 for the next one
     * @return its sequence, or -1 if the place was passed and nothing was appended
     */
    public long append(GridEvent captured, long wantedSequence) {
        long eventBytes = EstimatedBytes.of(captured);
        long millis = clock.millis();
        synchronized (lock) {
            if (wantedSequence >= 0 && wantedSequence < nextSequence) {
                return -1;
            }
            long sequence = Math.max(wantedSequence, nextSequence);
            nowMillis = Math.max(nowMillis, millis);
            OpenBlock block = open;
            if (block == null || block.isFull() || isDue(kept.getLast(), eventBytes)) {
                seal();
                block = new OpenBlock(blockEvents, toData);
                open = block;
                kept.addLast(new Kept(block, nowMillis));
            }
            block.append(sequence, captured);
            Kept last = kept.getLast();
            last.bytes += eventBytes;
            last.lastRecordedAtMillis = nowMillis;
            bytes += eventBytes;
            count++;
            recorded++;
            nextSequence = sequence + 1;
            evict();
            return sequence;
        }
    }

    /** Whether a block that is not full should end: it is large, or so old that it would delay expiry. */
    private boolean isDue(Kept block, long moreBytes) {
        return block.bytes + moreBytes > blockBytes
                || nowMillis - block.firstRecordedAtMillis > maxAgeMillis / BLOCKS_PER_CAPACITY;
    }

    private void seal() {
        OpenBlock full = open;
        if (full != null) {
            kept.getLast().block = new PlainBlock(full);
            open = null;
        }
    }

    private void evict() {
        while (!kept.isEmpty() && (isExpired(kept.getFirst()) || isTooLarge())) {
            evictFirstBlock();
        }
        long excess = count - maxCount;
        while (excess > 0) {
            int inFirst = kept.getFirst().block.size() - firstPosition;
            if (excess < inFirst) {
                firstPosition += (int) excess;
                countEvicted(excess);
                return;
            }
            excess -= inFirst;
            evictFirstBlock();
        }
    }

    private boolean isExpired(Kept block) {
        return nowMillis - block.lastRecordedAtMillis > maxAgeMillis;
    }

    private boolean isTooLarge() {
        // The block that is being recorded into stays, or the latest event might be gone before anyone saw it.
        return bytes > maxBytes && kept.size() > 1;
    }

    private void evictFirstBlock() {
        if (kept.size() == 1) {
            seal();
        }
        Kept first = kept.removeFirst();
        countEvicted(first.block.size() - firstPosition);
        bytes -= first.bytes;
        firstPosition = 0;
        if (retiring) {
            retired.addLast(first.block);
        }
    }

    private void countEvicted(long events) {
        count -= events;
        evicted += events;
        complete = false;
    }

    /**
     * What is held now. Expired events are evicted first.
     *
     * @return the events, unaffected by what happens later
     */
    public Held held() {
        long millis = clock.millis();
        synchronized (lock) {
            nowMillis = Math.max(nowMillis, millis);
            evict();
            List<Block> blocks = new ArrayList<>(kept.size());
            kept.forEach(each -> blocks.add(each.block));
            int end = kept.isEmpty() ? 0 : kept.getLast().block.size();
            return new Held(new EventRun(blocks, firstPosition, end), List.copyOf(retired), complete, originSequence);
        }
    }

    /**
     * Numbers about what is held now.
     *
     * @return the counts
     */
    public Counts counts() {
        synchronized (lock) {
            return new Counts(recorded, count, bytes, evicted, nextSequence);
        }
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
     * @param beforeSequence blocks that end before this sequence are no longer needed
     */
    public void release(long beforeSequence) {
        synchronized (lock) {
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
            kept.clear();
            retired.clear();
            open = null;
            firstPosition = 0;
            count = 0;
            bytes = 0;
            complete = true;
            originSequence = nextSequence;
        }
    }
}

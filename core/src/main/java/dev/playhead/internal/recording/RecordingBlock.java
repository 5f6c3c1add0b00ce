package dev.playhead.internal.recording;

import dev.playhead.block.ReferenceBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.internal.reflection.HeldBytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The block to which events are appended: an array of slots, each claimed and filled by one thread.
 *
 * <pre>
 *   slots    [ e0 | e1 | e2 |  . | e4 |  .  |  .  |  .  ]
 *                             ^ claimed by a thread that has not filled it yet
 *   claims   5
 * </pre>
 *
 * <p><b>Threading.</b> Any number of threads claim, fill and read slots. Only {@link #close} and {@link #appendAt},
 * which is for blocks whose sequences may have gaps, require the buffer's lock.
 */
final class RecordingBlock implements ReferenceBlock.Slots {
    /*
     * A claim is one atomic increment, so the order of claims is the order of recording. A slot is filled by a release
     * store and read by an acquire load. A reader that finds a claimed slot empty waits for the few instructions that
     * the claiming thread needs to fill it. No lock lies between claiming and filling, so the wait ends as soon as that
     * thread runs.
     *
     * Closing exchanges the number of claims for a number beyond the capacity. Earlier claims count. Later claims fail,
     * and their threads continue with the next block. The exchange therefore determines the size of the block.
     */
    private static final VarHandle CLAIMS;
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(GridEvent[].class);
    private static final int OBJECT_BYTES = 64;
    /** A number of claims that exceeds any capacity, but is so small that failing claims do not make it overflow. */
    private static final int CLOSED = 1 << 30;

    static {
        try {
            CLAIMS = MethodHandles.lookup().findVarHandle(RecordingBlock.class, "claims", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable GridEvent[] slots;
    private final UnaryOperator<GridEvent> toData;
    private final long firstSequence;
    /**
     * The sequences of the events if gaps are allowed; otherwise null. Guarded by the buffer's lock until the block is
     * closed.
     */
    private final long @Nullable [] sequences;

    private final long openedAtMillis;
    private final @Nullable RecordingBreak breakBefore;

    @SuppressWarnings("UnusedVariable") // accessed by its VarHandle
    private volatile int claims;

    /**
     * The latest time passed to {@link #recordedAt}; at first, the time at which the block was opened. Benign race: of
     * two concurrent updates, either may remain.
     */
    private long lastRecordedAtMillis;

    /**
     * The estimated size. Benign race: threads may lose each other's additions, and the block may then be closed
     * slightly later.
     */
    private long bytes;

    /** Creates a block of consecutive sequences. */
    RecordingBlock(
            int capacity,
            long firstSequence,
            long openedAtMillis,
            @Nullable RecordingBreak breakBefore,
            UnaryOperator<GridEvent> toData) {
        this(capacity, firstSequence, null, openedAtMillis, breakBefore, toData);
    }

    private RecordingBlock(
            int capacity,
            long firstSequence,
            long @Nullable [] sequences,
            long openedAtMillis,
            @Nullable RecordingBreak breakBefore,
            UnaryOperator<GridEvent> toData) {
        this.slots = new GridEvent[capacity];
        this.firstSequence = firstSequence;
        this.sequences = sequences;
        this.openedAtMillis = openedAtMillis;
        this.lastRecordedAtMillis = openedAtMillis;
        this.breakBefore = breakBefore;
        this.toData = toData;
    }

    /**
     * Returns a block whose sequences may have gaps. Events are appended with their sequences, under the buffer's lock.
     */
    static RecordingBlock withGaps(
            int capacity, long openedAtMillis, @Nullable RecordingBreak breakBefore, UnaryOperator<GridEvent> toData) {
        return new RecordingBlock(capacity, -1, new long[capacity], openedAtMillis, breakBefore, toData);
    }

    /** Appends an event to a block with gaps. Returns false if the block is full or has consecutive sequences. */
    boolean appendAt(long sequence, GridEvent captured) {
        int position = size();
        if (sequences == null || position == slots.length) {
            return false;
        }
        sequences[position] = sequence;
        SLOTS.setRelease(slots, position, captured);
        CLAIMS.setRelease(this, position + 1);
        return true;
    }

    /** Returns a block to which no event can be appended, for use until a block is opened. */
    static RecordingBlock closed() {
        return new RecordingBlock(0, -1, 0, null, event -> event);
    }

    /**
     * Appends an event at the next position. Returns the position, or -1 if the block is full or closed.
     *
     * <p>Claiming and filling are in one method, so that a thread with enough stack to claim a slot also has enough
     * stack to fill it. If the stack overflowed in between, the claimed slot would stay empty, and readers would wait
     * for it indefinitely.
     */
    int append(GridEvent captured) {
        // Checked first, so that late threads do not increment the count without bound.
        if ((int) CLAIMS.getOpaque(this) >= slots.length) {
            return -1;
        }
        int position = (int) CLAIMS.getAndAdd(this, 1);
        if (position >= slots.length) {
            return -1;
        }
        SLOTS.setRelease(slots, position, captured);
        return position;
    }

    /** Adds to the estimated size, and returns the new size. */
    long addBytes(long more) {
        bytes += more;
        return bytes;
    }

    /** Raises the time of the last recording to the given time, unless it is already later. */
    void recordedAt(long millis) {
        lastRecordedAtMillis = Math.max(lastRecordedAtMillis, millis);
    }

    long lastRecordedAtMillis() {
        return lastRecordedAtMillis;
    }

    long bytes() {
        return bytes;
    }

    /** Closes the block, and returns its final number of events. Called once, under the buffer's lock. */
    int close() {
        return Math.min((int) CLAIMS.getAndSet(this, CLOSED), slots.length);
    }

    /** Returns the break before the first event; null if there is none. */
    @Nullable
    RecordingBreak breakBefore() {
        return breakBefore;
    }

    /** Returns the number of bytes that the first {@code size} events and the arrays of all slots take. */
    long heldBytes(int size, HeldBytes account) {
        long bytes = OBJECT_BYTES + 16 + 4L * slots.length + (sequences == null ? 0 : 16 + 8L * sequences.length);
        for (int i = 0; i < size; i++) {
            bytes += account.add(captured(i));
        }
        return bytes;
    }

    /** Returns the number of claimed slots. Must not be called after the block was closed. */
    int size() {
        return Math.min((int) CLAIMS.getAcquire(this), slots.length);
    }

    long openedAtMillis() {
        return openedAtMillis;
    }

    @Override
    public long sequence(int position) {
        return sequences == null ? firstSequence + position : sequences[position];
    }

    /** Returns the event as captured. Waits until the thread that claimed the slot has filled it. */
    @Override
    public GridEvent captured(int position) {
        GridEvent event = (GridEvent) SLOTS.getAcquire(slots, position);
        return event != null ? event : await(position);
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is appropriate: the awaited thread may need this processor
    private GridEvent await(int position) {
        for (int spins = 0; ; spins++) {
            GridEvent event = (GridEvent) SLOTS.getAcquire(slots, position);
            if (event != null) {
                return event;
            }
            if (spins < 1_000) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    @Override
    public GridEvent data(int position) {
        return toData.apply(captured(position));
    }
}

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
 * The block that is being recorded into: an array of places, each claimed and filled by one thread.
 *
 * <pre>
 *   places   [ e0 | e1 | e2 |  . | e4 |  .  |  .  |  .  ]
 *                             ^ claimed by a thread that has not filled it yet
 *   claims   5
 * </pre>
 *
 * <p><b>Threading.</b> Any number of threads claim, fill and read. Nothing but {@link #close} needs the owner's lock.
 */
final class RecordingBlock implements ReferenceBlock.Places {
    /*
     * A claim is one atomic increment, so the order of claims is the order of recording. A place is filled by a release
     * store and read by an acquire load; a reader that finds a claimed place empty waits for the few instructions that the
     * claiming thread needs to fill it. No lock lies between the two, so the wait ends as soon as that thread runs.
     *
     * Closing swaps the number of claims for one beyond the capacity. Claims before it count; later ones fail, and those
     * who made them go to the next block. So the size is settled by that one instruction.
     */
    private static final VarHandle CLAIMS;
    private static final VarHandle PLACES = MethodHandles.arrayElementVarHandle(GridEvent[].class);
    private static final int OBJECT_BYTES = 64;
    /** Beyond any capacity, and far enough from overflowing by failing claims. */
    private static final int CLOSED = 1 << 30;

    static {
        try {
            CLAIMS = MethodHandles.lookup().findVarHandle(RecordingBlock.class, "claims", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable GridEvent[] places;
    private final UnaryOperator<GridEvent> toData;
    private final long firstSequence;
    /** The sequences, where they have gaps; null where they have none. Guarded by the owner's lock until closed. */
    private final long @Nullable [] sequences;

    private final long openedAtMillis;
    private final @Nullable RecordingBreak breakBefore;

    @SuppressWarnings("UnusedVariable") // by its VarHandle
    private volatile int claims;

    /** When the last event was recorded, where anybody asks. A benign race: of two threads at once, either one's time. */
    private long lastRecordedAtMillis;

    /** The estimated size. A benign race: threads may lose each other's additions, and the block be sealed a bit later. */
    private long bytes;

    /** A block whose sequences follow one another. */
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
        this.places = new GridEvent[capacity];
        this.firstSequence = firstSequence;
        this.sequences = sequences;
        this.openedAtMillis = openedAtMillis;
        this.lastRecordedAtMillis = openedAtMillis;
        this.breakBefore = breakBefore;
        this.toData = toData;
    }

    /** A block whose sequences are given with the events. Its owner alone appends to it, under its lock. */
    static RecordingBlock withGaps(
            int capacity, long openedAtMillis, @Nullable RecordingBreak breakBefore, UnaryOperator<GridEvent> toData) {
        return new RecordingBlock(capacity, -1, new long[capacity], openedAtMillis, breakBefore, toData);
    }

    /** Appends to a block with gaps; returns false if it is full. */
    boolean appendAt(long sequence, GridEvent captured) {
        int position = size();
        if (sequences == null || position == places.length) {
            return false;
        }
        sequences[position] = sequence;
        PLACES.setRelease(places, position, captured);
        CLAIMS.setRelease(this, position + 1);
        return true;
    }

    /** A block that takes nothing, in the place of one that is not there yet. */
    static RecordingBlock closed() {
        return new RecordingBlock(0, -1, 0, null, event -> event);
    }

    /**
     * Puts an event into the next place; returns the place, or -1 if there is none.
     *
     * <p>Claiming and filling are in one method, so that a thread which has stack enough to claim has enough to fill: readers
     * would wait for ever for a place whose thread gave up in between.
     */
    int append(GridEvent captured) {
        // Looked at first, so that threads which come late do not count without end.
        if ((int) CLAIMS.getOpaque(this) >= places.length) {
            return -1;
        }
        int position = (int) CLAIMS.getAndAdd(this, 1);
        if (position >= places.length) {
            return -1;
        }
        PLACES.setRelease(places, position, captured);
        return position;
    }

    /** Adds to the estimated size; returns it. */
    long addBytes(long more) {
        bytes += more;
        return bytes;
    }

    /** Notes the time of recording; it never goes back. */
    void recordedAt(long millis) {
        lastRecordedAtMillis = Math.max(lastRecordedAtMillis, millis);
    }

    long lastRecordedAtMillis() {
        return lastRecordedAtMillis;
    }

    long bytes() {
        return bytes;
    }

    /** Ends the block. Called once, under the owner's lock; returns how many events it has for good. */
    int close() {
        return Math.min((int) CLAIMS.getAndSet(this, CLOSED), places.length);
    }

    /** Returns the break in front of the first event, whatever its sequence; null if there is none. */
    @Nullable
    RecordingBreak breakBefore() {
        return breakBefore;
    }

    /** How much memory the first events take, with the places for all. */
    long heldBytes(int size, HeldBytes account) {
        long bytes = OBJECT_BYTES + 16 + 4L * places.length + (sequences == null ? 0 : 16 + 8L * sequences.length);
        for (int i = 0; i < size; i++) {
            bytes += account.add(captured(i));
        }
        return bytes;
    }

    /** How many places are claimed. Only for a block that is not closed. */
    int size() {
        return Math.min((int) CLAIMS.getAcquire(this), places.length);
    }

    long openedAtMillis() {
        return openedAtMillis;
    }

    @Override
    public long sequence(int position) {
        return sequences == null ? firstSequence + position : sequences[position];
    }

    /** The event as it was captured; waits until the thread that claimed the place has filled it. */
    @Override
    public GridEvent captured(int position) {
        GridEvent event = (GridEvent) PLACES.getAcquire(places, position);
        return event != null ? event : await(position);
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is right here: the thread waited for may need this processor
    private GridEvent await(int position) {
        for (int spins = 0; ; spins++) {
            GridEvent event = (GridEvent) PLACES.getAcquire(places, position);
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

package dev.playhead.internal.recording;

import dev.playhead.event.SequenceRange;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import org.jspecify.annotations.Nullable;

/**
 * The observer of a {@link CircularBuffer}: is notified of what happens in it, and asked for the states to store.
 *
 * <p><b>Threading.</b> Called on the thread that notices, without a lock. Before the buffer is {@linkplain
 * CircularBuffer#start started}, and nothing is appended, only failures are reported.
 */
public interface BufferOwner {
    /** The calling thread, which records, has opened a block. */
    void rolled();

    /** The maintenance thread has evicted blocks that wait for {@link CircularBuffer#release}. */
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
     * What the store is to get of states on the way. Asked by the thread that stores, or that closes a store read.
     *
     * @param upTo the events up to this sequence are stored
     * @param last whether this is asked for the last time
     * @return the states
     */
    NewStates newStates(long upTo, boolean last);

    /** The store, open for reading, may have got more from its writer. */
    void refreshed();

    /**
     * The store failed. Reported once, until it works again.
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

package dev.playhead.internal.recording;

import dev.playhead.event.SequenceRange;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import org.jspecify.annotations.Nullable;

/**
 * The observer of a {@link CircularBuffer}. It receives notifications from the buffer and supplies the states to store.
 *
 * <p><b>Threading.</b> Called on the thread that detects the change, without a lock. Before the buffer is
 * {@linkplain CircularBuffer#start started}, and as long as nothing is appended, only failures are reported.
 */
public interface BufferOwner {
    /** Reports that the calling thread, which records, has opened a block. */
    void rolled();

    /** Reports that the maintenance thread has evicted blocks that wait for {@link CircularBuffer#release}. */
    void retired();

    /**
     * Reports that a block could not be encoded and stays as it is.
     *
     * @param failure the exception
     */
    void sealingFailed(Throwable failure);

    /**
     * Reports that the oldest blocks were evicted because the heap was too full.
     *
     * @param events the number of events evicted
     */
    void shed(long events);

    /**
     * Returns the checkpoint states to store and to drop. Called by the writer thread, or by the thread that closes a store
     * open for reading.
     *
     * @param upTo the sequence up to which events are stored
     * @param last whether this is the last call
     * @return the states
     */
    NewStates newStates(long upTo, boolean last);

    /** Reports that the store, open for reading, may have received more from its writer. */
    void refreshed();

    /**
     * Reports that the store failed. Called once, until the store works again.
     *
     * @param failure the cause
     */
    void storeFailed(Throwable failure);

    /** Reports that the store works again. */
    void storeResumed();

    /**
     * Reports that events are lost.
     *
     * @param range their sequences
     * @param why the reason
     * @param cause the exception that led to the loss; null if there is none
     */
    void lost(SequenceRange range, String why, @Nullable Throwable cause);
}

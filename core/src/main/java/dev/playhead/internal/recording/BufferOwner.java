package dev.playhead.internal.recording;

import dev.playhead.event.SequenceRange;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import org.jspecify.annotations.Nullable;

/**
 * The observer of a {@link CircularBuffer}. It receives notifications from the buffer and supplies the states to store.
 *
 * <p><b>Threading.</b> The methods are called on the thread that detects the change, and not under a lock. Until the
 * buffer is {@linkplain CircularBuffer#start started} or the first event is appended, only failures are reported.
 */
public interface BufferOwner {
    /** Reports that a block was closed because the calling thread recorded an event. */
    void rolled();

    /** Reports that evicted blocks wait for {@link CircularBuffer#release}. Called by the maintenance thread. */
    void retired();

    /**
     * Reports that a block could not be encoded and remains unencoded in memory.
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
     * Returns the checkpoint states to store and to drop. Called by the writer thread, or by the thread that closes a
     * store that is open for reading.
     *
     * @param upTo the sequence up to which events are stored
     * @param last whether the store is about to be closed; may be true in several calls
     * @return the states
     */
    NewStates newStates(long upTo, boolean last);

    /** Reports that the store, which is open for reading, may contain new events from its writer. */
    void refreshed();

    /**
     * Reports that storing events, maintaining the store or reading it failed. While the same activity keeps failing,
     * this is not reported again.
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

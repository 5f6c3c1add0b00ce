package dev.playhead.internal.recording;

import dev.playhead.block.SealedBlock;
import dev.playhead.internal.recording.DropPlanner.Plan;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The interface between a buffer and its writer: the unstored events, and the results of storing them. */
interface UnstoredEvents {
    /** Returns whether blocks are compressed. */
    boolean isCompressed();

    /** Returns the last recorded sequence; -1 if there is none. */
    long lastSequence();

    /** Returns the approximate number of bytes of closed blocks that are not stored. */
    long unstoredBytes();

    /** Seals every closed block. Returns the sequence after the last event that was recorded before this call. */
    long sealAllClosed() throws InterruptedException;

    /** Returns the contents of the next commit. */
    PendingCommit pendingCommit(PendingCommit.Request request);

    /**
     * Returns the checkpoints to store and to drop, given the sequence up to which events are stored. If {@code all} is
     * true, as at the end of the session, checkpoints in groups that may still grow are included, too.
     */
    NewStates newStates(long upTo, boolean all);

    /**
     * Publishes the results of a commit.
     *
     * @param pending the contents of the commit
     * @param blocks the stored blocks, by their first sequence
     * @param plan what the commit dropped; null if the store was salvaged during the commit, so that nothing was
     *     dropped
     * @param keptBytes the number of bytes of stored blocks that may stay in memory
     */
    void stored(PendingCommit pending, Map<Long, SealedBlock> blocks, @Nullable Plan plan, long keptBytes);

    /** Returns the blocks of the oldest group to be indexed; see {@link SharedBlocks#unindexed}. */
    List<StoredIndexes.Member> unindexed(StoredIndexes indexes);

    /** Reconciles the buffer with a store that was salvaged. */
    void reconcile(StoreContents contents, RecoveryReport report);

    /**
     * Discards the oldest unstored events until the others have at most the given number of bytes. Reports the
     * discarded events as lost.
     */
    void loseUnstored(long maxBytes, long durableSequence);

    /** Reports that the store fails. */
    void storeFailed(Throwable failure);

    /** Reports that the store works again. */
    void storeResumed();
}

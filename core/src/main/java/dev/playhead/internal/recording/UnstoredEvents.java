package dev.playhead.internal.recording;

import dev.playhead.block.SealedBlock;
import dev.playhead.internal.recording.DropPlanner.Plan;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of a buffer as its writer sees them: what is to be stored, and what becomes of it. */
interface UnstoredEvents {
    /** Returns whether blocks are compressed. */
    boolean isCompressed();

    /** Returns the last sequence that was recorded, or -1. */
    long lastSequence();

    /** Returns about how many bytes of closed blocks are not stored. */
    long unstoredBytes();

    /** Seals every closed block; returns the sequence before which all blocks were begun. */
    long sealAllClosed() throws InterruptedException;

    /** Returns what is not stored. */
    PendingCommit pendingCommit(PendingCommit.Request request);

    /** Returns the checkpoints to store and to drop; all of them before a session ends. */
    NewStates newStates(long upTo, boolean all);

    /**
     * Publishes what a commit has stored.
     *
     * @param pending what was to be stored
     * @param blocks the stored blocks, by their first sequence
     * @param plan what was dropped; null if the store was salvaged during the commit, and dropped nothing
     * @param keptBytes how many bytes of stored blocks may stay in memory
     */
    void stored(PendingCommit pending, Map<Long, SealedBlock> blocks, @Nullable Plan plan, long keptBytes);

    /** Reconciles the buffer with a store that was salvaged. */
    void reconcile(StoreContents contents, RecoveryReport report);

    /** Discards the oldest unstored events beyond a number of bytes, and reports them as lost. */
    void loseUnstored(long maxBytes, long durableSequence);

    /** Reports that the store fails. */
    void storeFailed(Throwable failure);

    /** Reports that the store works again. */
    void storeResumed();
}

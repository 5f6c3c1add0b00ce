package dev.playhead.internal.recording;

import dev.playhead.block.SealedBlock;
import dev.playhead.event.SequenceRange;
import dev.playhead.internal.recording.DropPlanner.Plan;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.timetravel.SnapshotManager.FoldedBaseline;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The unstored events of a buffer. */
final class BufferUnstoredEvents implements UnstoredEvents {
    private final BufferState state;
    private final BlockSealer sealer;
    private final BufferOwner owner;

    BufferUnstoredEvents(BufferState state, BlockSealer sealer, BufferOwner owner) {
        this.state = state;
        this.sealer = sealer;
        this.owner = owner;
    }

    @Override
    public boolean isCompressed() {
        return state.compressed;
    }

    @Override
    public long unstoredBytes() {
        synchronized (state.lock) {
            return state.ring.unstoredBytes();
        }
    }

    @Override
    public long lastSequence() {
        synchronized (state.lock) {
            return state.nextSequence(state.openEvents()) - 1;
        }
    }

    @Override
    public long sealAllClosed() throws InterruptedException {
        return sealer.sealAllClosed();
    }

    @Override
    public PendingCommit pendingCommit(PendingCommit.Request request) {
        synchronized (state.lock) {
            int inOpen = state.openEvents();
            state.evict(inOpen);
            return state.ring.pendingCommit(request, inOpen, state.retention.bounds(), state.retention.clears());
        }
    }

    @Override
    public NewStates newStates(long upTo, boolean all) {
        return owner.newStates(upTo, all);
    }

    @Override
    public void stored(PendingCommit pending, Map<Long, SealedBlock> blocks, @Nullable Plan plan, long keptBytes) {
        synchronized (state.lock) {
            state.ring.stored(pending, blocks, plan == null ? 0 : plan.beforeSequence());
            FoldedBaseline states = plan == null ? null : plan.states();
            if (states != null) {
                state.retention.stored(states);
            }
            state.ring.page(keptBytes);
        }
    }

    @Override
    public List<StoredIndexes.Member> unindexed(StoredIndexes indexes) {
        synchronized (state.lock) {
            return state.ring.unindexed(indexes);
        }
    }

    @Override
    public void reconcile(StoreContents contents, RecoveryReport report) {
        List<SequenceRange> lost;
        synchronized (state.lock) {
            lost = state.ring.reconcile(contents, state.retention.keptFrom(), state.retention.blockEvents());
        }
        lost.forEach(range -> owner.lost(range, "the store was damaged: " + report, null));
    }

    @Override
    public void loseUnstored(long maxBytes, long durableSequence) {
        List<SequenceRange> lost;
        synchronized (state.lock) {
            lost = state.ring.loseUnstored(maxBytes, durableSequence);
        }
        lost.forEach(range ->
                owner.lost(range, "the store accepts no more events, and the memory budget is exceeded", null));
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

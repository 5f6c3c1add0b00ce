package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.internal.recording.DropPlanner.Bounds;
import dev.playhead.internal.recording.DropPlanner.Part;
import dev.playhead.internal.recording.DropPlanner.Plan;
import dev.playhead.internal.recording.PendingCommit.Pending;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.SnapshotManager.FoldedBaseline;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commits the events of a buffer that are not in the store yet. A commit first plans which parts of the store to drop,
 * and then stores a batch. After that, it publishes the results to the buffer. If the store was salvaged meanwhile, the
 * commit instead reconciles the buffer with the store.
 *
 * <p><b>Threading.</b> Confined to the writer thread, except {@link #durableSequence}.
 */
final class Committer {
    /**
     * The minimum time until base states are stored again, per byte of the states stored last. It limits the volume of
     * states to a megabyte per second.
     */
    private static final long STATE_NANOS_PER_BYTE = 1_000;

    /**
     * The soft limit on the bytes of blocks in one commit. It is small, so that commits succeed again as soon as a full
     * disk has a little free space.
     */
    static final long MAX_BATCH_BYTES = 8 << 20;

    private final UnstoredEvents events;
    private final EventStore store;
    private final Durability durability;
    private final long budgetBytes;
    private final StoreReader reader;
    private final Clock clock;
    private final StoredSession session;
    private final DropPlanner planner;
    private final IndexStoring indexing;
    private final StoredParts storedParts = new StoredParts();
    private BlockWriter tailWriter;

    private volatile long durable;

    private RecoveryReport lastRecovery;
    private boolean sessionStored;
    /** The break in the session's row of the store. */
    private Optional<RecordingBreak> storedBreak = Optional.empty();

    private StoreContents.HistoryPosition position;
    private long droppedBefore;
    private long clears;
    private List<StoredState> states;
    /** The base states that this session stored last; null if it has stored none since its start or since a clear. */
    private @Nullable FoldedBaseline storedBaseline;

    private boolean storedBaselineIsLost;
    private long nextStatesNanos = System.nanoTime();

    Committer(
            UnstoredEvents events,
            StoreConfig config,
            RetentionPolicy policy,
            StoreReader reader,
            StoreContents found,
            Clock clock) {
        this.events = events;
        this.store = config.store();
        this.durability = config.durability();
        this.budgetBytes = config.budgetBytes();
        this.reader = reader;
        this.clock = clock;
        this.tailWriter = new BlockWriter(events.isCompressed());
        this.position = found.history();
        this.states = new ArrayList<>(found.states());
        this.planner = new DropPlanner(policy);
        this.indexing = new IndexStoring(events, store, reader.cache());
        if (!planner.keepsEverything()) {
            storedParts.reset(found);
        }
        long nextSequence = position.nextSequence();
        this.durable = nextSequence - 1;
        List<StoredSession> sessions = reader.sessions();
        long number = sessions.isEmpty() ? 1 : sessions.get(sessions.size() - 1).number() + 1;
        this.session = new StoredSession(number, clock.instant(), nextSequence, Optional.empty(), config.context());
        this.lastRecovery = store.recovery();
    }

    /** Returns the durable sequence. No event up to this sequence still has to be stored. */
    long durableSequence() {
        return durable;
    }

    /** Discards a tail that a failed commit may have left half encoded. */
    void reset() {
        tailWriter = new BlockWriter(events.isCompressed());
    }

    /**
     * Commits the events recorded before the call.
     *
     * @param awaited whether a caller waits for the commit; in that case, tails are stored too and the store is synced,
     *     regardless of the durability mode
     * @param last whether the commit ends the session
     */
    void commit(boolean awaited, boolean last) throws InterruptedException {
        commitPending(awaited, false);
        if (last) {
            // A separate commit ends the session. Before it, the last events were stored, so that their checkpoints
            // can be stored as well.
            commitPending(awaited, true);
        }
    }

    private void commitPending(boolean awaited, boolean last) throws InterruptedException {
        // Blocks begun after this point are left to the next commit, which finds them sealed. If they were stored now
        // as tails, they would be encoded twice. At a high event rate, this would affect most blocks.
        long before = events.sealAllClosed();
        boolean withTail = awaited || durability != Durability.ON_FLUSH;
        boolean again = true;
        while (again) {
            // Collect the checkpoints before the pending events, so that the pending commit also contains the base
            // states from which the checkpoints were folded.
            NewStates checkpoints = events.newStates(durable, last);
            PendingCommit pending =
                    events.pendingCommit(new PendingCommit.Request(durable, before, withTail, MAX_BATCH_BYTES));
            Plan plan = plan(pending, last && !pending.isPart());
            boolean drops = plan.beforeSequence() > droppedBefore || plan.states() != null || isNewHistory(pending);
            // If the store was salvaged during a commit, the commit has dropped nothing. The drops are planned again.
            boolean salvaged = false;
            long next = Math.max(
                    Math.max(durable, pending.upTo()) + 1, pending.bounds().originSequence());
            boolean breaks = !pending.breakAt(next).equals(storedBreak);
            if (awaited
                    || !sessionStored
                    || !pending.isEmpty()
                    || drops
                    || breaks
                    || wasSalvaged() // salvaged while an index was stored: this commit reconciles the buffer
                    || checkpoints.isUrgent()
                    || !checkpoints.added().isEmpty()) {
                salvaged = commit(pending, plan, checkpoints, awaited, last && !pending.isPart());
            }
            // The state after a break can be stored once the events before the break are stored. This commit may have
            // stored those events.
            again = pending.isPart()
                    || salvaged
                    || ((awaited || last) && events.newStates(durable, last).isUrgent());
        }
    }

    /** Plans which parts a commit drops, given the parts that the commit adds. */
    private Plan plan(PendingCommit pending, boolean last) {
        Bounds bounds = pending.bounds();
        List<FoldedBaseline> states = new ArrayList<>();
        for (FoldedBaseline folded : bounds.states()) {
            // Large states are not stored with every commit, to limit the volume written. Until they are stored, the
            // store retains slightly more than the policy requires.
            if (last || isBaseline(folded) || System.nanoTime() - nextStatesNanos >= 0) {
                states.add(folded);
            }
        }
        Collection<Part> parts = List.of();
        if (!planner.keepsEverything()) {
            List<Part> added = new ArrayList<>();
            pending.blocks().forEach(block -> added.add(block.part()));
            for (PendingCommit.Tail tail : pending.tails()) {
                Block block = tail.block();
                int events = block.size() - tail.from();
                long first = block.sequence(tail.from());
                added.add(new Part(first, block.sequence(block.size() - 1), events, 0, tail.recordedAtMillis()));
            }
            parts = storedParts.after(added, pending.quarantined().keySet());
        }
        Plan plan = planner.plan(
                parts,
                new Bounds(
                        bounds.nowMillis(),
                        bounds.originSequence(),
                        bounds.evictedBefore(),
                        bounds.needsStates(),
                        states));
        boolean again = plan.states() == null && storedBaselineIsLost && !isNewHistory(pending);
        return again ? new Plan(plan.beforeSequence(), plan.events(), storedBaseline) : plan;
    }

    private static boolean isBaseline(FoldedBaseline folded) {
        return folded.beforeSequence() == folded.originSequence();
    }

    /** Commits one batch of pending events. Returns whether the store was salvaged since the previous batch. */
    private boolean commit(PendingCommit pending, Plan plan, NewStates checkpoints, boolean awaited, boolean last) {
        keep(pending.leaving(), plan.beforeSequence());
        StoreBatch.Builder batch = StoreBatch.builder();
        pending.quarantined().forEach(batch::quarantine);
        pending.lost().stream()
                .filter(range -> range.last() >= plan.beforeSequence())
                .forEach(batch::lost);
        // Cleared events count as durable without being stored: this commit records that they were cleared. Sequences
        // without an event also count as durable, because an import may continue after lost events or after a break.
        long reached =
                Math.max(Math.max(durable, pending.upTo()), pending.bounds().originSequence() - 1);
        Map<Long, SealedBlock> blocks = new LinkedHashMap<>();
        for (Pending block : pending.blocks()) {
            reached = Math.max(reached, block.lastSequence());
            if (block.lastSequence() >= plan.beforeSequence()) {
                SealedBlock bytes = sealed(block);
                blocks.put(block.firstSequence(), bytes);
                batch.block(bytes);
            }
        }
        List<SealedBlock> tails = new ArrayList<>();
        for (PendingCommit.Tail tail : pending.tails()) {
            SealedBlock block = encode(tail);
            reached = Math.max(reached, block.header().lastSequence());
            tails.add(block);
            batch.tail(block);
        }
        // The next sequence follows the last stored event, not the last recorded event. A sequence that was never
        // stored may be assigned again after a crash.
        StoreContents.HistoryPosition next = position(pending, plan, reached);
        batch.position(next);
        Map<String, byte[]> baseline = drop(pending, plan, batch);
        NewStates added = isNewHistory(pending)
                ? NewStates.NONE
                : checkpoints.from(Math.max(droppedBefore, plan.beforeSequence()));
        added.added().forEach(state -> batch.state(state.name(), state.sequence(), state.bytes()));
        added.dropped().forEach(state -> batch.dropState(state.name(), state.sequence()));
        // The event after the break is not stored, so no block in the store contains the break.
        Optional<RecordingBreak> unstoredBreak = pending.breakAt(next.nextSequence());
        StoredSession stated =
                (last ? session.ended(clock.instant(), next.nextSequence()) : session).with(unstoredBreak);
        if (!sessionStored || last || !unstoredBreak.equals(storedBreak)) {
            batch.session(stated);
        }
        // EVERY_EVENT syncs even if no caller waits yet, so that later callers need not wait.
        store.commit(batch.build(), awaited || durability == Durability.EVERY_EVENT);
        storedBreak = unstoredBreak;
        if (!sessionStored) {
            sessionStored = true;
            List<StoredSession> sessions = new ArrayList<>(reader.sessions());
            sessions.add(session);
            reader.sessions(sessions);
        }
        if (wasSalvaged()) {
            reconcile(pending, blocks);
            return true;
        }
        noteDropped(pending, plan, baseline);
        StoredIndexes indexes = reader.cache().indexes();
        indexes.dropBefore(plan.beforeSequence());
        reader.cache().forgetValues(plan.beforeSequence() - 1);
        pending.quarantined().keySet().forEach(indexes::dropAt);
        pending.quarantined().keySet().forEach(storedParts::remove);
        if (!planner.keepsEverything()) {
            blocks.values().forEach(block -> storedParts.add(StoredParts.of(block)));
            tails.forEach(block -> storedParts.addTail(StoredParts.of(block)));
        }
        added.added()
                .forEach(state -> states.add(new StoredState(state.name(), state.sequence(), state.bytes().length)));
        states.removeAll(added.dropped());
        added.onStored().run();
        position = next;
        events.stored(pending, blocks, plan, budgetBytes / 2);
        durable = reached;
        return false;
    }

    /** Stores an index, if a group of blocks has none; see {@link IndexStoring}. */
    void storeIndex() {
        indexing.storeNext();
    }

    @SuppressWarnings("ReferenceEquality") // a different report is a different object
    private boolean wasSalvaged() {
        return store.recovery() != lastRecovery;
    }

    private StoreContents.HistoryPosition position(PendingCommit pending, Plan plan, long reached) {
        long origin = pending.bounds().originSequence();
        long evicted = origin == position.originSequence() ? position.evictedEvents() : 0;
        return new StoreContents.HistoryPosition(Math.max(reached + 1, origin), origin, evicted + plan.events());
    }

    /**
     * Reconciles the buffer with a damaged store that was rebuilt from its readable part since the previous commit. The
     * store contains the events of the current commit, but possibly its drops were not applied.
     */
    private void reconcile(PendingCommit pending, Map<Long, SealedBlock> blocks) {
        lastRecovery = store.recovery();
        StoreContents contents = store.contents(-1);
        reader.cache().indexes().reset(contents);
        events.stored(pending, blocks, null, budgetBytes / 2);
        events.reconcile(contents, lastRecovery);
        storedParts.reset(contents);
        position = contents.history();
        states = new ArrayList<>(contents.states());
        storedBaselineIsLost = true;
        droppedBefore = 0;
        // The events of tails are stored again, from memory.
        List<StoredBlock> left = contents.blocks();
        durable = Math.min(
                durable, left.isEmpty() ? -1 : left.get(left.size() - 1).lastSequence());
    }

    private SealedBlock sealed(Pending pending) {
        return pending.sealed() != null
                ? pending.sealed()
                : Sealing.seal(
                        Objects.requireNonNull(pending.references()),
                        pending.events(),
                        pending.recordedAtMillis(),
                        events.isCompressed(),
                        reader.cache().recentValues());
    }

    private boolean isNewHistory(PendingCommit pending) {
        return pending.clears() != clears;
    }

    /**
     * Adds the planned drops to a batch, and the base states that replace the dropped events. Returns the encoded
     * states.
     */
    private Map<String, byte[]> drop(PendingCommit pending, Plan plan, StoreBatch.Builder batch) {
        if (plan.beforeSequence() > droppedBefore) {
            batch.dropBefore(plan.beforeSequence());
        }
        for (StoredState state : states) {
            if (isUnneeded(state, pending, plan)) {
                batch.dropState(state.name(), state.sequence());
            }
        }
        FoldedBaseline folded = plan.states();
        if (folded == null || !isFoldedFromAllEvents(pending, folded)) {
            return Map.of();
        }
        Map<String, byte[]> encoded = folded.states().get();
        encoded.forEach((name, bytes) -> batch.state(name, folded.beforeSequence(), bytes));
        return encoded;
    }

    /** Returns whether none of the events from which the states are folded is lost. */
    private static boolean isFoldedFromAllEvents(PendingCommit pending, FoldedBaseline folded) {
        return pending.knownLost().stream()
                .noneMatch(range -> range.first() < folded.beforeSequence() && range.last() >= folded.originSequence());
    }

    private boolean isUnneeded(StoredState state, PendingCommit pending, Plan plan) {
        FoldedBaseline folded = plan.states();
        boolean hasOtherBaseline = folded != null
                && isBaseline(folded)
                && state.sequence() > folded.originSequence()
                && !SnapshotManager.isBehindBreak(state);
        return state.sequence() < plan.beforeSequence() || isNewHistory(pending) || hasOtherBaseline;
    }

    /**
     * Updates the records of stored parts and states after a commit, which may have dropped parts or stored base
     * states.
     */
    private void noteDropped(PendingCommit pending, Plan plan, Map<String, byte[]> baseline) {
        FoldedBaseline folded = plan.states();
        states.removeIf(state -> isUnneeded(state, pending, plan)
                || (folded != null
                        && state.sequence() == folded.beforeSequence()
                        && baseline.containsKey(state.name())));
        long bytes = 0;
        for (Map.Entry<String, byte[]> added : baseline.entrySet()) {
            states.add(new StoredState(
                    added.getKey(), Objects.requireNonNull(folded).beforeSequence(), added.getValue().length));
            bytes += added.getValue().length;
        }
        if (!baseline.isEmpty()) {
            nextStatesNanos = System.nanoTime() + bytes * STATE_NANOS_PER_BYTE;
        }
        if (folded != null || isNewHistory(pending)) {
            storedBaseline = folded;
            storedBaselineIsLost = false;
        }
        clears = pending.clears();
        storedParts.dropBefore(plan.beforeSequence());
        droppedBefore = Math.max(droppedBefore, plan.beforeSequence());
    }

    /**
     * Reads into memory those blocks that the store is about to drop and that readers may still hold. The total size of
     * these blocks is limited.
     */
    private void keep(List<PagedBlock> leaving, long dropBefore) {
        long left = Math.max(StoreWriter.MIN_UNSTORED_BYTES, budgetBytes / 4);
        for (PagedBlock block : leaving) {
            if (block.stored().lastSequence() >= dropBefore) {
                continue; // the store does not drop this block yet
            }
            left -= block.stored().bytes();
            if (left < 0) {
                return; // over the budget: a reader that reaches the remaining blocks finds them missing
            }
            try {
                block.keep();
            } catch (PlayheadException alsoThrownToReaders) {
                // A reader of the block receives the same exception.
            }
        }
    }

    private SealedBlock encode(PendingCommit.Tail tail) {
        Block block = tail.block();
        for (int i = tail.from(); i < block.size(); i++) {
            RecordedEvent event = block.event(i);
            tailWriter.add(event.sequence(), event.event(), tail.recordedAtMillis());
        }
        tailWriter.breakBefore(tail.breakBefore());
        return SealedBlock.ofSealed(tailWriter.seal());
    }
}

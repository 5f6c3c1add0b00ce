package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.internal.recording.DropPlanner.Bounds;
import dev.playhead.internal.recording.DropPlanner.Part;
import dev.playhead.internal.recording.DropPlanner.Plan;
import dev.playhead.internal.recording.PendingCommit.Pending;
import dev.playhead.storage.Durability;
import dev.playhead.storage.NotDurableException;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.FoldedBaseline;
import dev.playhead.timetravel.NewStates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that brings what a buffer has into its store, in groups: whatever was recorded since the last commit goes
 * into the next one.
 *
 * <p><b>Threading.</b> All methods may be called on any thread; none but those that say so wait for the store.
 */
final class StoreWriter {
    /*
     * Whoever wants something to be durable takes a ticket, a number, and waits until that number is served. The thread
     * notes the latest ticket before it looks at what the buffer has, so what was recorded before a ticket was taken is in
     * the commit that serves it. One commit serves all tickets taken until it began: that is the group.
     *
     * Without tickets the thread commits every 50 ms. A failure serves the tickets too, with the failure; what was not
     * stored is still in the buffer and part of the next attempt.
     *
     * Nothing piles up without bound: recording waits while more than a limit is not stored. While the store fails, the oldest
     * events beyond the memory budget are lost after each attempt, and said to be; an attempt may take seconds, so above twice
     * the budget recording waits for the end of it.
     */
    private static final long INTERVAL_MILLIS = 50;
    private static final long FAILING_MILLIS = 500;
    /** States are stored again after a time, so that they take a megabyte a second at most. */
    private static final long STATE_NANOS_PER_BYTE = 1_000;

    /** What of blocks goes into one commit, so that a little room is enough to go on after a disk was full. */
    static final long MAX_BATCH_BYTES = 8 << 20;

    private static final long MAX_UNSTORED_BYTES =
            Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 16);
    private static final long LEAST_UNSTORED_BYTES = 1 << 20;

    private final CircularBuffer buffer;
    private final EventStore store;
    private final Durability durability;
    private final long budgetBytes;
    private final long maxUnstoredBytes;
    /** What is kept at least of what a store that fails does not take. */
    private final long keptBytes;

    private final StoreReader reader;
    private final Clock clock;
    private final StoredSession session;
    private final Thread thread;
    private BlockWriter tailWriter;

    private volatile long durable;
    private volatile boolean failing;

    // Of the thread alone.
    private RecoveryReport known;
    private boolean begun;
    private boolean untidy;
    private boolean closesStore;
    private StoreContents.HistoryPosition position;
    private long dropped;
    private long clears;
    private List<StoredState> states;
    /** The base states that were stored last; null if there are none of this history. */
    private @Nullable FoldedBaseline storedStates;

    private boolean storedStatesAreLost;
    private final DropPlanner planner;
    private final StoredParts stored = new StoredParts();
    private long nextStatesNanos = System.nanoTime();

    private final Object monitor = new Object();
    // All below are guarded by the monitor.
    private long tickets;
    private long served;
    private long succeeded;
    private boolean hurry;
    private boolean closing;
    private boolean ended;
    private @Nullable Throwable failure;
    private long failures;

    StoreWriter(
            CircularBuffer buffer,
            StoreConfig storing,
            RetentionPolicy policy,
            StoreReader reader,
            StoreContents found,
            Clock clock) {
        this.buffer = buffer;
        this.store = storing.store();
        this.durability = storing.durability();
        this.budgetBytes = storing.budgetBytes();
        this.maxUnstoredBytes = Math.max(LEAST_UNSTORED_BYTES, Math.min(MAX_UNSTORED_BYTES, budgetBytes));
        this.keptBytes = Math.max(LEAST_UNSTORED_BYTES, budgetBytes);
        this.reader = reader;
        this.clock = clock;
        this.tailWriter = new BlockWriter(buffer.isCompressed());
        this.position = found.history();
        this.states = new ArrayList<>(found.states());
        this.planner = new DropPlanner(policy);
        if (!planner.keepsEverything()) {
            stored.reset(found);
        }
        long nextSequence = position.nextSequence();
        this.durable = nextSequence - 1;
        List<StoredSession> sessions = reader.sessions();
        long number = sessions.isEmpty() ? 1 : sessions.get(sessions.size() - 1).number() + 1;
        this.session = new StoredSession(number, clock.instant(), nextSequence, Optional.empty(), storing.context());
        this.known = store.recovery();
        this.thread = new Thread(this::run, "playhead-writer");
        this.thread.setDaemon(true);
    }

    /** Begins, and waits for the first attempt, which notes the session. If that fails, it is told like every failure. */
    void start() {
        thread.start();
        Throwable unusedSinceTold = serve();
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    long durableSequence() {
        return durable;
    }

    /** Waits until an event is durable, if each one is to be. */
    void awaitDurable(long sequence) {
        if (durability != Durability.EVERY_EVENT || sequence <= durable) {
            return;
        }
        Throwable failed = serve();
        if (sequence > durable) {
            throw new NotDurableException(sequence, failed);
        }
    }

    /** Waits until all that was recorded is durable. */
    void flush() {
        Throwable failed = serve();
        if (failed instanceof StoreException known) {
            throw new StoreException(known.reason(), String.valueOf(known.getMessage()), known);
        }
        if (failed != null) {
            throw new StoreException(
                    StoreException.Reason.IO, store.location() + " could not be written: " + failed, failed);
        }
    }

    /** Takes a ticket and waits until it is served; returns the failure if that was one. */
    private @Nullable Throwable serve() {
        if (isCurrentThread()) {
            return failing
                    ? failure
                    : null; // a listener of problems, run by this very thread: it cannot wait for itself
        }
        boolean interrupted = false;
        try {
            synchronized (monitor) {
                long ticket = ++tickets;
                monitor.notifyAll();
                while (served < ticket && !ended) {
                    try {
                        monitor.wait();
                    } catch (InterruptedException e) {
                        interrupted = true; // the caller's business, after the event is safe
                    }
                }
                return succeeded >= ticket ? null : failure;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits while too much is not stored; and while the store fails, for the end of an attempt at most, after which the oldest
     * events beyond the budget are lost. Called by threads that record, once a block.
     */
    void awaitRoom() {
        if (buffer.unstoredBytes() <= limitBytes() || isCurrentThread()) {
            return;
        }
        boolean interrupted = false;
        synchronized (monitor) {
            long failed = failures;
            while (!ended && failures == failed && buffer.unstoredBytes() > limitBytes()) {
                hurry = true;
                monitor.notifyAll();
                try {
                    monitor.wait(INTERVAL_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                    break; // more waits than the limit for a moment, which is better than not to obey
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** From how many bytes on recording waits. */
    private long limitBytes() {
        return failing ? 2 * keptBytes : maxUnstoredBytes;
    }

    private void run() {
        try {
            while (!round()) {
                // until the last one is done
            }
        } catch (Throwable e) { // memory is short, or a handler of exceptions throws: else nothing gets here
            failing = true;
            synchronized (monitor) {
                failure = ended ? failure : e; // what comes after the last commit is no failure of it
                ended = true;
                monitor.notifyAll(); // nobody waits for a thread that is no more
            }
            buffer.owner().storeFailed(e);
        } finally {
            if (closesStore) {
                reader.close();
            }
        }
    }

    /** Waits for something to do and does it; returns whether that was the last of it. */
    private boolean round() {
        long ticket;
        boolean wanted;
        boolean last;
        synchronized (monitor) {
            waitForWork();
            ticket = tickets;
            wanted = ticket > served || closing;
            last = closing;
            hurry = false;
        }
        Throwable failed = attempt(wanted, last);
        telling(() -> tell(failed));
        synchronized (monitor) {
            served = ticket;
            succeeded = failed == null ? ticket : succeeded;
            failure = failed;
            failures += failed == null ? 0 : 1;
            ended = last;
            monitor.notifyAll();
        }
        maintain(ticket);
        return last;
    }

    /** Whoever is told must not end the storing. */
    private void telling(Runnable telling) {
        try {
            telling.run();
        } catch (Throwable e) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Called with the monitor. */
    private void waitForWork() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(failing ? FAILING_MILLIS : INTERVAL_MILLIS);
        try {
            for (long left = end - System.nanoTime(); left > 0 && !isWanted(); left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(monitor, left);
            }
        } catch (InterruptedException e) {
            // Nobody else has this thread: the application's pools do not reach it. It goes on.
            hurry = true;
        }
    }

    /** Commits what there is to commit; returns the failure if that was one. */
    private @Nullable Throwable attempt(boolean wanted, boolean last) {
        try {
            if (wanted || durability != Durability.ON_FLUSH || buffer.unstoredBytes() > maxUnstoredBytes / 4) {
                commit(wanted, last);
            }
            return null;
        } catch (Throwable e) { // whatever it is, recording goes on, and the next attempt comes
            tailWriter = new BlockWriter(buffer.isCompressed()); // that one may be left with half a tail
            return e;
        }
    }

    /** Lets the store tidy up step by step, as long as nobody waits. */
    private void maintain(long servedTicket) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS / 2);
        try {
            boolean more = true;
            while (more && !isWantedAfter(servedTicket) && System.nanoTime() < end) {
                more = store.maintain();
                if (untidy) {
                    untidy = false;
                    telling(buffer.owner()::storeResumed);
                }
            }
        } catch (StoreException e) {
            // Nothing is lost by that: the next commit fails too, and is told, or the next step succeeds.
        } catch (Throwable e) { // what no store should throw: it is told once, and storing goes on
            if (!untidy) {
                untidy = true;
                String why =
                        store.location() + " cannot be tidied up and may grow; events are stored all the same: " + e;
                telling(() -> buffer.owner().storeFailed(new StoreException(StoreException.Reason.IO, why, e)));
            }
        }
    }

    private boolean isWantedAfter(long servedTicket) {
        synchronized (monitor) {
            return tickets > servedTicket || hurry || closing;
        }
    }

    private boolean isWanted() {
        synchronized (monitor) {
            return tickets > served || hurry || closing;
        }
    }

    private void commit(boolean wanted, boolean last) throws InterruptedException {
        // Blocks that others begin to fill from here on are left to the next commit, which finds them sealed. As tails
        // they would be encoded twice, which is most of them when events come as fast as they can be sealed.
        long before = buffer.sealAllClosed();
        boolean withTail = wanted || durability != Durability.ON_FLUSH;
        boolean again = true;
        while (again) {
            NewStates made =
                    buffer.owner().newStates(durable, last); // before the states that they follow from are asked for
            PendingCommit pending = buffer.pendingCommit(durable, before, withTail, MAX_BATCH_BYTES);
            Plan plan = plan(pending, last && !pending.isPart());
            boolean drops = plan.beforeSequence() > dropped || plan.states() != null || isNewHistory(pending);
            // A commit inside which the store was salvaged has dropped nothing: what is to go is planned anew.
            boolean salvaged = false;
            if (wanted || !begun || !pending.isEmpty() || drops) {
                salvaged = commit(pending, plan, made, wanted, last && !pending.isPart());
            }
            again = pending.isPart() || salvaged;
        }
    }

    /** Plans what a commit drops, given what it adds. */
    private Plan plan(PendingCommit pending, boolean last) {
        Bounds bounds = pending.bounds();
        List<FoldedBaseline> states = new ArrayList<>();
        for (FoldedBaseline folded : bounds.states()) {
            // Large states are not stored at each commit: until then the store keeps a little more than it needs.
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
            parts = stored.after(added, pending.quarantined().keySet());
        }
        Plan plan = planner.plan(
                parts,
                new Bounds(
                        bounds.nowMillis(),
                        bounds.originSequence(),
                        bounds.evictedBefore(),
                        bounds.needsStates(),
                        states));
        boolean again = plan.states() == null && storedStatesAreLost && !isNewHistory(pending);
        return again ? new Plan(plan.beforeSequence(), plan.events(), storedStates) : plan;
    }

    private static boolean isBaseline(FoldedBaseline folded) {
        return folded.beforeSequence() == folded.originSequence();
    }

    /** Stores what is not stored, or a part of it; returns whether the store was damaged and made itself anew meanwhile. */
    @SuppressWarnings("ReferenceEquality") // another report is another object
    private boolean commit(PendingCommit pending, Plan plan, NewStates made, boolean wanted, boolean last) {
        keep(pending.leaving(), plan.beforeSequence());
        StoreBatch.Builder batch = StoreBatch.builder();
        pending.quarantined().forEach(batch::quarantine);
        pending.lost().stream()
                .filter(range -> range.last() >= plan.beforeSequence())
                .forEach(batch::lost);
        // A cleared event needs no place in the store: that it is cleared is in this very commit.
        long reached = Math.max(durable, pending.bounds().originSequence() - 1);
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
        // After what is stored, not after what is recorded: a sequence that nobody has may be given again after a
        // crash.
        StoreContents.HistoryPosition next = position(pending, plan, reached);
        batch.position(next);
        Map<String, byte[]> newStates = drop(pending, plan, batch);
        NewStates onTheWay = isNewHistory(pending) ? NewStates.NONE : made;
        onTheWay.added().forEach(state -> batch.state(state.name(), state.sequence(), state.bytes()));
        onTheWay.dropped().forEach(state -> batch.dropState(state.name(), state.sequence()));
        StoredSession stated = last ? session.ended(clock.instant(), next.nextSequence()) : session;
        if (!begun || last) {
            batch.session(stated);
        }
        // Whoever comes for an event of a commit that nobody asked for finds it durable, and does not wait.
        store.commit(batch.build(), wanted || durability == Durability.EVERY_EVENT);
        if (!begun) {
            begun = true;
            List<StoredSession> sessions = new ArrayList<>(reader.sessions());
            sessions.add(session);
            reader.sessions(sessions);
        }
        if (store.recovery() != known) {
            salvaged(pending, blocks);
            return true;
        }
        dropped(pending, plan, newStates);
        pending.quarantined().keySet().forEach(stored::remove);
        if (!planner.keepsEverything()) {
            blocks.values().forEach(block -> stored.add(StoredParts.of(block)));
            tails.forEach(block -> stored.addTail(StoredParts.of(block)));
        }
        onTheWay.added()
                .forEach(state -> states.add(new StoredState(state.name(), state.sequence(), state.bytes().length)));
        states.removeAll(onTheWay.dropped());
        onTheWay.onStored().run();
        position = next;
        buffer.stored(pending, blocks, plan, budgetBytes / 2);
        durable = reached;
        return false;
    }

    private StoreContents.HistoryPosition position(PendingCommit pending, Plan plan, long reached) {
        long origin = pending.bounds().originSequence();
        long evicted = origin == position.originSequence() ? position.evictedEvents() : 0;
        return new StoreContents.HistoryPosition(Math.max(reached + 1, origin), origin, evicted + plan.events());
    }

    /**
     * Takes over what a store has that was damaged, and has made itself anew of what could be read. It has the events of the
     * commit, but dropped nothing.
     */
    private void salvaged(PendingCommit pending, Map<Long, SealedBlock> blocks) {
        known = store.recovery();
        StoreContents contents = store.contents(-1);
        buffer.stored(pending, blocks, null, budgetBytes / 2);
        buffer.reconcile(contents, known);
        stored.reset(contents);
        position = contents.history();
        states = new ArrayList<>(contents.states());
        storedStatesAreLost = true;
        dropped = 0;
        // What was in a tail is stored again, from memory.
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
                        buffer.isCompressed());
    }

    private boolean isNewHistory(PendingCommit pending) {
        return pending.clears() != clears;
    }

    /** Adds to a batch what goes, and the states that take its place; returns these. */
    private Map<String, byte[]> drop(PendingCommit pending, Plan plan, StoreBatch.Builder batch) {
        if (plan.beforeSequence() > dropped) {
            batch.dropBefore(plan.beforeSequence());
        }
        for (StoredState state : states) {
            if (isUnneeded(state, pending, plan)) {
                batch.dropState(state.name(), state.sequence());
            }
        }
        FoldedBaseline folded = plan.states();
        if (folded == null || !isWhole(pending, folded)) {
            return Map.of();
        }
        Map<String, byte[]> encoded = folded.states().get();
        encoded.forEach((name, bytes) -> batch.state(name, folded.beforeSequence(), bytes));
        return encoded;
    }

    /** Whether none of the events is lost from which states follow. */
    private static boolean isWhole(PendingCommit pending, FoldedBaseline folded) {
        return pending.knownLost().stream()
                .noneMatch(range -> range.first() < folded.beforeSequence() && range.last() >= folded.originSequence());
    }

    private boolean isUnneeded(StoredState state, PendingCommit pending, Plan plan) {
        FoldedBaseline folded = plan.states();
        boolean hasOtherBaseline = folded != null && isBaseline(folded) && state.sequence() > folded.originSequence();
        return state.sequence() < plan.beforeSequence() || isNewHistory(pending) || hasOtherBaseline;
    }

    /** Notes that what was to go is gone, and that the states are stored that take its place. */
    private void dropped(PendingCommit pending, Plan plan, Map<String, byte[]> newStates) {
        FoldedBaseline folded = plan.states();
        states.removeIf(state -> isUnneeded(state, pending, plan)
                || (folded != null
                        && state.sequence() == folded.beforeSequence()
                        && newStates.containsKey(state.name())));
        long bytes = 0;
        for (Map.Entry<String, byte[]> added : newStates.entrySet()) {
            states.add(new StoredState(
                    added.getKey(), Objects.requireNonNull(folded).beforeSequence(), added.getValue().length));
            bytes += added.getValue().length;
        }
        if (!newStates.isEmpty()) {
            nextStatesNanos = System.nanoTime() + bytes * STATE_NANOS_PER_BYTE;
        }
        if (folded != null || isNewHistory(pending)) {
            storedStates = folded;
            storedStatesAreLost = false;
        }
        clears = pending.clears();
        stored.dropBefore(plan.beforeSequence());
        dropped = Math.max(dropped, plan.beforeSequence());
    }

    /** Holds on to blocks that leave the store while readers have them, as far as the budget goes. */
    private void keep(List<PagedBlock> leaving, long dropBefore) {
        long left = Math.max(LEAST_UNSTORED_BYTES, budgetBytes / 4);
        for (PagedBlock block : leaving) {
            if (block.stored().lastSequence() >= dropBefore) {
                continue; // the store keeps it for now
            }
            left -= block.stored().bytes();
            if (left < 0) {
                return; // who reads on is told that it is gone
            }
            try {
                block.keep();
            } catch (PlayheadException readersAreTold) {
                // Who reads it is told the same.
            }
        }
    }

    private SealedBlock encode(PendingCommit.Tail tail) {
        Block block = tail.block();
        for (int i = tail.from(); i < block.size(); i++) {
            RecordedEvent event = block.event(i);
            tailWriter.add(event.sequence(), event.event(), tail.recordedAtMillis());
        }
        return SealedBlock.open(tailWriter.seal());
    }

    private void tell(@Nullable Throwable failed) {
        if (failed != null) {
            boolean first = !failing;
            failing = true;
            if (first) {
                buffer.owner().storeFailed(failed);
            }
            buffer.loseUnstored(keptBytes, durable);
        } else if (failing) {
            failing = false;
            buffer.owner().storeResumed();
        }
    }

    /** Stores the rest and ends the session. Waits for it. */
    void close() {
        synchronized (monitor) {
            closing = true;
            monitor.notifyAll();
        }
        if (isCurrentThread()) {
            closesStore = true; // it ends after what it is doing, and one more commit
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // first the events, then the caller's business
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failed;
        synchronized (monitor) {
            failed = failure;
        }
        if (failed != null) {
            throw new StoreException(
                    StoreException.Reason.IO,
                    store.location() + " was closed, but the events after sequence=" + durable
                            + " could not be stored: " + failed.getMessage(),
                    failed);
        }
    }
}

package dev.playhead.internal.recording;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.EncodedState;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordingBreak;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.SnapshotManager;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader that fills a {@link BlockRing} with the contents of a store: once if this process writes the store, or
 * repeatedly if another process writes it.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class StoreReader {
    private final EventStore store;
    private final BlockCache cache;
    private final Object refreshing = new Object();
    // Guarded by refreshing.
    private long version;
    private long quarantined;
    private volatile List<StoredSession> sessions = List.of();
    private volatile List<StoredState> states = List.of();
    /** The sequence of the next event when the states were last read. */
    private long nextSequence;
    /** Whether the whole contents must be read again, because a block was missing in the store or a refresh failed. */
    private volatile boolean stale;

    StoreReader(
            StoreConfig storing, BiConsumer<StoredBlock, PlayheadException> onDamaged, Consumer<StoredBlock> onGone) {
        this.store = storing.store();
        this.cache = new BlockCache(store, storing.budgetBytes() / 2, onDamaged, block -> {
            stale = true;
            onGone.accept(block);
        });
    }

    BlockCache cache() {
        return cache;
    }

    RecoveryReport recovery() {
        return store.recovery();
    }

    List<StoredSession> sessions() {
        return sessions;
    }

    /** Returns the states that were in the store when the ring was last filled. */
    List<StoredState> states() {
        return states;
    }

    /** Returns the bytes of a state; empty if the state was dropped or is damaged. */
    Optional<byte[]> state(StoredState state) {
        return store.state(state);
    }

    void sessions(List<StoredSession> now) {
        sessions = List.copyOf(now);
    }

    /**
     * Fills an empty ring, and returns the contents of the store. The tail is added only if the store is open for
     * reading. Otherwise, {@link TailContinuation} adds the tail as closed blocks.
     */
    StoreContents restore(BlockRing ring, Retention retention) {
        synchronized (refreshing) {
            version = store.version();
            quarantined = store.quarantined();
            StoreContents contents = store.contents(-1);
            add(contents, ring);
            retention.restore(contents.history());
            if (contents.tail().isEmpty()) {
                ring.sequenceAfterClosed(contents.history().nextSequence());
            }
            return contents;
        }
    }

    private void add(StoreContents contents, BlockRing ring) {
        addBreaks(contents, ring.lastPagedSequence(), ring.breaks);
        if (ring.isEmpty()) {
            ring.firstNumber(StoredIndexes.firstNumber(contents));
        }
        cache.indexes().reset(contents);
        for (StoredBlock block : contents.blocks()) {
            ring.add(new Slot(block));
        }
        if (store.mode() == EventStore.Mode.READ) {
            for (SealedBlock part : contents.tail()) {
                SealedBlock rest = from(part, ring.sequenceAfterClosed());
                if (rest != null) {
                    ring.add(new Slot(rest));
                }
            }
        }
        contents.gaps().forEach(ring::addLost);
        sessions = contents.sessions();
        // A state that was set rather than folded may have changed although its description is the same. This is
        // possible at the origin of the history and after the last event. All other states are folded from events.
        long origin = contents.history().originSequence();
        long next = Math.min(nextSequence, contents.history().nextSequence());
        nextSequence = contents.history().nextSequence();
        boolean same = contents.states().equals(states)
                && states.stream()
                        .noneMatch(state -> state.sequence() == origin
                                || (SnapshotManager.isBehindBreak(state) && state.sequence() >= next));
        states = same ? states : contents.states();
    }

    /** Adds the breaks after the given sequence, whether or not the header of a block contains them already. */
    private static void addBreaks(StoreContents contents, long after, Breaks breaks) {
        for (RecordingBreak one : contents.allBreaks()) {
            if (one.sequence() > after) {
                breaks.put(one);
            }
        }
    }

    /**
     * Returns the events of a tail that no block has yet, which are those from the given sequence on. Returns null if
     * there are none.
     */
    private static @Nullable SealedBlock from(SealedBlock part, long sequence) {
        if (part.header().firstSequence() >= sequence) {
            return part;
        }
        if (part.header().lastSequence() < sequence) {
            return null;
        }
        BlockWriter writer = new BlockWriter(true);
        int from = part.indexOf(sequence);
        for (int i = from < 0 ? -from - 1 : from; i < part.size(); i++) {
            writer.add(part.sequence(i), part.event(i).event(), part.header().maxRecordedAtMillis());
        }
        return SealedBlock.ofSealed(writer.seal());
    }

    /** Updates the ring with the changes that another process has committed since the last call. */
    void refresh(Object ringLock, BlockRing ring, Retention retention) {
        synchronized (refreshing) {
            long now = store.version();
            if (now == version && !stale) {
                return;
            }
            // Read before the contents. A later quarantine changes the version, so the next call detects it.
            long inQuarantine = store.quarantined();
            takeOver(stale || inQuarantine != quarantined, ringLock, ring, retention);
            quarantined = inQuarantine;
            version = now;
        }
    }

    private void takeOver(boolean whole, Object ringLock, BlockRing ring, Retention retention) {
        long last;
        synchronized (ringLock) {
            last = whole ? -1 : ring.lastPagedSequence();
        }
        stale = false; // set again if a block is found missing during this call
        boolean taken = false;
        try {
            StoreContents contents = store.contents(last);
            StoreContents.HistoryPosition position = contents.history();
            boolean anew;
            synchronized (ringLock) {
                anew = whole
                        || position.evictedEvents() != retention.evictedSinceOrigin()
                        || position.originSequence() != retention.originSequence();
            }
            if (anew && !whole) {
                contents = store.contents(-1);
            }
            synchronized (ringLock) {
                if (anew) {
                    ring.reset();
                } else {
                    ring.removeUnpaged();
                }
                add(contents, ring);
                ring.sequenceAfterClosed(contents.history().nextSequence());
                retention.restore(contents.history());
            }
            taken = true;
        } finally {
            if (!taken) {
                stale = true;
            }
        }
    }

    /** Offers the store the states that this process has folded and that the store does not have. */
    void folded(Supplier<List<EncodedState>> folded) {
        store.folded(folded);
    }

    void close() {
        store.close();
    }
}

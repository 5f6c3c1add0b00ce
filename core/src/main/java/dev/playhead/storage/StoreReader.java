package dev.playhead.storage;

import dev.playhead.block.CorruptBlockException;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.SequenceRange;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Fills a {@link BlockRing} with what is in a store: once, where this process goes on writing it, and again and again, where
 * it follows what another one writes.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class StoreReader {
    private final EventStore store;
    private final BlockCache cache;
    private final Object refreshing = new Object();
    // Guarded by refreshing.
    private long version;
    private volatile List<StoredSession> sessions = List.of();

    StoreReader(Storing storing, BiConsumer<StoredBlock, CorruptBlockException> onCorrupt) {
        this.store = storing.store();
        this.cache = new BlockCache(store, storing.budgetBytes() / 2, onCorrupt);
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

    void sessions(List<StoredSession> now) {
        sessions = List.copyOf(now);
    }

    /** Fills an empty ring. The tail is added only to follow; who goes on writing records it anew. */
    StoreContents restore(BlockRing ring, Retention retention) {
        synchronized (refreshing) {
            version = store.version();
            StoreContents contents = store.contents(-1);
            add(contents, ring);
            retention.restore(contents.history());
            if (contents.tail().isEmpty()) {
                ring.sequenceAfterClosed(contents.history().nextSequence());
            }
            store.recovery()
                    .gaps()
                    .forEach(gap -> ring.addLost(new SequenceRange(gap.firstSequence(), gap.lastSequence())));
            return contents;
        }
    }

    private void add(StoreContents contents, BlockRing ring) {
        for (StoredBlock block : contents.blocks()) {
            ring.add(new Slot(block));
        }
        if (store.mode() == EventStore.Mode.READ) {
            for (SealedBlock part : contents.tail()) {
                // A tail may overlap with the block that has its events.
                if (part.header().firstSequence() >= ring.sequenceAfterClosed()) {
                    ring.add(new Slot(part));
                }
            }
        }
        sessions = contents.sessions();
    }

    /** Takes over what was committed since. */
    void refresh(Object ringLock, BlockRing ring, Retention retention) {
        synchronized (refreshing) {
            long now = store.version();
            if (now == version) {
                return;
            }
            long last;
            synchronized (ringLock) {
                last = ring.lastPagedSequence();
            }
            StoreContents contents = store.contents(last);
            synchronized (ringLock) {
                ring.removeUnpaged();
                long evicted = contents.history().evictedEvents() - retention.evictedSinceOrigin();
                ring.removeFirst(evicted, contents.history().originSequence());
                add(contents, ring);
                ring.sequenceAfterClosed(contents.history().nextSequence());
                retention.restore(contents.history());
            }
            version = now;
        }
    }

    void close() {
        store.close();
    }
}

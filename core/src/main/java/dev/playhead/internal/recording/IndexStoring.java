package dev.playhead.internal.recording;

import dev.playhead.storage.spi.EncodedIndex;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoredBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores the indexes of groups of stored blocks, and drops stale indexes. Indexes have their own batches, so that no
 * event waits for an index, and no failure of an index affects an event. Building the index of a group is attempted at
 * most once in a session, unless the store is salvaged.
 *
 * <p><b>Threading.</b> Confined to the writer thread.
 */
final class IndexStoring {
    private final UnstoredEvents events;
    private final EventStore store;
    private final BlockCache cache;
    private final @Nullable GroupValues values;

    IndexStoring(UnstoredEvents events, EventStore store, BlockCache cache) {
        this.events = events;
        this.store = store;
        this.cache = cache;
        RecentValues recent = cache.recentValues();
        this.values = recent == null ? null : new GroupValues(store, recent);
    }

    /**
     * Stores the index of the oldest group of stored blocks without an index, and drops stale indexes. Skips groups
     * whose index could not be built. If values of the group have to be read from the blocks, this may take several
     * calls.
     */
    void storeNext() {
        StoredIndexes indexes = cache.indexes();
        List<StoredIndexes.Member> group = store.keepsIndexes() ? events.unindexed(indexes) : List.of();
        EncodedIndex index = group.isEmpty() ? null : index(group);
        List<Long> stale = indexes.stale();
        if (index != null || !stale.isEmpty()) {
            StoreBatch.Builder batch = StoreBatch.builder();
            stale.forEach(batch::dropIndex);
            if (index != null) {
                batch.index(index);
            }
            store.commit(batch.build(), false);
            indexes.stored(index);
        }
    }

    /**
     * Returns the index of a group; null if the group cannot have an index, or not all of its values are collected yet.
     */
    private @Nullable EncodedIndex index(List<StoredIndexes.Member> group) {
        StoredIndexes indexes = cache.indexes();
        List<StoredBlock> blocks =
                group.stream().map(StoredIndexes.Member::stored).toList();
        // Reading the values takes long, so it begins only if the group can have an index.
        boolean collecting = values != null && values.isCollecting(blocks);
        EncodedIndex index = collecting ? null : indexes.build(group, cache, null);
        if (values != null && (collecting || index != null)) {
            if (!values.collect(blocks)) {
                return null;
            }
            index = indexes.build(group, cache, values.take());
        }
        indexes.attempted(group);
        cache.forgetValues(blocks.get(blocks.size() - 1).lastSequence());
        return index;
    }
}

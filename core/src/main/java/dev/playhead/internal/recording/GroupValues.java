package dev.playhead.internal.recording;

import dev.playhead.block.SealedBlock;
import dev.playhead.block.ValueHashes;
import dev.playhead.event.PlayheadException;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoredBlock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Collects the hashes of all values in a group of stored blocks, for the index of the group. The values of some blocks
 * are known from sealing. The other blocks are read, for only a few milliseconds at a time, so that commits are hardly
 * delayed.
 *
 * <p><b>Threading.</b> Confined to the writer thread.
 */
final class GroupValues {
    /** The maximum number of distinct hashes of strings, and also of numbers. */
    private static final int MAX_HASHES = 1 << 17;

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventStore store;
    private final RecentValues recent;
    private List<StoredBlock> group = List.of();
    /** The blocks whose values must be read from the store. */
    private List<StoredBlock> unknown = List.of();

    private int next;
    /** The hashes collected so far; null if no collection has begun, or if a block cannot be read. */
    private @Nullable ValueHashes hashes;

    GroupValues(EventStore store, RecentValues recent) {
        this.store = store;
        this.recent = recent;
    }

    /** {@return whether the collection of the values of the given group has begun} */
    boolean isCollecting(List<StoredBlock> wanted) {
        return wanted.equals(group); // compares identities: the blocks stay the same objects until the store is reread
    }

    /**
     * Collects the values of a group for a limited time. Another call for the same group continues the collection.
     *
     * @return whether the collection is finished
     */
    boolean collect(List<StoredBlock> wanted) {
        if (!isCollecting(wanted)) {
            group = wanted;
            hashes = new ValueHashes(MAX_HASHES);
            unknown = recent.addTo(hashes, wanted);
            next = 0;
        }
        long end = System.nanoTime() + SLICE_NANOS;
        ValueHashes into = hashes;
        while (into != null && !into.isFull() && next < unknown.size()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            if (!add(unknown.get(next++), into)) {
                hashes = null;
                return true;
            }
        }
        return true;
    }

    /** Adds the values of a block. Returns false if the block cannot be read; its readers report the failure. */
    private boolean add(StoredBlock stored, ValueHashes into) {
        try {
            SealedBlock block = store.block(stored).orElse(null);
            if (block == null || !stored.describes(block.header())) {
                return false;
            }
            into.addAll(block);
            return true;
        } catch (PlayheadException alsoThrownToReaders) {
            return false;
        }
    }

    /** Removes and returns the collected hashes. Returns null if a block could not be read. */
    @Nullable
    ValueHashes take() {
        ValueHashes collected = hashes;
        group = List.of();
        unknown = List.of();
        hashes = null;
        return collected;
    }
}

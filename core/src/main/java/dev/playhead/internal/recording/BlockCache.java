package dev.playhead.internal.recording;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.CorruptBlockException;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.PlayheadException;
import dev.playhead.internal.block.MissingBlockException;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoredBlock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cache of blocks and headers that were read from a store. The number of cached bytes is limited. The least recently
 * used blocks and headers are evicted first. A part of the budget is reserved for the indexes of groups of blocks.
 *
 * <p><b>Threading.</b> Safe for any number of threads. No lock is held while the store is read, so the same block may
 * be read twice.
 */
final class BlockCache {
    /** The number of headers read at once. Headers are small, and a search usually needs the following headers too. */
    private static final int HEADERS_AT_ONCE = 64;

    private final EventStore store;
    private final BiConsumer<StoredBlock, PlayheadException> onDamaged;
    private final Consumer<StoredBlock> onGone;
    private final Recent<SealedBlock> blocks;
    private final Recent<BlockHeader> headers;
    private final long indexBytes;
    private final StoredIndexes indexes;
    /** The values of blocks to be indexed; null if this process stores no indexes. */
    private final @Nullable RecentValues recentValues;

    BlockCache(
            EventStore store,
            long budgetBytes,
            BiConsumer<StoredBlock, PlayheadException> onDamaged,
            Consumer<StoredBlock> onGone) {
        this.store = store;
        this.indexes = new StoredIndexes(store);
        this.onDamaged = onDamaged;
        this.onGone = onGone;
        // Headers receive a small part of the budget, because few headers are read when each group of blocks has an
        // index.
        boolean indexing = store.keepsIndexes() && store.mode() == EventStore.Mode.WRITE;
        this.recentValues = indexing ? new RecentValues(budgetBytes / 16) : null;
        this.blocks = new Recent<>(budgetBytes / 2 - (indexing ? budgetBytes / 16 : 0), SealedBlock::memoryBytes);
        this.headers = new Recent<>(budgetBytes / 16, BlockHeader::memoryBytes);
        this.indexBytes = budgetBytes / 2 - budgetBytes / 16;
    }

    /** Returns the indexes of groups of blocks in the store. */
    StoredIndexes indexes() {
        return indexes;
    }

    /** Returns the collection of the values of sealed blocks; null if this process stores no indexes. */
    @Nullable
    RecentValues recentValues() {
        return recentValues;
    }

    /** Discards the collected values of the blocks that begin at or before the given sequence. */
    void forgetValues(long upTo) {
        if (recentValues != null) {
            recentValues.dropBefore(upTo + 1);
        }
    }

    /**
     * Returns the part of the budget in bytes that is reserved for the indexes of groups of blocks. This cache does not
     * hold these indexes.
     */
    long indexBytes() {
        return indexBytes;
    }

    /**
     * Returns a block.
     *
     * @throws MissingBlockException if the block is damaged or was dropped from the store. The buffer then no longer
     *     contains the block; a damaged block is quarantined
     * @throws StoreException if the store fails
     */
    SealedBlock block(StoredBlock stored) {
        SealedBlock known = blocks.get(stored.firstSequence());
        // After a store was rebuilt, another block may begin at the same sequence.
        if (known != null && stored.describes(known.header())) {
            return known;
        }
        @Nullable SealedBlock read;
        try {
            read = store.block(stored).orElse(null);
        } catch (CorruptBlockException e) {
            throw setAside(stored, e);
        } catch (StoreException e) {
            throw e.reason() == StoreException.Reason.DAMAGED ? setAside(stored, e) : e;
        }
        if (read == null) {
            onGone.accept(stored);
            throw new MissingBlockException(
                    store.location() + " no longer has the events " + stored.firstSequence() + ".."
                            + stored.lastSequence() + ": they were dropped; retry the query",
                    null);
        }
        blocks.put(stored.firstSequence(), read);
        return read;
    }

    private MissingBlockException setAside(StoredBlock stored, PlayheadException damage) {
        onDamaged.accept(stored, damage);
        return new MissingBlockException(
                store.location() + " has a damaged block with the events " + stored.firstSequence() + ".."
                        + stored.lastSequence() + ": it is left out; retry the query to read the other events ("
                        + damage.getMessage() + ")",
                damage);
    }

    /**
     * Returns a header.
     *
     * @throws MissingBlockException if the block is damaged or was dropped from the store. The buffer then no longer
     *     contains the block; a damaged block is quarantined
     * @throws StoreException if the store fails
     */
    BlockHeader header(StoredBlock stored) {
        BlockHeader known = headers.get(stored.firstSequence());
        if (known != null && stored.describes(known)) {
            return known;
        }
        List<byte[]> read = store.headers(stored.firstSequence(), HEADERS_AT_ONCE);
        for (int i = read.size() - 1; i > 0; i--) {
            remember(read.get(i));
        }
        BlockHeader first = null;
        try {
            first = read.isEmpty() ? null : BlockHeader.read(read.get(0));
        } catch (CorruptBlockException reportedByReadingTheBlock) {
            // The damaged header may be that of the next block, if this block is missing.
        }
        // A header that does not describe this block belongs to the next block or is damaged. Reading the block shows
        // which is the case.
        if (first == null || !stored.describes(first)) {
            // Parse the header bytes again, so that the header does not hold the bytes of the whole block.
            first = BlockHeader.read(block(stored).headerBytes());
        }
        headers.put(stored.firstSequence(), first);
        return first;
    }

    private void remember(byte[] bytes) {
        try {
            BlockHeader header = BlockHeader.read(bytes);
            headers.put(header.firstSequence(), header);
        } catch (CorruptBlockException reportedWhenRead) {
            // The header is read again when it is needed, and the damage is then reported.
        }
    }

    /** Returns the approximate number of bytes held. */
    long bytes() {
        return blocks.bytes() + headers.bytes() + (recentValues == null ? 0 : recentValues.bytes());
    }

    void clear() {
        blocks.clear();
        headers.clear();
        if (recentValues != null) {
            recentValues.clear();
        }
    }

    /**
     * A map of blocks or headers by first sequence, with a limit on the number of bytes. Guarded by the monitor of this
     * object.
     */
    private static final class Recent<V> {
        private final long maxBytes;
        private final ToLongFunction<V> bytesOf;
        private final Map<Long, V> values = new LinkedHashMap<>(16, 0.75f, true);
        private long bytes;

        Recent(long maxBytes, ToLongFunction<V> bytesOf) {
            this.maxBytes = maxBytes;
            this.bytesOf = bytesOf;
        }

        synchronized long bytes() {
            return bytes;
        }

        @Nullable
        synchronized V get(long sequence) {
            return values.get(sequence);
        }

        synchronized void put(long sequence, V value) {
            remove(sequence);
            values.put(sequence, value);
            bytes += bytesOf.applyAsLong(value);
            // The latest entry is kept, whatever its size, because a reader is using it.
            Iterator<V> oldest = values.values().iterator();
            while (bytes > maxBytes && values.size() > 1) {
                bytes -= bytesOf.applyAsLong(oldest.next());
                oldest.remove();
            }
        }

        synchronized void clear() {
            values.clear();
            bytes = 0;
        }

        private void remove(long sequence) {
            V gone = values.remove(sequence);
            bytes -= gone == null ? 0 : bytesOf.applyAsLong(gone);
        }
    }
}

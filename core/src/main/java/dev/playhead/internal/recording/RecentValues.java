package dev.playhead.internal.recording;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.ValueHashes;
import dev.playhead.storage.spi.StoredBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of the values of recently sealed blocks, kept until the index of their group is stored or building it has
 * failed. Several blocks sealed one after another share a collection, because most of their values are the same. If the
 * hashes exceed the maximum number of bytes, those of the oldest blocks are discarded. These values must then be read
 * from the blocks.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Guarded by the monitor of this object.
 */
final class RecentValues {
    /** The maximum number of distinct hashes of strings, and also of numbers, in a collection. */
    static final int MAX_HASHES = 1 << 16;

    private static final int BLOCKS_OF_CHUNK = 256;

    private final long maxBytes;
    private final NavigableMap<Long, Known> known = new TreeMap<>();
    private @Nullable Chunk current;
    private long chunkBytes;

    RecentValues(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The values of blocks sealed one after another. */
    private static final class Chunk {
        final ValueHashes hashes = new ValueHashes(MAX_HASHES);
        int added;
        /** The number of added blocks that have not been discarded. */
        int blocks;

        long bytes;
    }

    /** A block whose values are among those of a chunk. */
    private record Known(StoredBlock block, Chunk chunk) {
        static final int BYTES = 64 + 24 + (int) StoredBlock.HELD_BYTES;
    }

    /** Adds the values of a block that was just sealed. */
    synchronized void add(BlockHeader header, ValueHashes values) {
        Chunk chunk = current;
        if (chunk == null || chunk.added == BLOCKS_OF_CHUNK) {
            chunk = new Chunk();
            current = chunk;
        }
        chunk.hashes.addAll(values);
        chunk.added++;
        chunk.blocks++;
        chunkBytes -= chunk.bytes;
        chunk.bytes = chunk.hashes.memoryBytes();
        chunkBytes += chunk.bytes;
        release(known.put(header.firstSequence(), new Known(StoredBlock.of(header), chunk)));
        while (bytes() > maxBytes && !known.isEmpty()) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        var first = known.pollFirstEntry();
        release(first == null ? null : first.getValue());
    }

    private void release(@Nullable Known forgotten) {
        if (forgotten == null) {
            return;
        }
        Chunk chunk = forgotten.chunk();
        if (--chunk.blocks == 0) {
            chunkBytes -= chunk.bytes;
            current = current == chunk ? null : current;
        }
    }

    /** Discards the values of the blocks that begin before the given sequence. */
    synchronized void dropBefore(long sequence) {
        while (!known.isEmpty() && known.firstKey() < sequence) {
            forgetFirst();
        }
    }

    synchronized void clear() {
        known.clear();
        current = null;
        chunkBytes = 0;
    }

    synchronized long bytes() {
        return chunkBytes + (long) known.size() * Known.BYTES;
    }

    /**
     * Adds the known values of the given blocks to {@code hashes}. Also adds values of other
     * blocks that share a collection with these blocks.
     *
     * @return the given blocks whose values are not known
     */
    synchronized List<StoredBlock> addTo(ValueHashes hashes, List<StoredBlock> blocks) {
        Set<Chunk> chunks = Collections.newSetFromMap(new IdentityHashMap<>());
        List<StoredBlock> others = new ArrayList<>();
        for (StoredBlock block : blocks) {
            Known found = known.get(block.firstSequence());
            if (found == null || !isSame(found.block(), block)) {
                others.add(block);
            } else if (chunks.add(found.chunk())) {
                hashes.addAll(found.chunk().hashes);
            }
        }
        return others;
    }

    /**
     * Returns whether two descriptions are of the same block. After a salvage, another block may begin at the same
     * sequence.
     */
    private static boolean isSame(StoredBlock one, StoredBlock other) {
        return one.firstSequence() == other.firstSequence()
                && one.lastSequence() == other.lastSequence()
                && one.size() == other.size()
                && one.bytes() == other.bytes()
                && one.minTime().equals(other.minTime())
                && one.maxTime().equals(other.maxTime())
                && one.minRecordedAtMillis() == other.minRecordedAtMillis()
                && one.maxRecordedAtMillis() == other.maxRecordedAtMillis();
    }
}

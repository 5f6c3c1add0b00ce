package dev.playhead.internal.recording;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.SealedBlock;
import dev.playhead.internal.recording.DropPlanner.Part;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The writer's record of the parts in its store, ordered by sequence, without overlaps. A part is a block, or a tail: a
 * small block of committed events that are not sealed yet.
 *
 * <p><b>Threading.</b> Confined to the writer thread.
 */
final class StoredParts {
    private final NavigableMap<Long, Part> parts = new TreeMap<>();

    /** Replaces the parts with the contents of a store. */
    void reset(StoreContents contents) {
        parts.clear();
        contents.blocks().forEach(block -> add(of(block)));
        contents.tail().forEach(tail -> addTail(of(tail.header())));
    }

    /**
     * Returns the parts that are stored after a commit that drops nothing.
     *
     * @param added the blocks and tails that the commit adds, in order; a block replaces the tails that begin within it
     * @param removed the first sequences of the blocks that the commit quarantines
     * @return the parts, in order
     */
    Collection<Part> after(Collection<Part> added, Collection<Long> removed) {
        NavigableMap<Long, Part> after = new TreeMap<>(parts);
        removed.forEach(after::remove);
        added.forEach(part -> add(part, after));
        return after.values();
    }

    /** Adds a block. This block replaces the tails that begin within it. */
    void add(Part block) {
        add(block, parts);
    }

    private static void add(Part block, NavigableMap<Long, Part> to) {
        to.subMap(block.firstSequence(), true, block.lastSequence(), true).clear();
        to.put(block.firstSequence(), block);
    }

    /** Adds a tail, unless another part contains its first event. */
    void addTail(Part tail) {
        var before = parts.floorEntry(tail.firstSequence());
        if (before == null || before.getValue().lastSequence() < tail.firstSequence()) {
            parts.put(tail.firstSequence(), tail);
        }
    }

    /** Removes the block that begins at the given sequence. */
    void remove(long firstSequence) {
        parts.remove(firstSequence);
    }

    /** Removes the parts that end before the given sequence. */
    void dropBefore(long sequence) {
        while (!parts.isEmpty() && parts.firstEntry().getValue().lastSequence() < sequence) {
            parts.pollFirstEntry();
        }
    }

    private static Part of(StoredBlock block) {
        return new Part(
                block.firstSequence(), block.lastSequence(), block.size(), block.bytes(), block.maxRecordedAtMillis());
    }

    static Part of(SealedBlock block) {
        return of(block.header());
    }

    private static Part of(BlockHeader header) {
        return of(StoredBlock.of(header));
    }
}
